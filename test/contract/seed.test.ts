import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Polar } from '@polar-sh/sdk'
import { memoryAdapter } from 'better-auth/adapters/memory'
import { betterAuth } from 'better-auth'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { configured } from '../seed/configuration.ts'
import { appUrl, browserOf } from '../world/app.ts'
import { accessToken, serveWorld, type ServedWorld } from '../world/serve.ts'

const root = join(import.meta.dirname, '../..')
const document = readFileSync(join(root, 'docs/seed-customer-portal.md'), 'utf8')
const snippets = [...document.matchAll(/```typescript\n(.*?)```/gs)].map(([, snippet = '']) => snippet)

let world: ServedWorld
beforeAll(async () => void (world = await serveWorld()))
afterAll(() => world.close())

it('is compiled word for word', () => {
  const folder = join(root, 'test/seed')
  const compiled = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'))
  expect(snippets).toHaveLength(5)
  expect(snippets.filter((snippet) => !compiled.some((text) => text.includes(snippet)))).toEqual([])
})

it('configures a portal that opens', async () => {
  const polarClient = new Polar({ accessToken, serverURL: world.url })
  const auth = betterAuth({
    baseURL: appUrl,
    secret: 'a secret of at least thirty-two characters',
    database: memoryAdapter({ user: [], account: [], session: [], verification: [] }),
    emailAndPassword: { enabled: true },
    plugins: [configured(polarClient)],
  })
  const { client, signUp } = browserOf(auth.handler)
  const user = await signUp('seed@example.com')
  expect(await client.customerPortal()).toMatchObject({ error: { code: 'NO_SUBSCRIPTION' } })
  const customer = await world.ports.db
    .selectFrom('customers')
    .select('id')
    .where('external_id', '=', user.id)
    .executeTakeFirstOrThrow()
  await world.addCard(customer.id, '4242 4242 4242 4242')
  await world.subscribe(customer.id)
  expect(await client.customerPortal()).toEqual({
    url: expect.stringContaining('/verge/portal?customer_session_token=polar_cst_'),
    error: null,
  })
})
