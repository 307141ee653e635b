import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { demoPassword, people } from '../people/people.ts'
import { accessToken, launchProduct, newDataDirectory, startProduct, type Product } from '../world/product.ts'
import { command } from './parts.ts'

let directory: string
let running: Product[]
beforeEach(() => {
  directory = newDataDirectory()
  running = []
})
afterEach(async () => {
  for (const { process, ended } of running) {
    process.kill('SIGTERM')
    await ended
  }
  rmSync(directory, { recursive: true, force: true })
}, 60_000)

async function started(folder: string): Promise<Product> {
  const verge = await startProduct(join(directory, folder))
  running.push(verge)
  return verge
}
const bearing = (token: string, body?: unknown): RequestInit => ({
  ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
})
async function json<Answer>(url: string, init: RequestInit): Promise<Answer> {
  const answer = await fetch(url, init)
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as Answer
}

it('is the same Verge after it was restored: tokens open, people sign in, and the billing goes on', async () => {
  const before = await started('before')
  const { token } = await json<{ token: string }>(
    `${before.url}/v1/customer-sessions/`,
    bearing(accessToken, { external_customer_id: people.ada.id }),
  )
  const orders = (verge: Product) =>
    json<{ items: { id: string; status: string }[] }>(
      `${verge.url}/v1/customer-portal/orders/?limit=100`,
      bearing(token),
    )
  const known = await orders(before)
  expect(known.items.length).toBeGreaterThan(0)

  const file = join(directory, 'whole.verge')
  const at = (folder: string) => ({ VERGE_DATA_DIR: join(directory, folder), DATABASE_URL: '' })
  expect(await command(['backup', file], at('before')).ended).toMatchObject({ code: 0 })
  expect(await command(['restore', file], at('after')).ended).toMatchObject({ code: 0 })

  const after = await started('after')
  expect(await orders(after)).toEqual(known)
  const signedIn = await fetch(`${after.appUrl}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: after.appUrl },
    body: JSON.stringify({ email: people.ada.email, password: demoPassword }),
  })
  expect(signedIn.status).toBe(200)
  await json(`${after.url}/sandbox/clock`, bearing(accessToken, { advance: 'P40D' }))
  const listed = await json<{ items: { status: string }[] }>(
    `${after.url}/v1/orders/?external_customer_id=${people.ada.id}&limit=100`,
    bearing(accessToken),
  )
  expect(listed.items.length).toBeGreaterThan(known.items.length)
  expect(new Set(listed.items.map(({ status }) => status))).toEqual(new Set(['paid']))
}, 120_000)

it('says in one line that the database at DATABASE_URL cannot be reached', async () => {
  const verge = await launchProduct(join(directory, 'own'), {
    DATABASE_URL: 'postgresql://verge@127.0.0.1:1/verge',
  })
  expect(await verge.ended).toBe(1)
  expect(verge.said()).toBe('The database cannot be reached. DATABASE_URL says where it is looked for.\n')
}, 60_000)
