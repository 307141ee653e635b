import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bindings } from '@verge/server/api/bindings'
import { createCustomerSession } from '@verge/server/operations/customer-sessions/create'
import { insertCustomer } from '@verge/server/operations/customers/create'
import { issueAccessToken } from '@verge/server/operations/organizations/issue-access-token'
import { accessToken, serveWorld, type ServedWorld } from '../world/serve.ts'
import { openEstate } from './estate.ts'

const otherSeller = 'polar_oat_of_another_seller_in_tests'
let world: ServedWorld
/** What belongs to the first organization and its customer, by what stands in a path. */
let owned: Record<string, string>
/** A customer of the other organization. */
let otherCustomer: string

beforeAll(async () => {
  world = await serveWorld()
  const { ports } = world
  const estate = await openEstate(world)
  const { db } = ports
  const first = await db.selectFrom('organizations').selectAll().executeTakeFirstOrThrow()
  const other = { id: ports.ids.uuid(), slug: 'other', name: 'Other', invoice_prefix: 'OTHER' }
  const json = {
    address: JSON.stringify(first.address),
    portal_settings: JSON.stringify(first.portal_settings),
  }
  await db
    .insertInto('organizations')
    .values({ ...first, ...other, ...json })
    .execute()
  await issueAccessToken(ports, other.id, otherSeller)
  const product_id = estate.owned['products']!
  const spring = { name: 'Spring', type: 'percentage', basis_points: 1000, duration: 'once' }
  const hook = { url: 'https://app.example.com/hook', events: ['customer.created'], format: 'raw' }
  const endpoints = await made('/v1/webhooks/endpoints', hook)
  const told = await world.addCustomer('told@example.com')
  const statement = {
    organization_id: first.id,
    kind: 'cancellation',
    name: 'Ada',
    email: 'owner@example.com',
    contract: 'Pro',
    idempotency_key: 'a-statement-of-the-owner',
  }
  const activation = {
    id: ports.ids.uuid(),
    created_at: ports.clock.now(),
    modified_at: null,
    license_key_id: estate.owned['license-keys']!,
    label: 'Laptop',
    conditions: '{}',
    meta: '{}',
  }
  await db.insertInto('license_key_activations').values(activation).execute()
  const team = await db
    .selectFrom('members')
    .select('customer_id')
    .where('id', '=', estate.owned['members']!)
    .executeTakeFirstOrThrow()
  const idIn = async (table: 'meters' | 'benefits' | 'files' | 'webhook_events' | 'customer_meters') =>
    (await db.selectFrom(table).select('id').executeTakeFirstOrThrow()).id
  owned = {
    ...estate.owned,
    meters: await idIn('meters'),
    'customer-meters': await idIn('customer_meters'),
    benefits: await idIn('benefits'),
    files: await idIn('files'),
    events: await idIn('webhook_events'),
    'customer-seats': estate.owned['seats']!,
    discounts: await made('/v1/discounts/', spring),
    checkouts: await made('/v1/checkouts/', { products: [product_id] }),
    endpoints,
    external: told.customer.external_id!,
    activations: activation.id,
    team: team.customer_id,
    'leaving-statements': await made('/v1/verge/leaving-statements', statement),
  }
  const cause = { actor: 'test', operation: 'test.prepare' }
  const stranger = await db
    .transaction()
    .execute((tx) => insertCustomer(tx, ports, other.id, { email: 'other@example.com' }, cause))
  const session = { body: { customer_id: stranger.id } }
  const seller = { kind: 'organization' as const, organization_id: other.id }
  otherCustomer = (await createCustomerSession(ports, seller, session)).token
})
afterAll(() => world.close())

async function made(path: string, body: object): Promise<string> {
  const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' }
  const answer = await fetch(world.url + path, { method: 'POST', headers, body: JSON.stringify(body) })
  return ((await answer.json()) as { id: string }).id
}

const routes = bindings.map(({ operation }) => operation)
type Route = (typeof routes)[number]
const ofSeller = routes.filter(({ gate }) => gate === 'organization')
const withIds = (gates: readonly string[]) =>
  routes
    .filter(({ path, gate }) => path.includes('{') && gates.includes(gate))
    .map((one) => [one.name, one] as const)

/** Bodies that are taken, so that the asker alone can be the reason for a refusal. */
const id = crypto.randomUUID()
const consent = { kind: 'waived', text: 'I agree', given_at: '2027-01-31T12:00:00Z' }
const bodies: Record<string, unknown> = {
  'benefits.update': { type: 'custom' },
  'products.update_benefits': { benefits: [] },
  'files.uploaded': {
    id,
    path: '/app.zip',
    parts: [{ number: 1, checksum_etag: 'x', checksum_sha256_base64: null }],
  },
  'verge.subscriptions.withdrawal_consent': consent,
  'verge.orders.withdrawal_consent': consent,
  'verge.leaving_statements.carry_out': { order_id: id },
  'subscriptions.change_preview': { seats: 2 },
  'customers.members.create': { email: 'new@example.com', role: 'member' },
  'customers.members.create_external': { email: 'new@example.com', role: 'member' },
}

async function ask(
  { path, method, body, name }: Route,
  token: string,
  things: Record<string, string> = owned,
) {
  const address = path.replace(/\/([\w-]+)\/\{\w+\}/g, (_, kind: string) => {
    // A member belongs to a team.
    if (kind === 'customers' && path.includes('{member_id}')) return `/${kind}/${things['team']}`
    if (!things[kind]) throw new Error(`No thing to try ${path} with: add one to the matrix`)
    return `/${kind}/${things[kind]}`
  })
  const answer = await fetch(world.url + address, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body && { body: JSON.stringify(bodies[name] ?? {}) }),
  })
  return { status: answer.status, body: await answer.text() }
}

const nobodys = new Proxy({}, { get: () => id }) as Record<string, string>

describe("another organization's id", () => {
  it.each(withIds(['organization']))('%s answers its seller as if it did not exist', async (_, route) => {
    const anothers = await ask(route, otherSeller)
    expect(anothers.status).toBe(404)
    expect(anothers).toEqual(await ask(route, otherSeller, nobodys))
  })

  it.each(withIds(['customer', 'billing']))('%s answers its customers so, too', async (_, route) => {
    const anothers = await ask(route, otherCustomer)
    expect(anothers).toEqual(await ask(route, otherCustomer, nobodys))
    expect([404, 422]).toContain(anothers.status)
  })
})

describe("another organization's things", () => {
  const lists = ofSeller.filter(({ path, method }) => method === 'GET' && !path.includes('{'))
  it.each(lists.map((one) => [one.name, one] as const))('are in no list of %s', async (_, route) => {
    const { status, body } = await ask(route, otherSeller)
    for (const [kind, thing] of Object.entries(owned))
      expect([kind, body.includes(thing)]).toEqual([kind, false])
    expect([200, 400, 422]).toContain(status)
  })
})

/** What is not there yet either: no consent, no invoice, and no member with an id of the seller's own. */
const notMade = ['verge.checkouts.renewal_consent', 'orders.invoice', 'customers.members.get_external']

it('and their own seller finds them, so that it is not the question that was refused', async () => {
  const lost: string[] = []
  for (const route of ofSeller.filter(({ path, method }) => method === 'GET' && path.includes('{'))) {
    const { status } = await ask(route, accessToken)
    if (status === 404) lost.push(route.name)
  }
  expect(lost).toEqual(notMade)
})
