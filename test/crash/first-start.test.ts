import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readSecrets } from '@verge/server/db/data-directory'
import { startEmbeddedPostgres } from '@verge/server/db/embedded'
import { people } from '../people/people.ts'
import { accessToken, launchProduct, newDataDirectory, startProduct } from '../world/product.ts'

/** Fifty to be sure. */
const kills = Number(process.env.FIRST_START_KILLS ?? 3)
/** About as long as a first start takes. */
const spanMs = 6_000

let directory: string
beforeEach(() => void (directory = newDataDirectory()))
afterEach(async () => {
  // What a killed start left running.
  if (existsSync(join(directory, 'postgresql/postmaster.pid')))
    await startEmbeddedPostgres({ dataDirectory: directory }).then((left) => left.stop())
  rmSync(directory, { recursive: true, force: true })
})

it('goes on with a first start that was killed again and again, and keeps every secret that it made', async () => {
  const made: Record<string, string> = {}
  for (let kill = 0; kill < kills; kill++) {
    const verge = await launchProduct(directory)
    const delayMs = (spanMs * (kill + 0.5 * ((kill * 7) % 3))) / kills
    await Promise.race([verge.ended, new Promise((done) => setTimeout(done, delayMs))])
    verge.process.kill('SIGKILL')
    await verge.ended
    const now = readSecrets(directory)
    for (const [name, secret] of Object.entries(made)) expect([name, now[name]]).toEqual([name, secret])
    Object.assign(made, now)
  }
  const verge = await startProduct(directory)
  expect(readSecrets(directory)).toMatchObject(made)
  expect(Object.keys(readSecrets(directory)).toSorted()).toEqual([
    'better-auth-secret',
    'secret',
    'webhook-secret',
  ])
  expect(readFileSync(join(directory, 'secret'), 'utf8').trim().length).toBeGreaterThan(40)
  const answer = await fetch(`${verge.url}/v1/customers/`, {
    headers: { authorization: `Bearer ${accessToken}` },
  })
  const { items } = (await answer.json()) as { items: { external_id: string }[] }
  // The demo world is there once, and whole.
  expect(items.map((one) => one.external_id).toSorted()).toEqual(
    Object.values(people)
      .map(({ id }) => id)
      .toSorted(),
  )
  verge.process.kill('SIGTERM')
  expect(await verge.ended).toBe(0)
}, 240_000)
