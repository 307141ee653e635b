import { beforeEach, describe, expect, it } from 'vitest'
import { customerCalls, sellerCalls, type Call } from '../../../../../test/world/call.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { uploadFile } from '../../../../../test/world/upload.ts'
import { buyTeam, invitationOf, sellTeam } from '../../../../../test/world/team.ts'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import { advanceClock } from '../../jobs/run-due.ts'
import { applyChange } from '../apply-change.ts'
import { repairDueWork } from '../due-work/repair.ts'

const works = '4242424242424242'
const failsWhenCharged = '4000000000000341'

let world: World
let call: Call
let customer_id: string
let product_id: string
let benefit_id: string
beforeEach(async () => {
  world = await openWorld()
  call = await sellerCalls(world)
  customer_id = (await world.addCustomer('ada@example.com', works)).customer.id
  product_id = (await world.ports.db.selectFrom('products').select('id').executeTakeFirstOrThrow()).id
  benefit_id = await benefit('Support by phone')
})

async function benefit(description: string, note: string | null = 'Call 030 1234.'): Promise<string> {
  const metadata = { line: 'phone' }
  const body = { type: 'custom', description, properties: { note }, metadata }
  const answer = await call('POST', '/v1/benefits/', body)
  expect(answer.status).toBe(201)
  return answer.body.id as string
}

const comesWith = (benefits: string[], product = product_id) =>
  call('POST', `/v1/products/${product}/benefits`, { benefits })

/** What somebody is shown that they have. */
async function hasNow(id = customer_id): Promise<string[]> {
  const portal = await customerCalls(world, id)
  const { body } = await portal('GET', '/v1/customer-portal/benefit-grants/')
  return (body.items as { benefit: { description: string } }[]).map((one) => one.benefit.description)
}

/** What happened to the only grant there is. */
async function history(): Promise<string[]> {
  const rows = await world.ports.db
    .selectFrom('events')
    .select('types')
    .where('aggregate_type', '=', 'benefit_grant')
    .orderBy('created_at')
    .orderBy('version')
    .execute()
  return rows.map(({ types }) => types[0]!.replace('benefit_grant.', ''))
}

const passTo = (date: Date) => advanceClock(world.ports, (to) => world.moveTo(to), date)
const change = ({ id }: SubscriptionRow, body: object) => call('PATCH', `/v1/subscriptions/${id}`, body)

describe('what is private', () => {
  it('is given and told to the seller, and its customer is told nothing of it', async () => {
    await comesWith([benefit_id])
    const { id } = await world.subscribe(customer_id)
    await call('PATCH', `/v1/benefits/${benefit_id}`, { type: 'custom', visibility: 'private' })
    const { body } = await call('GET', `/v1/benefit-grants/?customer_id=${customer_id}`)
    const [grant] = body.items as { id: string; is_granted: boolean }[]
    expect(grant).toMatchObject({ is_granted: true, benefit: { visibility: 'private' } })
    expect(await hasNow()).toEqual([])
    const portal = await customerCalls(world, customer_id)
    expect((await portal('GET', `/v1/customer-portal/benefit-grants/${grant!.id}`)).status).toBe(404)
    const seen = await portal('GET', `/v1/customer-portal/subscriptions/${id}`)
    expect(seen.body).toMatchObject({ product: { benefits: [] } })
  })

  it('of keys and files is in no list of its customer either, and its key still holds', async () => {
    const file = await uploadFile(world, { name: 'app.zip', parts: ['The app'] })
    const made = [
      { type: 'license_keys', description: 'A key', properties: {} },
      { type: 'downloadables', description: 'The app', properties: { files: [file.id] } },
    ]
    const [keys, files] = await Promise.all(
      made.map(
        async (body) => (await call('POST', '/v1/benefits/', body)).body as { id: string; type: string },
      ),
    )
    await comesWith([keys!.id, files!.id])
    await world.subscribe(customer_id)
    const portal = await customerCalls(world, customer_id)
    const own = async (path: string) => (await portal('GET', `/v1/customer-portal/${path}/`)).body.items
    const [key] = (await own('license-keys')) as [{ id: string; key: string }]
    expect(await own('downloadables')).toHaveLength(1)
    for (const { id, type } of [keys!, files!])
      await call('PATCH', `/v1/benefits/${id}`, { type, visibility: 'private' })
    expect(await own('license-keys')).toEqual([])
    expect(await own('downloadables')).toEqual([])
    const address = `/v1/customer-portal/license-keys/${key.id}`
    expect((await portal('GET', address)).status).toBe(404)
    expect((await portal('POST', `${address}/rotate`)).status).toBe(404)
    const { organization_id } = world.organization
    expect((await call('POST', '/v1/license-keys/validate', { key: key.key, organization_id })).status).toBe(
      200,
    )
  })
})

