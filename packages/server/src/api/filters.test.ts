import { beforeEach, describe, expect, it } from 'vitest'
import { sellerCalls, type Call } from '../../../../test/world/call.ts'
import { openWorld, type World } from '../../../../test/world/open.ts'

let world: World
let call: Call
let faults: unknown[]
beforeEach(async () => {
  world = await openWorld()
  faults = []
  call = await sellerCalls(world, faults)
})

async function idsOf(path: string): Promise<string[]> {
  const { status, body } = await call('GET', path)
  expect(status).toBe(200)
  return (body.items as { id: string }[]).map(({ id }) => id)
}

describe('metadata in a query', () => {
  const prices = [{ amount_type: 'fixed', price_amount: 900, price_currency: 'usd' }]

  it('narrows products down, whatever letters its key has', async () => {
    const metadata = { 'reference-id': 'a b', 'app.tier': 2, isNew: true }
    const { body } = await call('POST', '/v1/products/', { name: 'Studio', prices, metadata })
    expect(await idsOf('/v1/products/?metadata[reference-id]=a%20b')).toEqual([body.id])
    expect(await idsOf('/v1/products/?metadata[app.tier]=2&metadata[isNew]=true')).toEqual([body.id])
    expect(await idsOf('/v1/products/?metadata[reference-id]=another')).toEqual([])
    expect(await idsOf('/v1/products/?metadata[reference-id]=a%20b&metadata[isNew]=false')).toEqual([])
  })

  it('narrows customers, orders and subscriptions down', async () => {
    const metadata = { 'reference-id': '7' }
    const made = await call('POST', '/v1/customers/', { email: 'ada@example.com', metadata })
    await call('POST', '/v1/customers/', { email: 'grace@example.com' })
    expect(await idsOf('/v1/customers/?metadata[reference-id]=7')).toEqual([made.body.id])
    await world.addCard(made.body.id as string, '4242424242424242')
    const { id } = await world.subscribe(made.body.id as string)
    await call('PATCH', `/v1/subscriptions/${id}`, { metadata })
    expect(await idsOf('/v1/subscriptions/?metadata[reference-id]=7')).toEqual([id])
    expect(await idsOf('/v1/subscriptions/?metadata[reference-id]=8')).toEqual([])
    expect(await idsOf('/v1/orders/?metadata[reference-id]=7')).toEqual([])
    expect(await idsOf('/v1/orders/')).toHaveLength(1)
  })

  it('means any of several values of one key', async () => {
    const make = (metadata: object) => call('POST', '/v1/products/', { name: 'Studio', prices, metadata })
    const first = await make({ tier: 'gold' })
    const second = await make({ tier: 'silver' })
    await make({ tier: 'lead' })
    const found = await idsOf('/v1/products/?metadata[tier]=gold&metadata[tier]=silver&sorting=created_at')
    expect(found.toSorted()).toEqual([first.body.id, second.body.id].toSorted())
  })
})

describe('a time in a query', () => {
  it('narrows orders and subscriptions down by when they began, and orders by how they stand', async () => {
    const { customer } = await world.addCustomer('ada@example.com', '4242424242424242')
    const { id } = await world.subscribe(customer.id)
    const [before, after] = ['2027-01-31T11:59:59Z', '2027-01-31T12:00:01Z']
    for (const query of [`started_after=${before}`, `started_before=${after}`])
      expect(await idsOf(`/v1/subscriptions/?${query}`)).toEqual([id])
    for (const query of [`started_after=${after}`, `started_before=${before}`])
      expect(await idsOf(`/v1/subscriptions/?${query}`)).toEqual([])
    for (const query of [`created_after=${before}`, `created_before=${after}`, 'status=paid&status=void'])
      expect(await idsOf(`/v1/orders/?${query}`)).toHaveLength(1)
    for (const query of [`created_after=${after}`, `created_before=${before}`, 'status=pending'])
      expect(await idsOf(`/v1/orders/?${query}`)).toEqual([])
  })
})

describe('text that PostgreSQL cannot hold', () => {
  it.each([
    '/v1/products/?metadata[a%00b]=x',
    '/v1/products/?metadata[a]=%00',
    '/v1/products/?query=%00',
    '/v1/customers/?email=%00',
    '/v1/orders/?external_customer_id=%00',
    '/v1/subscriptions/?external_customer_id=%00',
    '/v1/refunds/?external_customer_id=%00',
    '/v1/customers/external/%00',
    '/v1/checkouts/client/%00',
  ])('is refused in %s, and is no fault of ours', async (path) => {
    expect((await call('GET', path)).status).toBe(422)
    expect(faults).toEqual([])
  })

  it('is refused in a body as well, in keys and in values', async () => {
    for (const metadata of [{ a: '\0' }, { 'a\0': 'b' }, { a: '\ud800' }, { '\udc00': 1 }]) {
      const answer = await call('POST', '/v1/customers/', { email: 'ada@example.com', metadata })
      expect(answer.status).toBe(422)
    }
    expect(faults).toEqual([])
  })
})
