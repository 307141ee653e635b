import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bindings } from '@verge/server/api/bindings'
import { accessToken, serveWorld, type ServedWorld } from '../world/serve.ts'
import { openEstate } from './estate.ts'

let world: ServedWorld
let stranger: string
let holder: string
/** The owner of another team. */
let strangeMember: string
/** What belongs to the owner, by the kind of thing that a path names. */
let owned: Record<string, string>

beforeAll(async () => {
  world = await serveWorld()
  const estate = await openEstate(world)
  strangeMember = estate.strangeMember
  owned = estate.owned
  stranger = await world.sessionOf(estate.stranger)
  holder = await world.sessionOf(estate.owner)
})
afterAll(async () => {
  await world.close()
})

const routes = bindings.map(({ operation }) => operation)
const named = (gate: string) => routes.filter((route) => route.path.includes('{id}') && route.gate === gate)
const forCustomers = [...named('customer'), ...named('billing'), ...named('team')]

/** Bodies under which the owner would succeed, so that only the asker can be the reason for a refusal. */
const bodies: Record<string, unknown> = {
  'customer_portal.benefit_grants.update': { benefit_type: 'custom' },
  'verge.subscriptions.resubscribe': { agreed_amount: 2000, idempotency_key: 'a-decision-of-a-stranger' },
  'verge.subscriptions.change_quote': { seats: 2 },
  'verge.subscriptions.change': { seats: 2, quote_id: 'of-a-stranger' },
  'verge.subscriptions.cancel': { quote_id: 'of-a-stranger' },
  'verge.subscriptions.withdraw': { quote_id: 'of-a-stranger' },
  'verge.orders.withdraw': { quote_id: 'of-a-stranger' },
  'verge.subscriptions.stay': { quote_id: 'of-a-stranger' },
  'verge.subscriptions.resume': { agreed_amount: 2000 },
  'customer_portal.subscriptions.update': { cancel_at_period_end: true },
  'customer_portal.subscriptions.change_preview': { seats: 2 },
  'customer_portal.orders.confirm_payment': { confirmation_token_id: 'ctoken_of_a_stranger' },
}

/** The same of addresses. */
const queries: Record<string, string> = {
  'verge.subscriptions.continuation_quote': '?takes_back=pause',
}

async function ask(route: (typeof routes)[number], id: string, token: string | null) {
  const init: RequestInit = {
    method: route.method,
    headers: token ? { authorization: `Bearer ${token}` } : {},
  }
  if (route.body) init.body = JSON.stringify(bodies[route.name] ?? {})
  const response = await fetch(world.url + route.path.replace('{id}', id) + (queries[route.name] ?? ''), init)
  return { status: response.status, body: await response.text() }
}

function ownedBy(path: string): string {
  const kind = /\/([\w-]+)\/\{id\}/.exec(path)?.[1] ?? ''
  const id = owned[kind]
  if (!id) throw new Error(`No thing to try ${path} with: add one to the matrix`)
  return id
}

describe("another customer's id", () => {
  it.each(forCustomers.map((route) => [route.name, route] as const))(
    '%s answers as if it did not exist',
    async (_, route) => {
      const asker = route.gate === 'team' ? strangeMember : stranger
      const anothers = await ask(route, ownedBy(route.path), asker)
      const nobodys = await ask(route, crypto.randomUUID(), asker)
      expect(anothers).toEqual(nobodys)
      expect(anothers.status).toBe(404)
    },
  )
})

/** In the place of an id, as an address carries it. */
const noIds = [
  '0',
  '-1',
  'null',
  '00000000-0000-0000-0000-00000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  '123e4567-e89b-12d3-a456-426614174000',
  encodeURIComponent("' OR 1=1 --"),
  encodeURIComponent('../customers'),
  '%00',
  '%F0%9F%98%80',
  'x'.repeat(4_000),
]

describe('what is no id of anything', () => {
  const withIds = routes.filter((route) => route.path.includes('{id}'))
  it.each(withIds.map((route) => [route.name, route] as const))('is refused by %s', async (_, route) => {
    const bearer = { organization: accessToken, team: strangeMember, none: null }[route.gate as string]
    for (const id of noIds) {
      const { status } = await ask(route, id, bearer === undefined ? stranger : bearer)
      expect([id, [400, 404, 422].includes(status) ? 'refused' : status]).toEqual([id, 'refused'])
    }
  })
})

describe('no token, or one of the wrong kind', () => {
  const gated = routes.filter((route) => route.gate !== 'none')
  it.each(gated.map((route) => [route.name, route] as const))('%s is refused', async (_, route) => {
    const wrong = route.gate === 'organization' ? stranger : accessToken
    const id = crypto.randomUUID()
    expect(await ask(route, id, null)).toMatchObject({
      status: 401,
      body: '{"error":"Unauthorized","detail":"Unauthorized"}',
    })
    expect(await ask(route, id, wrong)).toMatchObject({
      status: 401,
      body: '{"error":"Unauthorized","detail":"Unauthorized"}',
    })
    expect((await ask(route, id, 'polar_cst_forged')).body).toContain('invalid_token')
  })
})

describe('a file', () => {
  it('is in nobody’s list but that of who has what it comes with', async () => {
    const path = '/v1/customer-portal/downloadables/'
    const answer = await fetch(world.url + path, { headers: { authorization: `Bearer ${stranger}` } })
    expect(await answer.json()).toMatchObject({ items: [] })
    const own = await fetch(world.url + path, { headers: { authorization: `Bearer ${holder}` } })
    expect(await own.json()).toMatchObject({ items: [{ file: { name: 'app.zip' } }] })
  })
})
