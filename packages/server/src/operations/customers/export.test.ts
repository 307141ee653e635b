import { afterAll, beforeAll, expect, it } from 'vitest'
import type { MemberRole } from '@verge/polar/contract/members'
import { sellerCalls } from '../../../../../test/world/call.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { codeSentTo } from '../../../../../test/world/sign-in.ts'
import { buyTeam, sellTeam } from '../../../../../test/world/team.ts'
import { uploadFile } from '../../../../../test/world/upload.ts'
import type { CustomerActor } from '../actor.ts'
import { createCustomerSession } from '../customer-sessions/create.ts'
import { listDownloadables } from '../downloadables/list.ts'
import { assignSeat } from '../seats/assign.ts'
import { ingestEvents } from '../meters/ingest.ts'
import { requestCustomerSession } from '../sign-in/request.ts'
import { exportCustomer } from './export.ts'

let world: World
beforeAll(async () => void (world = await openWorld()))
afterAll(() => world.ports.db.destroy())

interface Exported {
  customer: Record<string, unknown>
  [list: string]: unknown
}

async function exported(actor: CustomerActor): Promise<{ text: string; file: Exported }> {
  let text = ''
  for await (const part of exportCustomer(world.ports, actor)) text += part
  return { text, file: JSON.parse(text) as Exported }
}

it('holds what is kept of the customer, the oldest first, and nothing of anybody else', async () => {
  const { customer, actor } = await world.addCustomer('ada@example.com', '4242424242424242')
  const other = await world.addCustomer('grace@example.com', '4242424242424242')
  const subscription = await world.subscribe(customer.id)
  await world.subscribe(other.customer.id)
  const used = { name: 'call', external_customer_id: customer.external_id!, metadata: { seconds: 40 } }
  await ingestEvents(world.ports, world.organization, { body: { events: [used] } })
  const { text, file } = await exported(actor)
  expect(file).toMatchObject({
    exported_at: world.ports.clock.now().toISOString(),
    customer: { email: 'ada@example.com', external_id: 'ada@example.com', metadata: {} },
    subscriptions: [{ id: subscription.id, status: 'active', product: { name: 'Pro' } }],
    orders: [{ status: 'paid', total_amount: 2000 }],
    payment_methods: [{ type: 'card', method_metadata: { last4: '4242' } }],
    refunds: [],
    balance_entries: [],
    seats: [],
    usage_events: [{ name: 'call', metadata: { seconds: 40 } }],
  })
  expect(text).not.toContain('grace')
  expect(text).not.toContain(other.customer.id)
})

it('holds the keys and files that came with what was bought, where keys are in use, and what was fetched', async () => {
  const { customer, actor } = await world.addCustomer('mary@example.com', '4242424242424242')
  const { product_id } = await world.subscribe(customer.id)
  const call = await sellerCalls(world)
  const file = await uploadFile(world)
  const kinds = [
    { type: 'license_keys', properties: { activations: { limit: 1, enable_customer_admin: true } } },
    { type: 'downloadables', properties: { files: [file.id] } },
  ]
  const benefits: string[] = []
  for (const kind of kinds) {
    const { body } = await call('POST', '/v1/benefits/', { ...kind, description: 'The app' })
    benefits.push(body.id as string)
  }
  await call('POST', `/v1/products/${product_id}/benefits`, { benefits })
  const { organization_id } = world.organization
  const { key } = await world.ports.db
    .selectFrom('license_keys')
    .select('key')
    .where('customer_id', '=', customer.id)
    .executeTakeFirstOrThrow()
  await call('POST', '/v1/license-keys/activate', { key, organization_id, label: 'Desk' })
  const { items } = await listDownloadables(world.ports, actor, {})
  await call('GET', new URL(items[0]!.file.download.url).pathname)
  expect((await exported(actor)).file).toMatchObject({
    license_keys: [{ key, benefit_id: benefits[0] }],
    license_key_activations: [{ label: 'Desk' }],
    downloadables: [{ file_id: file.id, name: 'app.zip' }],
    downloads: [{ file_id: file.id, count: 1 }],
  })
})

it('gives a member without a say in billing no order, card, mail or person', async () => {
  const { customer, actor } = await world.addCustomer('owner@example.com', '4242424242424242')
  const subscription = await world.subscribe(customer.id)
  const as = (role: MemberRole) => exported({ ...actor, member: { id: world.ports.ids.uuid(), role } })
  const { text, file } = await as('member')
  expect(Object.keys(file)).toEqual([
    'exported_at',
    'customer',
    'subscriptions',
    'benefit_grants',
    'license_keys',
    'license_key_activations',
    'downloadables',
  ])
  expect(file.subscriptions).toMatchObject([{ id: subscription.id }])
  expect(file.customer).not.toHaveProperty('metadata')
  expect(text).not.toContain('last4')
  expect((await as('billing_manager')).file.orders).toHaveLength(1)
})

it('holds no token, code, hash or secret', async () => {
  const { customer, actor } = await world.addCustomer('joan@example.com')
  await createCustomerSession(world.ports, world.organization, { body: { customer_id: customer.id } })
  await requestCustomerSession(
    world.ports,
    { kind: 'anonymous' },
    { body: { email: customer.email, organization_id: world.organization.organization_id } },
  )
  const code = (await codeSentTo(world, customer.email))!
  const product_id = await sellTeam(world)
  const { id } = await buyTeam(world, { product_id, customer_id: customer.id, seats: 2 })
  await assignSeat(world.ports, actor, {
    body: { subscription_id: id, email: customer.email, immediate_claim: false },
  })
  const { text, file } = await exported(actor)
  expect(file.sessions).toHaveLength(2)
  expect(text).not.toContain(code)
  expect(text).not.toMatch(/polar_|[0-9a-f]{64}|_hash|processor_id|secret/)
})

it('is written in pieces, however much there is', async () => {
  const { customer, actor } = await world.addCustomer('alan@example.com')
  const { db, clock, ids } = world.ports
  const mail = (number: number) => ({
    id: ids.uuid(),
    created_at: clock.now(),
    customer_id: customer.id,
    dedupe_key: `many:${number}`,
    recipient: customer.email,
    subject: `Mail ${number}`,
    body: '',
    sent_at: null,
  })
  const mails = Array.from({ length: 250 }, (_, number) => mail(number))
  await db.insertInto('emails').values(mails).execute()
  let longest = 0
  for await (const part of exportCustomer(world.ports, actor)) longest = Math.max(longest, part.length)
  expect(longest).toBeLessThan(1_000)
  const subjects = ((await exported(actor)).file.emails as { subject: string }[]).map(
    ({ subject }) => subject,
  )
  expect(new Set(subjects).size).toBe(250)
})
