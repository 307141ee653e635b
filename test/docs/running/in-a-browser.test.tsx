// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { inABrowser } from './in-a-browser.tsx'
import { runnerOf } from './run.ts'

beforeEach(() => history.replaceState(null, '', location.pathname))
afterEach(() => vi.unstubAllGlobals())

it.each(Object.entries(inABrowser))('%s does what it says', async (name, run) => {
  expect.hasAssertions()
  await run(runnerOf(name))
})