describe('what comes with a product', () => {
  it('is given with the first payment, stays through renewals, and goes with the end', async () => {
    await comesWith([benefit_id])
    expect(await hasNow()).toEqual([])
    const subscription = await world.subscribe(customer_id)
    expect(await hasNow()).toEqual(['Support by phone'])
    await passTo(subscription.current_period_end)
    await change(subscription, { cancel_at_period_end: true })
    expect(await hasNow()).toEqual(['Support by phone'])
    await passTo(new Date('2027-04-01T00:00:00Z'))
    expect(await hasNow()).toEqual([])
    expect(await history()).toEqual(['created', 'revoked'])
  })

  it('is taken at once where the seller ends it, or deletes the customer', async () => {
    await comesWith([benefit_id])
    const subscription = await world.subscribe(customer_id)
    await change(subscription, { revoke: true })
    expect(await hasNow()).toEqual([])
    await world.subscribe((await world.addCustomer('grace@example.com', works)).customer.id)
    const grace = await call('GET', '/v1/customers/?email=grace@example.com')
    await call('DELETE', `/v1/customers/${(grace.body.items as [{ id: string }])[0].id}`)
    const { body } = await call('GET', '/v1/benefit-grants/?is_granted=true')
    expect(body.items).toEqual([])
  })

  it('is taken while a payment is overdue, and given again with it', async () => {
    await comesWith([benefit_id])
    const { id, current_period_end } = await world.subscribe(customer_id)
    const bad = await world.addCard(customer_id, failsWhenCharged)
    await pinned(id, bad)
    await passTo(current_period_end)
    expect((await call('GET', `/v1/subscriptions/${id}`)).body.status).toBe('past_due')
    expect(await hasNow()).toEqual([])
    const good = await world.addCard(customer_id, works)
    const portal = await customerCalls(world, customer_id)
    await portal('PATCH', '/v1/customer-portal/customers/me', { default_payment_method_id: good })
    await passTo(new Date(current_period_end.getTime() + 1000))
    expect((await call('GET', `/v1/subscriptions/${id}`)).body.status).toBe('active')
    expect(await hasNow()).toEqual(['Support by phone'])
    expect(await history()).toEqual(['created', 'revoked', 'created'])
  })

  it('is kept for the days of grace, and taken at the hour at which they end', async () => {
    await world.ports.db.updateTable('organizations').set({ grace_days: 3 }).execute()
    await comesWith([benefit_id])
    const { id, current_period_end } = await world.subscribe(customer_id)
    const bad = await world.addCard(customer_id, failsWhenCharged)
    await pinned(id, bad)
    await passTo(current_period_end)
    expect(await hasNow()).toEqual(['Support by phone'])
    await passTo(new Date(current_period_end.getTime() + 3 * 86_400_000 - 1000))
    expect(await hasNow()).toEqual(['Support by phone'])
    await passTo(new Date(current_period_end.getTime() + 3 * 86_400_000))
    expect(await hasNow()).toEqual([])
    expect(await history()).toEqual(['created', 'revoked'])
  })

  it('is kept by whoever pays within the days of grace, beyond their end', async () => {
    await world.ports.db.updateTable('organizations').set({ grace_days: 3 }).execute()
    await comesWith([benefit_id])
    const { id, current_period_end } = await world.subscribe(customer_id)
    const bad = await world.addCard(customer_id, failsWhenCharged)
    await pinned(id, bad)
    await passTo(current_period_end)
    const good = await world.addCard(customer_id, works)
    const portal = await customerCalls(world, customer_id)
    await portal('PATCH', '/v1/customer-portal/customers/me', { default_payment_method_id: good })
    await passTo(new Date(current_period_end.getTime() + 4 * 86_400_000))
    expect(await hasNow()).toEqual(['Support by phone'])
    expect(await history()).toEqual(['created'])
    expect(await repairDueWork(world.ports)).toBe(0)
  })

  it('is taken for the time of a pause', async () => {
    await comesWith([benefit_id])
    const subscription = await world.subscribe(customer_id)
    await change(subscription, { pause_at_period_end: true })
    await passTo(subscription.current_period_end)
    expect(await hasNow()).toEqual([])
    await change(subscription, { resume: true })
    expect(await hasNow()).toEqual(['Support by phone'])
  })

  it('changes with the plan', async () => {
    await comesWith([benefit_id])
    const prices = [{ amount_type: 'fixed', price_amount: 4000, price_currency: 'usd' }]
    const { body } = await call('POST', '/v1/products/', { name: 'Max', recurring_interval: 'month', prices })
    const visit = await benefit('A visit a month')
    await comesWith([visit, benefit_id], body.id as string)
    const subscription = await world.subscribe(customer_id)
    await change(subscription, { product_id: body.id })
    expect(await hasNow()).toEqual(['A visit a month', 'Support by phone'])
    expect(await history()).toEqual(['created', 'created'])
  })

  it('changes for who has the product as soon as the seller changes it', async () => {
    await world.subscribe(customer_id)
    expect(await hasNow()).toEqual([])
    const answer = await comesWith([benefit_id])
    expect(answer.body.benefits).toMatchObject([{ id: benefit_id, description: 'Support by phone' }])
    expect(await hasNow()).toEqual(['Support by phone'])
    await comesWith([])
    expect(await hasNow()).toEqual([])
    await comesWith([benefit_id])
    expect(await hasNow()).toEqual(['Support by phone'])
    expect((await call('DELETE', `/v1/benefits/${benefit_id}`)).status).toBe(204)
    expect(await hasNow()).toEqual([])
    expect((await call('GET', `/v1/products/${product_id}`)).body.benefits).toEqual([])
    expect((await comesWith([benefit_id])).status).toBe(422)
    expect(await history()).toEqual(['created', 'revoked', 'created', 'revoked'])
  })

  it('of a team belongs to who has a seat, as long as they have it', async () => {
    const team = await sellTeam(world)
    await comesWith([benefit_id], team)
    const { id } = await buyTeam(world, { product_id: team, customer_id, seats: 3 })
    expect(await hasNow()).toEqual([])
    const email = 'grace@example.com'
    const seat = await call('POST', '/v1/customer-seats', { subscription_id: id, email })
    expect((await call('GET', '/v1/benefit-grants/')).body.items).toEqual([])
    const invitation_token = await invitationOf(world, email)
    const claimed = await call('POST', '/v1/customer-seats/claim', { invitation_token })
    const holder = (claimed.body.seat as { customer_id: string }).customer_id
    expect(await hasNow(holder)).toEqual(['Support by phone'])
    await call('DELETE', `/v1/customer-seats/${seat.body.id as string}`)
    expect(await hasNow(holder)).toEqual([])
  })
})

