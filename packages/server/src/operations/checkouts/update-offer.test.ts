import { beforeEach, describe, expect, it } from 'vitest'
import { sellerCalls, type Call } from '../../../../../test/world/call.ts'
import { checkoutsIn } from '../../../../../test/world/checkouts.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'

let world: World
let call: Call
const { product, open, pay, see } = checkoutsIn(() => world)
beforeEach(async () => {
  world = await openWorld()
  call = await sellerCalls(world)
})

const idsOf = async (query: string) => {
  const { status, body } = await call('GET', `/v1/checkouts/?${query}`)
  expect(status).toBe(200)
  return (body.items as { id: string }[]).map(({ id }) => id)
}

describe("the seller's list of checkouts", () => {
  it('narrows down by product, customer, status and e-mail address', async () => {
    const [basic, pro] = [await product('Basic', { usd: 900 }), await product('Studio', { usd: 2900 })]
    const { customer } = await world.addCustomer('ada@example.com')
    const first = await open({ products: [basic], customer_id: customer.id })
    const second = await open({ products: [pro], customer_email: 'grace@example.com' })
    await pay(second)
    expect(await idsOf(`product_id=${basic}`)).toEqual([first.id])
    expect(await idsOf(`customer_id=${customer.id}`)).toEqual([first.id])
    expect(await idsOf('external_customer_id=ada@example.com')).toEqual([first.id])
    expect(await idsOf('status=succeeded')).toEqual([second.id])
    expect(await idsOf('query=GRACE')).toEqual([second.id])
    expect(await idsOf('sorting=status')).toEqual([first.id, second.id])
  })

  it('calls expired whose day is over, also before anybody wrote that down', async () => {
    const { id } = await open({ products: [await product('Basic', { usd: 900 })] })
    world.pass(2 * 86_400)
    expect(await idsOf('status=open')).toEqual([])
    expect(await idsOf('status=expired')).toEqual([id])
  })
})

describe('a checkout that the seller changes', () => {
  it('shows the buyer the new offer', async () => {
    const checkout = await open({ products: [await product('Basic', { usd: 900, eur: 800 })] })
    const { status, body } = await call('PATCH', `/v1/checkouts/${checkout.id}`, {
      currency: 'eur',
      success_url: 'https://example.com/thanks?id={CHECKOUT_ID}',
      customer_name: 'Ada',
      allow_discount_codes: false,
      metadata: { campaign: 'may' },
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({ currency: 'eur', amount: 800, metadata: { campaign: 'may' } })
    expect(await see(checkout)).toMatchObject({
      amount: 800,
      customer_name: 'Ada',
      allow_discount_codes: false,
      success_url: 'https://example.com/thanks?id={CHECKOUT_ID}',
    })
    const events = await world.ports.db
      .selectFrom('events')
      .select('types')
      .where('aggregate_id', '=', checkout.id)
      .orderBy('version')
      .execute()
    expect(events).toEqual([{ types: ['checkout.created'] }, { types: ['checkout.updated'] }])
  })

  it('takes a discount on and off', async () => {
    const checkout = await open({ products: [await product('Basic', { usd: 1000 })] })
    const { body: discount } = await call('POST', '/v1/discounts/', {
      name: 'Half',
      type: 'percentage',
      basis_points: 5000,
      duration: 'once',
    })
    const change = async (discount_id: unknown) =>
      (await call('PATCH', `/v1/checkouts/${checkout.id}`, { discount_id })).body
    expect(await change(discount.id)).toMatchObject({ discount_amount: 500 })
    expect(await change(null)).toMatchObject({ discount_amount: 0 })
    expect(await change(crypto.randomUUID())).toMatchObject({ detail: [{ loc: ['body', 'discount_id'] }] })
  })

  it('stays as it is once it is paid, over, or of somebody else', async () => {
    const products = [await product('Basic', { usd: 900 })]
    const paid = await open({ products, customer_email: 'ada@example.com' })
    await pay(paid)
    const change = (id: string) => call('PATCH', `/v1/checkouts/${id}`, { customer_name: 'Eve' })
    expect(await change(paid.id)).toMatchObject({ status: 403, body: { error: 'NotOpenCheckout' } })
    const late = await open({ products })
    world.pass(2 * 86_400)
    expect(await change(late.id)).toMatchObject({ status: 403, body: { error: 'NotOpenCheckout' } })
    expect((await change(crypto.randomUUID())).status).toBe(404)
  })

  it('is not offered in a currency that its product has no price in', async () => {
    const checkout = await open({ products: [await product('Basic', { usd: 900 })] })
    const answer = await call('PATCH', `/v1/checkouts/${checkout.id}`, { currency: 'jpy' })
    expect(answer).toMatchObject({ status: 422, body: { detail: [{ loc: ['body', 'currency'] }] } })
  })
})
