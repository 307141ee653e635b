import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sellerCalls, type Call } from '../../../../../test/world/call.ts'
import {
  asksAlways,
  checkoutsIn,
  declinedWhenAdded,
  failsWhenCharged,
} from '../../../../../test/world/checkouts.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { advanceClock, runDue } from '../../jobs/run-due.ts'
import { getCustomerState } from '../customers/state.ts'
import { listOwnGrants } from '../benefits/grants.ts'
import { presentCustomerOrders } from '../orders/present.ts'
import { getCheckout } from './get.ts'

let world: World
let seller: Call
let guide: string
let buyers = 0
let email: string
beforeAll(async () => {
  world = await openWorld()
  seller = await sellerCalls(world)
  guide = await soldOnce('Guide', { usd: 5000, eur: 4500 })
  const note = await benefit({ type: 'custom', description: 'The guide', properties: { note: 'Page 1' } })
  const key = await benefit({ type: 'license_keys', description: 'A key', properties: {} })
  await seller('POST', `/v1/products/${guide}/benefits`, { benefits: [note, key] })
})
afterAll(() => world.ports.db.destroy())
beforeEach(() => void (email = `once-${buyers++}@example.com`))

const { product, soldOnce, open, see, pay, goOn, approve } = checkoutsIn(() => world)

const benefit = async (body: object) => (await seller('POST', '/v1/benefits/', body)).body.id as string
const half = async (rest: object = {}) => {
  const body = { name: 'Half', type: 'percentage', basis_points: 5000, duration: 'once', ...rest }
  return (await seller('POST', '/v1/discounts/', body)).body.id as string
}
const offer = (rest: object = {}) => open({ products: [guide], customer_email: email, ...rest })

async function bought() {
  const { db } = world.ports
  const { id } = await db
    .selectFrom('customers')
    .select('id')
    .where('email', '=', email)
    .executeTakeFirstOrThrow()
  const [orders, subscriptions, grants, ledger] = await Promise.all([
    db.selectFrom('orders').selectAll().where('customer_id', '=', id).orderBy('invoice_sequence').execute(),
    db.selectFrom('subscriptions').selectAll().where('customer_id', '=', id).execute(),
    db.selectFrom('benefit_grants').selectAll().where('customer_id', '=', id).execute(),
    world.ports.processor.ledger(),
  ])
  const payments = ledger.filter(({ customer_reference }) => customer_reference === id)
  const had = grants.filter(({ granted_at }) => granted_at !== null)
  const actor = { ...world.organization, kind: 'customer', customer_id: id, member: null } as never
  return { id, orders, subscriptions, had, payments, actor }
}

/** The names that tell of it, in their order, without those of the customer and the checkout. */
async function told(customer_id: string) {
  const { db } = world.ports
  const events = await db
    .selectFrom('events')
    .innerJoin('audit_entries', (join) =>
      join
        .onRef('audit_entries.aggregate_id', '=', 'events.aggregate_id')
        .onRef('audit_entries.version', '=', 'events.version'),
    )
    .select(['events.types', 'audit_entries.after', 'events.aggregate_type'])
    .where('events.aggregate_type', 'in', ['order', 'benefit_grant', 'refund', 'subscription'])
    .execute()
  return events
    .filter(({ after }) => (after as { customer_id?: string }).customer_id === customer_id)
    .map(({ types }) => types)
}

async function refund(order_id: string, rest: object) {
  const body = { order_id, reason: 'customer_request', amount: 5000, ...rest }
  return seller('POST', '/v1/refunds/', body)
}