async function pinned(id: string, payment_method_id: string): Promise<void> {
  await world.ports.db.transaction().execute(async (tx) => {
    const row = await tx
      .selectFrom('subscriptions')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    const cause = { actor: 'test', operation: 'test.pin' }
    const events = ['subscription.updated'] as const
    await applyChange(tx, world.ports, 'subscriptions', row, { set: { payment_method_id }, events }, cause)
  })
}

describe('a grant', () => {
  it('is shown to whom it belongs with its note, and to nobody else', async () => {
    await comesWith([benefit_id])
    const { id: subscription_id } = await world.subscribe(customer_id)
    const portal = await customerCalls(world, customer_id)
    const query = `?subscription_id=${subscription_id}&type=custom&query=PHONE&sorting=-granted_at`
    const { body } = await portal('GET', `/v1/customer-portal/benefit-grants/${query}`)
    expect(body.items).toMatchObject([
      {
        is_granted: true,
        subscription_id,
        benefit: { type: 'custom', properties: { note: 'Call 030 1234.' }, metadata: { line: 'phone' } },
        customer: { email: 'ada@example.com' },
      },
    ])
    const [{ id }] = body.items as [{ id: string }]
    const path = `/v1/customer-portal/benefit-grants/${id}`
    expect((await portal('GET', path)).body).toMatchObject({ id, benefit_id })
    expect((await portal('PATCH', path, { benefit_type: 'custom' })).body).toMatchObject({ id })
    expect((await portal('PATCH', path, { benefit_type: 'discord' })).status).toBe(422)
    const other = (await world.addCustomer('eve@example.com')).customer.id
    const eve = await customerCalls(world, other)
    expect((await eve('GET', path)).status).toBe(404)
    await call('DELETE', `/v1/subscriptions/${subscription_id}`)
    expect((await portal('GET', path)).status).toBe(404)
    expect((await portal('PATCH', path, { benefit_type: 'custom' })).status).toBe(403)
  })

  it('is in the state of the customer, and in the product without its note for others', async () => {
    await comesWith([benefit_id])
    await world.subscribe(customer_id)
    const state = await call('GET', `/v1/customers/${customer_id}/state`)
    expect(state.body.granted_benefits).toMatchObject([
      { benefit_id, benefit_type: 'custom', benefit_metadata: { line: 'phone' } },
    ])
    const eve = await customerCalls(world, (await world.addCustomer('eve@example.com')).customer.id)
    const { body } = await eve('GET', '/v1/customer-portal/organizations/verge')
    expect(JSON.stringify(body)).toContain('Support by phone')
    expect(JSON.stringify(body)).not.toContain('030 1234')
  })

  it('is told of with all that belongs to it', async () => {
    const url = 'https://93.184.216.34/hooks'
    const events = ['benefit.created', 'benefit.updated', 'benefit_grant.created', 'benefit_grant.revoked']
    await call('POST', '/v1/webhooks/endpoints', { url, events })
    await call('PATCH', `/v1/benefits/${benefit_id}`, { type: 'custom', description: 'By phone' })
    await comesWith([benefit_id])
    const subscription = await world.subscribe(customer_id)
    await change(subscription, { revoke: true })
    await passTo(new Date('2027-01-31T12:01:00Z'))
    const told = await world.ports.db
      .selectFrom('webhook_events')
      .select(['type', 'payload'])
      .orderBy('position')
      .execute()
    expect(told.map(({ type }) => type)).toEqual([
      'benefit.updated',
      'benefit_grant.created',
      'benefit_grant.revoked',
    ])
    const { data } = JSON.parse(told[1]!.payload!) as { data: object }
    expect(data).toMatchObject({
      is_granted: true,
      customer: { email: 'ada@example.com' },
      benefit: { description: 'By phone', properties: { note: 'Call 030 1234.' } },
      previous_properties: null,
    })
  })
})

