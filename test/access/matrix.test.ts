import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bindings } from '@verge/server/api/bindings'
import { createCustomerSession } from '@verge/server/operations/customer-sessions/create'
import { openCustomerSession } from '@verge/server/operations/customer-sessions/open'
import { createCustomer } from '@verge/server/operations/customers/create'
import { listMembers } from '@verge/server/operations/members/for-seller'
import { updateOrganization } from '@verge/server/operations/organizations/update'
import { createBenefit } from '@verge/server/operations/benefits/benefits'
import { updateProductBenefits } from '@verge/server/operations/benefits/of-product'
import { ingestEvents } from '@verge/server/operations/meters/ingest'
import { createMeter } from '@verge/server/operations/meters/meters'
import { listReceipts } from '@verge/server/operations/receipts/get'
import { cancelSubscription } from '@verge/server/operations/subscriptions/cancel'
import { assignSeat } from '@verge/server/operations/seats/assign'
import { asksWhenAdded } from '../world/checkouts.ts'
import { accessToken, serveWorld, type ServedWorld } from '../world/serve.ts'
import { buyTeam, sellTeam } from '../world/team.ts'
import { uploadFile } from '../world/upload.ts'

let world: ServedWorld
let stranger: string
let holder: string
/** The owner of another team. */
let strangeMember: string
/** What belongs to the owner, by the kind of thing that a path names. */
let owned: Record<string, string>

beforeAll(async () => {
  world = await serveWorld()
  const owner = await world.addCustomer('owner@example.com', '4242424242424242')
  const other = await world.addCustomer('stranger@example.com', '4242424242424242')
  const subscription = await world.subscribe(owner.customer.id)
  const { db } = world.ports
  const order = await db
    .selectFrom('orders')
    .select('id')
    .where('subscription_id', '=', subscription.id)
    .executeTakeFirstOrThrow()
  const method = await db
    .selectFrom('payment_methods')
    .select('id')
    .where('customer_id', '=', owner.customer.id)
    .executeTakeFirstOrThrow()
  const product_id = await sellTeam(world)
  const team = await buyTeam(world, { product_id, customer_id: owner.customer.id, seats: 2 })
  const seat = await assignSeat(world.ports, owner.actor, {
    body: { subscription_id: team.id, email: 'colleague@example.com', immediate_claim: false },
  })
  await db
    .insertInto('balance_entries')
    .values({ ...credit, customer_id: owner.customer.id, order_id: order.id })
    .execute()
  const [member, other_member] = [
    await addOwner('team@example.com'),
    await addOwner('other-team@example.com'),
  ]
  strangeMember = other_member.token
  const filter = { conjunction: 'and' as const, clauses: [] }
  await createMeter(world.ports, world.organization, {
    body: { name: 'Calls', unit: 'scalar', filter, aggregation: { func: 'count' } },
  })
  const events = [{ name: 'call', customer_id: owner.customer.id }]
  await ingestEvents(world.ports, world.organization, { body: { events } })
  const meter = await db.selectFrom('customer_meters').select('id').executeTakeFirstOrThrow()
  const benefit = await createBenefit(world.ports, world.organization, {
    body: { type: 'custom', description: 'Support by phone', properties: { note: null } },
  })
  const keys = await createBenefit(world.ports, world.organization, {
    body: { type: 'license_keys', description: 'The app', properties: anyKeys },
  })
  const file = await uploadFile(world)
  const files = await createBenefit(world.ports, world.organization, {
    body: { type: 'downloadables', description: 'The app', properties: { files: [file.id], archived: {} } },
  })
  const benefits = [benefit.id, keys.id, files.id]
  const given = { params: { id: subscription.product_id }, body: { benefits } }
  await updateProductBenefits(world.ports, world.organization, given)
  const grant = await db
    .selectFrom('benefit_grants')
    .select('id')
    .where('benefit_id', '=', benefit.id)
    .executeTakeFirstOrThrow()
  const key = await db.selectFrom('license_keys').select('id').executeTakeFirstOrThrow()
  const setup = await world.ports.processor.setUp({
    customer_reference: owner.customer.id,
    confirmation_token_id: await world.cardToken(asksWhenAdded),
  })
  await cancelSubscription(world.ports, owner.actor, { params: { id: team.id } })
  const { items: receipts } = await listReceipts(world.ports, owner.actor, {})
  const signedIn = { device: 'Safari, iPad', opened_from: null }
  const own = { customer_id: owner.customer.id, member_id: null, return_url: null }
  const session = await openCustomerSession(db, world.ports, own, signedIn)
  owned = {
    receipts: receipts[0]!.id,
    'benefit-grants': grant.id,
    'license-keys': key.id,
    meters: meter.id,
    subscriptions: subscription.id,
    orders: order.id,
    'payment-methods': method.id,
    'payment-method-setups': (setup as { setup_intent_id: string }).setup_intent_id,
    customers: owner.customer.id,
    products: subscription.product_id,
    seats: seat.id,
    wallets: credit.id,
    members: member.id,
    'customer-sessions': session.id,
  }
  await setMembers(false)
  stranger = await world.sessionOf(other.customer.id)
  holder = await world.sessionOf(owner.customer.id)
})
afterAll(async () => {
  await world.close()
})

const anyKeys = { prefix: null, expires: null, activations: null, limit_usage: null }

const credit = {
  id: crypto.randomUUID(),
  created_at: new Date(),
  currency: 'usd',
  amount: 500,
  reason: 'applied' as const,
}

const setMembers = (member_model_enabled: boolean) =>
  updateOrganization(world.ports, world.organization, { body: { member_model_enabled } })

/** Of a team of their own. */
async function addOwner(email: string): Promise<{ id: string; token: string }> {
  const { ports, organization } = world
  await setMembers(true)
  const { id: customer_id } = await createCustomer(ports, organization, {
    body: { type: 'team', email, owner: { email } },
  })
  const { items } = await listMembers(ports, organization, { params: { id: customer_id } })
  const { id } = items[0]!
  const body = { customer_id, member_id: id }
  return { id, token: (await createCustomerSession(ports, organization, { body })).token }
}

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