describe('what is sold once', () => {
  it('is charged once, comes with all that belongs to it, and starts no subscription', async () => {
    const checkout = await offer({ metadata: { campaign: 'may' } })
    expect(checkout).toMatchObject({
      amount: 5000,
      total_amount: 5000,
      trial_end: null,
      is_payment_required: true,
      is_payment_setup_required: false,
      is_payment_form_required: true,
    })
    const confirmed = await pay(checkout)
    expect(confirmed.status).toBe('succeeded')
    expect(confirmed.customer_session_token).toMatch(/^polar_cst_/)
    const { id, orders, subscriptions, had, payments } = await bought()
    expect(subscriptions).toEqual([])
    expect(orders).toMatchObject([
      {
        status: 'paid',
        billing_reason: 'purchase',
        subscription_id: null,
        checkout_id: checkout.id,
        product_id: guide,
        period_start: null,
        due_amount: 5000,
        receipt_number: expect.stringMatching(/^RCPT-[A-Z]{8}-0001$/),
        metadata: { campaign: 'may' },
      },
    ])
    expect(payments).toMatchObject([{ status: 'succeeded', amount: 5000 }])
    expect(had).toHaveLength(2)
    expect(had.every(({ order_id, subscription_id }) => order_id === orders[0]!.id && !subscription_id)).toBe(
      true,
    )
    expect(await told(id)).toEqual([
      ['order.created'],
      ['order.updated', 'order.paid'],
      ['benefit_grant.created', 'customer.state_changed'],
      ['benefit_grant.created', 'customer.state_changed'],
    ])
    const seen = await getCheckout(world.ports, world.organization, { params: { id: checkout.id } })
    expect(seen).toMatchObject({ status: 'succeeded', subscription_id: null })
  })

  it('is an order without a period or a subscription, and is not charged again', async () => {
    await pay(await offer())
    const { orders } = await bought()
    const [order] = await presentCustomerOrders(world.ports.db, orders)
    expect(order).toMatchObject({
      billing_reason: 'purchase',
      subscription: null,
      description: 'Guide',
      paid: true,
      items: [{ label: 'Guide', amount: 5000, proration: false, start_timestamp: null, end_timestamp: null }],
    })
    const inAYear = new Date(world.ports.clock.now().getTime() + 366 * 86_400_000)
    await advanceClock(world.ports, world.moveTo, inAYear)
    expect((await bought()).payments).toHaveLength(1)
  })

  it('is charged with the tax of the typed country, and less its discount, which is used up once', async () => {
    const discount_id = await half({ max_redemptions: 1 })
    const customer_billing_address = {
      country: 'DE',
      line1: 'Hauptstr. 1',
      postal_code: '10115',
      city: 'Berlin',
    }
    await pay(await offer({ currency: 'eur', discount_id, customer_billing_address }))
    const { orders, payments } = await bought()
    expect(orders).toMatchObject([
      { subtotal_amount: 4500, discount_amount: 2250, tax_amount: 428, total_amount: 2678, discount_id },
    ])
    expect(payments).toMatchObject([{ amount: 2678, currency: 'eur' }])
    const { body } = await seller('GET', `/v1/discounts/${discount_id}`)
    expect(body.redemptions_count).toBe(1)
  })

  it('may be bought again', async () => {
    await pay(await offer())
    await pay(await offer())
    const { orders, had } = await bought()
    expect(orders.map(({ status }) => status)).toEqual(['paid', 'paid'])
    expect(had).toHaveLength(4)
  })

  it('is offered beside a subscription in one checkout', async () => {
    const monthly = await product('Monthly', { usd: 900 })
    const checkout = await open({ products: [monthly, guide], customer_email: email })
    expect(checkout).toMatchObject({ amount: 900, is_payment_setup_required: true })
    const { status, body } = await seller('PATCH', `/v1/checkouts/${checkout.id}`, { product_id: guide })
    expect([status, body.amount, body.is_payment_setup_required]).toEqual([200, 5000, false])
    await pay(checkout)
    expect((await bought()).orders).toMatchObject([{ billing_reason: 'purchase' }])
  })

  it('has a mail that promises no further charge', async () => {
    await pay(await offer())
    const { id } = await bought()
    const mails = await world.ports.db
      .selectFrom('emails')
      .select(['subject', 'body'])
      .where('customer_id', '=', id)
      .execute()
    expect(mails).toMatchObject([{ subject: 'Your payment was received' }])
    expect(mails[0]!.body).toContain(
      'Your payment of $50.00 for Guide was received. Nothing is charged again.',
    )
    expect(mails[0]!.body).not.toMatch(/subscription|Paid until|undefined/)
  })

  it('is charged once when the button is pressed twice at the same moment', async () => {
    const checkout = await offer()
    const answers = await Promise.allSettled([pay(checkout), pay(checkout)])
    expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect((await bought()).payments).toHaveLength(1)
  })

  it('is not sold by seats', async () => {
    const seat_tiers = {
      seat_tier_type: 'volume',
      tiers: [{ min_seats: 1, max_seats: null, price_per_seat: 100 }],
    }
    const prices = [{ amount_type: 'seat_based', price_currency: 'usd', seat_tiers }]
    const { body } = await seller('POST', '/v1/products/', { name: 'Seats', prices })
    const answer = await seller('POST', '/v1/checkouts/', { products: [body.id] })
    expect(answer).toMatchObject({ status: 422, body: { detail: [{ loc: ['body', 'products', 0] }] } })
  })
})

