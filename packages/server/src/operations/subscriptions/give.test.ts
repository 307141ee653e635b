import { beforeEach, describe, expect, it } from 'vitest'
import { sellerCalls, type Call } from '../../../../../test/world/call.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { advanceClock } from '../../jobs/run-due.ts'

const works = '4242424242424242'

let world: World
let call: Call
beforeEach(async () => {
  world = await openWorld()
  call = await sellerCalls(world)
})

async function product(price_amount: number, recurring_interval: string | null = 'month'): Promise<string> {
  const prices = [{ amount_type: 'fixed', price_amount, price_currency: 'usd' }]
  const { body } = await call('POST', '/v1/products/', { name: 'Plan', recurring_interval, prices })
  return body.id as string
}

describe('a subscription that the seller gives', () => {
  it('runs at once, costs nothing, and renews', async () => {
    const { customer } = await world.addCustomer('ada@example.com')
    const product_id = await product(0)
    const given = { product_id, external_customer_id: 'ada@example.com', metadata: { from: 'support' } }
    const { status, body } = await call('POST', '/v1/subscriptions/', given)
    expect(status).toBe(201)
    expect(body).toMatchObject({
      status: 'active',
      amount: 0,
      customer_id: customer.id,
      metadata: given.metadata,
    })
    const end = new Date(body.current_period_end as string)
    await advanceClock(world.ports, (date) => world.moveTo(date), end)
    const renewed = await call('GET', `/v1/subscriptions/${body.id as string}`)
    expect(renewed.body).toMatchObject({ status: 'active', current_period_start: body.current_period_end })
    const orders = await call('GET', '/v1/orders/')
    expect(orders.body.items).toMatchObject([
      { status: 'paid', total_amount: 0, receipt_number: null },
      { status: 'paid', total_amount: 0, receipt_number: null },
    ])
  })

  it('is given once', async () => {
    const { customer } = await world.addCustomer('ada@example.com')
    const body = { product_id: await product(0), customer_id: customer.id }
    expect((await call('POST', '/v1/subscriptions/', body)).status).toBe(201)
    const again = await call('POST', '/v1/subscriptions/', body)
    expect(again).toMatchObject({ status: 403, body: { error: 'AlreadyActiveSubscriptionError' } })
  })

  it('is of nothing that has a price, is bought once, or is not there, and for nobody unknown', async () => {
    const { customer } = await world.addCustomer('ada@example.com')
    const customer_id = customer.id
    const free = await product(0)
    const refused = async (body: object) => (await call('POST', '/v1/subscriptions/', body)).body.detail
    for (const product_id of [await product(900), await product(0, null), crypto.randomUUID()])
      expect(await refused({ product_id, customer_id })).toMatchObject([{ loc: ['body', 'product_id'] }])
    expect(await refused({ product_id: free, customer_id: crypto.randomUUID() })).toMatchObject([
      { loc: ['body', 'customer_id'] },
    ])
    expect(await refused({ product_id: free, external_customer_id: 'nobody' })).toMatchObject([
      { loc: ['body', 'external_customer_id'] },
    ])
    expect(await world.ports.db.selectFrom('subscriptions').select('id').execute()).toEqual([])
  })
})

describe("the seller's previews", () => {
  it('say what the customer is told, and what another way of proration comes to', async () => {
    const { customer } = await world.addCustomer('ada@example.com', works)
    const { id } = await world.subscribe(customer.id)
    const at = `/v1/subscriptions/${id}`
    expect((await call('GET', `${at}/charge-preview`)).body).toMatchObject({ base_amount: 2000 })
    expect((await call('GET', `${at}/cancel-preview`)).body).toEqual({
      stops_collection: false,
      outstanding_amount: null,
    })
    const product_id = await product(5000)
    const preview = async (proration_behavior: string) =>
      (await call('POST', `${at}/change-preview`, { product_id, proration_behavior })).body
    expect(await preview('invoice')).toMatchObject({ base_amount: 0, proration_amount: 3000 })
    expect(await preview('next_period')).toMatchObject({ base_amount: 5000, prorations: [] })
    expect((await call('GET', `/v1/subscriptions/${crypto.randomUUID()}/charge-preview`)).status).toBe(404)
  })
})