describe('a benefit', () => {
  it('is found by type, description and metadata, and has its grants listed', async () => {
    const flag = await call('POST', '/v1/benefits/', { type: 'feature_flag', description: 'Beta features' })
    const idsOf = async (query: string) =>
      ((await call('GET', `/v1/benefits/?${query}`)).body.items as { id: string }[]).map(({ id }) => id)
    expect(await idsOf('type=feature_flag')).toEqual([flag.body.id])
    expect(await idsOf('query=phone')).toEqual([benefit_id])
    expect(await idsOf('metadata[line]=phone')).toEqual([benefit_id])
    expect(await idsOf(`exclude_id=${benefit_id}`)).toEqual([flag.body.id])
    await comesWith([benefit_id])
    await world.subscribe(customer_id)
    const grants = await call('GET', `/v1/benefits/${benefit_id}/grants?is_granted=true`)
    expect(grants.body.items).toMatchObject([{ customer_id, benefit_id }])
    expect((await call('GET', `/v1/products/?benefit_id=${benefit_id}`)).body.items).toMatchObject([
      { id: product_id },
    ])
  })

  it('stays of its type', async () => {
    const change = await call('PATCH', `/v1/benefits/${benefit_id}`, { type: 'feature_flag' })
    expect(change.status).toBe(422)
    expect((await call('GET', `/v1/benefits/${crypto.randomUUID()}`)).status).toBe(404)
  })
})