describe('what costs nothing', () => {
  it('needs no card, and is paid at once', async () => {
    const gift = await soldOnce('Gift', { usd: 0 })
    const checkout = await open({ products: [gift], customer_email: email })
    expect(checkout).toMatchObject({ is_payment_form_required: false, is_payment_required: false })
    expect(await goOn(checkout)).toMatchObject({ status: 'succeeded' })
    const { id, orders, payments } = await bought()
    expect(orders).toMatchObject([{ status: 'paid', receipt_number: null, due_amount: 0 }])
    expect(payments).toEqual([])
    expect(await told(id)).toEqual([['order.created'], ['order.updated', 'order.paid']])
  })

  it('by a discount needs none either', async () => {
    const discount_id = await half({ name: 'All', basis_points: 10_000 })
    const checkout = await offer({ discount_id })
    expect(checkout).toMatchObject({ total_amount: 0, is_payment_form_required: false })
    expect(await goOn(checkout)).toMatchObject({ status: 'succeeded' })
    expect((await bought()).orders).toMatchObject([{ status: 'paid', discount_amount: 5000, discount_id }])
  })

  it('without its discount waits for a card', async () => {
    await expect(goOn(await offer())).rejects.toMatchObject({ error: 'PaymentNotReady' })
  })
})

describe('a card that does not pay', () => {
  it.each([declinedWhenAdded, failsWhenCharged])(
    'with %s gives nothing and uses no discount up, and another card buys',
    async (number) => {
      const discount_id = await half({ max_redemptions: 1 })
      const checkout = await offer({ discount_id })
      await expect(pay(checkout, number)).rejects.toMatchObject({ error: 'PaymentError' })
      expect(await see(checkout)).toMatchObject({ status: 'open' })
      expect((await bought()).had).toEqual([])
      expect(await pay(checkout)).toMatchObject({ status: 'succeeded' })
      const { orders, payments } = await bought()
      expect(orders.filter(({ status }) => status === 'paid')).toHaveLength(1)
      expect(orders.filter(({ status }) => status === 'pending')).toEqual([])
      expect(payments.filter(({ status }) => status === 'succeeded')).toHaveLength(1)
    },
  )

  it('while its bank asks gives nothing, and afterwards everything', async () => {
    const waiting = await pay(await offer(), asksAlways)
    await approve(waiting)
    const again = await goOn(waiting)
    expect(again.status).toBe('confirmed')
    expect(await bought()).toMatchObject({ had: [], orders: [{ status: 'pending' }] })
    await approve(again)
    expect(await goOn(again)).toMatchObject({ status: 'succeeded' })
    expect((await bought()).had).toHaveLength(2)
  })

  it('and is left at its bank is given up within a day, and its order withdrawn', async () => {
    const waiting = await pay(await offer(), asksAlways)
    await approve(waiting)
    await goOn(waiting)
    world.pass(2 * 86_400)
    await runDue(world.ports)
    expect(await bought()).toMatchObject({ had: [], orders: [{ status: 'void' }] })
    const { status } = await getCheckout(world.ports, world.organization, { params: { id: waiting.id } })
    expect(status).toBe('expired')
  })

  it('and is left at its bank stands aside for buying anew', async () => {
    const { customer } = await world.addCustomer(email)
    const external_customer_id = customer.external_id!
    const first = await pay(await offer({ external_customer_id }), asksAlways)
    await approve(first)
    await goOn(first)
    expect(await pay(await offer({ external_customer_id }))).toMatchObject({ status: 'succeeded' })
    const { orders, payments } = await bought()
    expect(orders.map(({ status }) => status)).toEqual(['void', 'paid'])
    expect(payments.filter(({ status }) => status === 'succeeded')).toHaveLength(1)
  })
})

