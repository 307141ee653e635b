import { beforeEach, describe, expect, it } from 'vitest'
import { sellerCalls, type Call } from '../../../../../test/world/call.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { advanceClock } from '../../jobs/run-due.ts'

const works = '4242424242424242'
const usd = (price_amount: number) => ({ amount_type: 'fixed', price_amount, price_currency: 'usd' })

let world: World
let call: Call
beforeEach(async () => {
  world = await openWorld()
  call = await sellerCalls(world)
})

interface Product {
  id: string
  prices: { id: string; price_amount: number }[]
}
const made = async (body: object) => (await call('POST', '/v1/products/', body)).body as unknown as Product

describe('a product that is changed', () => {
  it('is sold at its new price, and whoever has it goes on paying the old one', async () => {
    const { customer } = await world.addCustomer('ada@example.com', works)
    const { id, product_id, current_period_end } = await world.subscribe(customer.id)
    const { status, body } = await call('PATCH', `/v1/products/${product_id}`, { prices: [usd(3000)] })
    expect({ status, prices: body.prices }).toMatchObject({ status: 200, prices: [{ price_amount: 3000 }] })
    await advanceClock(world.ports, (date) => world.moveTo(date), current_period_end)
    const orders = await call('GET', `/v1/orders/?subscription_id=${id}&sorting=created_at`)
    expect(orders.body.items).toMatchObject([{ net_amount: 2000 }, { net_amount: 2000, status: 'paid' }])
    const subscription = await call('GET', `/v1/subscriptions/${id}`)
    expect(subscription.body).toMatchObject({ amount: 2000, prices: [{ price_amount: 2000 }] })
  })

  it('keeps the prices that are named, in the order that they are named in', async () => {
    const { id, prices } = await made({ name: 'Studio', prices: [usd(900), usd(1200)] })
    const body = { prices: [usd(500), { id: prices[0]!.id }] }
    const changed = (await call('PATCH', `/v1/products/${id}`, body)).body as unknown as Product
    expect(changed.prices.map(({ price_amount }) => price_amount)).toEqual([500, 900])
    expect(changed.prices[1]!.id).toBe(prices[0]!.id)
    const again = await call('PATCH', `/v1/products/${id}`, { prices: [{ id: prices[1]!.id }] })
    expect(again).toMatchObject({ status: 422, body: { detail: [{ loc: ['body', 'prices', 0, 'id'] }] } })
  })

  it('stands in a list where its price of today belongs', async () => {
    const { id } = await made({ name: 'Studio', prices: [usd(100)] })
    const { id: other } = await made({ name: 'Loft', prices: [usd(900)] })
    await call('PATCH', `/v1/products/${id}`, { prices: [usd(1200)] })
    const seat_tiers = { tiers: [{ min_seats: 1, price_per_seat: 500 }] }
    const { id: seats } = await made({
      name: 'Team',
      prices: [{ amount_type: 'seat_based', price_currency: 'usd', seat_tiers }],
    })
    const sorted = async (by: string) => {
      const { body } = await call('GET', `/v1/products/?id=${id}&id=${other}&id=${seats}&sorting=${by}`)
      return (body.items as { id: string }[]).map((one) => one.id)
    }
    expect((await sorted('price_amount')).slice(0, 2)).toEqual([other, id])
    expect((await sorted('-price_amount_type'))[0]).toBe(seats)
  })

  it('changes what is said, and nothing else', async () => {
    const { id } = await made({ name: 'Studio', description: 'Old', prices: [usd(900)], metadata: { a: 1 } })
    const answer = await call('PATCH', `/v1/products/${id}`, { name: 'Atelier', description: null })
    expect(answer.body).toMatchObject({ name: 'Atelier', description: null, metadata: { a: 1 } })
    expect(answer.body.modified_at).toEqual(expect.any(String))
    await call('PATCH', `/v1/products/${id}`, { is_archived: true })
    expect((await call('GET', '/v1/products/?is_archived=true')).body.items).toMatchObject([{ id }])
  })

  it('is told of', async () => {
    const url = 'https://93.184.216.34/hooks'
    const endpoint = await call('POST', '/v1/webhooks/endpoints', { url, events: ['product.updated'] })
    expect(endpoint.status).toBe(201)
    const { id } = await made({ name: 'Studio', prices: [usd(900)] })
    await call('PATCH', `/v1/products/${id}`, { name: 'Atelier' })
    const told = await world.ports.db.selectFrom('webhook_events').select(['type', 'payload']).execute()
    expect(told).toMatchObject([{ type: 'product.updated', payload: expect.stringContaining('Atelier') }])
  })

  it('of nobody is not found, and of no kind that it cannot be is refused', async () => {
    const missing = `/v1/products/${crypto.randomUUID()}`
    expect((await call('PATCH', missing, { name: 'Atelier' })).status).toBe(404)
    const { id } = await made({ name: 'Studio', prices: [usd(900)] })
    for (const body of [{ prices: [] }, { recurring_interval: 'year' }, { name: '' }, { prices: [usd(-1)] }])
      expect((await call('PATCH', `/v1/products/${id}`, body)).status).toBe(422)
  })
})
