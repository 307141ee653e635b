import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sellerCalls, type Call } from '../../../../../test/world/call.ts'
import { checkoutsIn } from '../../../../../test/world/checkouts.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { sellTeam } from '../../../../../test/world/team.ts'
import { advanceClock } from '../../jobs/run-due.ts'
import { updateClientCheckout } from './update.ts'

let world: World
let seller: Call
let pro: string
let buyers = 0
let email: string
beforeAll(async () => {
  world = await openWorld()
  seller = await sellerCalls(world)
  pro = await product('Solo', { usd: 3000, eur: 2800 })
})
afterAll(() => world.ports.db.destroy())
beforeEach(() => void (email = `own-terms-${buyers++}@example.com`))

const { product, open, see, pay } = checkoutsIn(() => world)
const create = (body: object) => seller('POST', '/v1/checkouts/', { customer_email: email, ...body })
const fixed = (price_amount: number, price_currency = 'usd') => ({
  amount_type: 'fixed',
  price_amount,
  price_currency,
})
const choose = (client_secret: string, body: object) =>
  updateClientCheckout(world.ports, { kind: 'anonymous' }, { params: { client_secret }, body })

describe('prices for one checkout alone', () => {
  it('are what it offers and charges, and its subscription renews at, and stand in no catalogue', async () => {
    const { status, body } = await create({ products: [pro], prices: { [pro]: [fixed(1234)] } })
    expect(status).toBe(201)
    const own = { source: 'ad_hoc', is_archived: false, price_amount: 1234 }
    expect(body).toMatchObject({ amount: 1234, product_price: own, prices: { [pro]: [own] } })
    const before = await seller('GET', `/v1/products/${pro}`)
    expect((before.body.prices as object[]).length).toBe(2)
    await pay(body as never)
    const { items } = (await seller('GET', `/v1/subscriptions/?product_id=${pro}&sorting=-started_at`)).body
    const [subscription] = items as [{ current_period_end: string; prices: object[] }]
    expect(subscription).toMatchObject({ amount: 1234, prices: [own] })
    await advanceClock(world.ports, world.moveTo, new Date(subscription.current_period_end))
    const ledger = await world.ports.processor.ledger()
    expect(ledger.filter(({ amount }) => amount === 1234)).toHaveLength(2)
    expect(await open({ products: [pro] })).toMatchObject({ amount: 3000 })
  })

  it('are of products that it offers', async () => {
    const answer = await create({ products: [pro], prices: { [crypto.randomUUID()]: [fixed(1)] } })
    expect(answer).toMatchObject({
      status: 422,
      body: { detail: [{ loc: ['body', 'prices', expect.any(String)] }] },
    })
  })

  it('leave no other currency than their own', async () => {
    const { body } = await create({ products: [pro], prices: { [pro]: [fixed(900, 'eur')] } })
    expect(body).toMatchObject({ currency: 'eur', amount: 900 })
    const change = await seller('PATCH', `/v1/checkouts/${body.id as string}`, { currency: 'usd' })
    expect(change).toMatchObject({ status: 422, body: { detail: [{ loc: ['body', 'currency'] }] } })
  })
})

describe('a price that is named by its id', () => {
  it('is bought, and its product with it; one that is not offered is refused', async () => {
    const other = await product('Other', { usd: 700 })
    const checkout = await open({ products: [pro, other] })
    const [price] = checkout.prices![other]!
    expect(await choose(checkout.client_secret, { product_price_id: price!.id })).toMatchObject({
      product_id: other,
      amount: 700,
    })
    const inEuros = checkout.prices![pro]!.find(({ price_currency }) => price_currency === 'eur')!
    const { body } = await seller('PATCH', `/v1/checkouts/${checkout.id}`, { product_price_id: inEuros.id })
    expect(body).toMatchObject({ product_id: pro, currency: 'eur', amount: 2800 })
    const strange = choose(checkout.client_secret, { product_price_id: crypto.randomUUID() })
    await expect(strange).rejects.toMatchObject({ detail: [{ loc: ['body', 'product_price_id'] }] })
    const torn = choose(checkout.client_secret, { product_id: pro, product_price_id: price!.id })
    await expect(torn).rejects.toMatchObject({ detail: [{ loc: ['body', 'product_price_id'] }] })
  })
})

describe('seats of one checkout', () => {
  it('are as few and as many as the seller says, within what the price allows', async () => {
    const team = await sellTeam(world)
    const { status, body } = await create({ products: [team], min_seats: 3, max_seats: 5 })
    expect([status, body.seats, body.min_seats, body.max_seats]).toEqual([201, 3, 3, 5])
    const client_secret = body.client_secret as string
    for (const seats of [2, 6])
      await expect(choose(client_secret, { seats })).rejects.toMatchObject({ status: 422 })
    expect(await choose(client_secret, { seats: 4 })).toMatchObject({ seats: 4 })
  })

  it('are refused where no number fits, and passed over where nothing goes by seats', async () => {
    const team = await sellTeam(world)
    const torn = await create({ products: [team], min_seats: 5, max_seats: 3 })
    expect(torn).toMatchObject({ status: 422, body: { detail: [{ loc: ['body', 'max_seats'] }] } })
    const { body } = await create({ products: [pro], min_seats: 3 })
    expect(body).toMatchObject({ seats: null, min_seats: null })
  })
})

describe('what the official client may say', () => {
  it('and moves nothing here is taken', async () => {
    const { body } = await create({
      products: [pro],
      amount: 1,
      custom_field_data: { size: 'L' },
      units: null,
    })
    expect(body).toMatchObject({ amount: 3000, custom_field_data: {} })
    const idle = { amount: 1, custom_field_data: {}, payment_method_type: 'card', units: null }
    expect(await choose(body.client_secret as string, idle)).toMatchObject({ amount: 3000 })
    const ip = { customer_ip_address: '192.0.2.1', amount: 2 }
    expect((await seller('PATCH', `/v1/checkouts/${body.id as string}`, ip)).status).toBe(200)
  })

  it.each([
    ['units', 3],
    ['min_units', 1],
    ['subscription_id', crypto.randomUUID()],
  ])('and cannot be done is refused with a reason: %s', async (word, value) => {
    const { status, body } = await create({ products: [pro], [word]: value })
    expect([status, body]).toMatchObject([
      422,
      { detail: [{ loc: ['body', word], msg: expect.any(String) }] },
    ])
    expect(JSON.stringify(body)).not.toContain('expected null')
  })

  it('to leave a trial away leads to the payment', async () => {
    const trial = await product('Tried', { usd: 500 }, { trial_interval: 'day', trial_interval_count: 7 })
    const checkout = await open({ products: [trial] })
    expect(checkout.active_trial_interval).toBe('day')
    expect(await choose(checkout.client_secret, { allow_trial: false })).toMatchObject({
      active_trial_interval: null,
      is_payment_required: true,
    })
    expect(await see(checkout)).toMatchObject({ allow_trial: false })
  })

  it('of units of a subscription is refused with a reason', async () => {
    const { customer } = await world.addCustomer(email, '4242424242424242')
    const { id } = await world.subscribe(customer.id)
    const answer = await seller('PATCH', `/v1/subscriptions/${id}`, { units: 2 })
    expect(answer).toMatchObject({ status: 422, body: { detail: [{ loc: ['body', 'units'] }] } })
  })
})