describe('what came with it', () => {
  it('is found by order and by checkout, and stands in the state of the customer', async () => {
    const checkout = await offer()
    await pay(checkout)
    const { id, actor, orders } = await bought()
    const by = async (query: object) =>
      (await listOwnGrants(world.ports, actor, { query })).items.map(({ benefit }) => benefit.description)
    expect(await by({})).toEqual(['The guide', 'A key'])
    expect(await by({ order_id: [orders[0]!.id] })).toEqual(['The guide', 'A key'])
    expect(await by({ checkout_id: [checkout.id] })).toEqual(['The guide', 'A key'])
    expect(await by({ order_id: [crypto.randomUUID()] })).toEqual([])
    const state = await getCustomerState(world.ports, world.organization, { params: { id } })
    expect(state).toMatchObject({ active_subscriptions: [], granted_benefits: [{}, {}] })
  })

  it('has a key that says with which order it came', async () => {
    await pay(await offer())
    const { orders, id } = await bought()
    const { key } = await world.ports.db
      .selectFrom('license_keys')
      .select('key')
      .where('customer_id', '=', id)
      .executeTakeFirstOrThrow()
    const { organization_id } = world.organization
    const { body } = await seller('POST', '/v1/license-keys/validate', { key, organization_id })
    expect(body).toMatchObject({
      subscription_id: null,
      subscription: null,
      order_id: orders[0]!.id,
      order: { id: orders[0]!.id, status: 'paid', paid: true },
    })
  })

  it('stays with a refund, unless the seller says that it goes', async () => {
    await pay(await offer())
    const { orders } = await bought()
    expect((await refund(orders[0]!.id, { amount: 1000 })).status).toBe(201)
    expect((await bought()).had).toHaveLength(2)
    expect((await refund(orders[0]!.id, { amount: 4000, revoke_benefits: true })).status).toBe(201)
    const { id, had } = await bought()
    expect(had).toEqual([])
    expect((await told(id)).slice(-2)).toEqual([
      ['benefit_grant.revoked', 'customer.state_changed'],
      ['order.updated', 'order.refunded'],
    ])
  })

  it('is not taken by the refund of a subscription, which is refused with a reason', async () => {
    const monthly = await product('Again', { usd: 900 })
    await pay(await open({ products: [monthly], customer_email: email }))
    const { orders } = await bought()
    const answer = await refund(orders[0]!.id, { amount: 100, revoke_benefits: true })
    expect(answer).toMatchObject({ status: 422, body: { detail: [{ loc: ['body', 'revoke_benefits'] }] } })
  })

  it('follows what comes with its product later', async () => {
    const tome = await soldOnce('Tome', { usd: 100 })
    await pay(await open({ products: [tome], customer_email: email }))
    expect((await bought()).had).toEqual([])
    const appendix = await benefit({ type: 'custom', description: 'Appendix', properties: {} })
    await seller('POST', `/v1/products/${tome}/benefits`, { benefits: [appendix] })
    expect((await bought()).had).toMatchObject([{ benefit_id: appendix }])
    await seller('DELETE', `/v1/benefits/${appendix}`)
    expect((await bought()).had).toEqual([])
  })

  it('goes with its customer', async () => {
    await pay(await offer())
    const { id, orders } = await bought()
    expect((await seller('DELETE', `/v1/customers/${id}`)).status).toBe(204)
    const had = await world.ports.db
      .selectFrom('benefit_grants')
      .select('id')
      .where('order_id', '=', orders[0]!.id)
      .where('granted_at', 'is not', null)
      .execute()
    expect(had).toEqual([])
  })
})
