import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { onAServer, openApp, theTestItself } from './on-a-server.ts'
import { runnerOf } from './run.ts'
import { openWorld, ownOptions, type World } from './world.ts'

// What every app sets by itself, no snippet shows.
vi.mock('better-auth', async (original) => {
  const module = await original<typeof import('better-auth')>()
  return { ...module, betterAuth: (options: object) => module.betterAuth({ ...ownOptions, ...options }) }
})

let world: World
beforeAll(async () => void (world = await openWorld()))
afterAll(() => world.polar.stop())
beforeEach(() => world.enter())
afterEach(() => {
  vi.unstubAllGlobals()
  vi.unstubAllEnvs()
})

it.each(Object.entries(onAServer))('%s does what it says', async (name, run) => {
  expect.hasAssertions()
  await run(runnerOf(name), world)
})

describe('the test in the guide', async () => {
  const given = (parts: Parameters<typeof openApp>[1]) => openApp(world, parts)
  beforeEach(() => void vi.stubGlobal('openApp', given))
  await runnerOf(theTestItself)()
})
