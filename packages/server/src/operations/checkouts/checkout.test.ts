import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  asksAlways,
  asksWhenAdded,
  checkoutsIn,
  declinedWhenAdded,
  failsWhenCharged,
  nobody,
} from '../../../../../test/world/checkouts.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { advanceClock, runDue } from '../../jobs/run-due.ts'
import { getCheckout } from './get.ts'
import { updateClientCheckout } from './update.ts'
import { createWebhookEndpoint } from '../webhooks/create.ts'
import { revokeSubscription } from '../subscriptions/revoke.ts'

let world: World
let pro: string
let team: string
let buyers = 0
let email: string

beforeAll(async () => {
  world = await openWorld()
  pro = await product('Solo', prices)
  team = await product('Team', prices, { trial_interval: 'day', trial_interval_count: 14 })
})
afterAll(() => world.ports.db.destroy())
beforeEach(() => void (email = `buyer-${buyers++}@example.com`))

const { product, open: openCheckout, see, pay, goOn, approve } = checkoutsIn(() => world)
const prices = { usd: 3000, eur: 2800 }

function open(product_id: string, rest: { external_customer_id?: string; currency?: string } = {}) {
  return openCheckout({
    products: [product_id],
    customer_email: email,
    success_url: 'http://localhost:3000/success?checkout_id={CHECKOUT_ID}',
    ...rest,
  })
}

async function boughtBy(address: string) {
  const customer = await world.ports.db
    .selectFrom('customers')
    .selectAll()
    .where('email', '=', address)
    .executeTakeFirst()
  if (!customer) return { customer: undefined, subscriptions: [], orders: [], payments: [] }
  const of = { customer_id: customer.id }
  const [subscriptions, orders, ledger] = await Promise.all([
    world.ports.db
      .selectFrom('subscriptions')
      .selectAll()
      .where('customer_id', '=', of.customer_id)
      .execute(),
    world.ports.db.selectFrom('orders').selectAll().where('customer_id', '=', of.customer_id).execute(),
    world.ports.processor.ledger(),
  ])
  const payments = ledger.filter((payment) => payment.customer_reference === of.customer_id)
  return { customer, subscriptions, orders, payments }
}

describe('buying', () => {
  it('charges once, starts the subscription and knows a new customer from then on', async () => {
    const checkout = await open(pro)
    expect(checkout).toMatchObject({ status: 'open', amount: 3000, total_amount: 3000, currency: 'usd' })
    expect(checkout.client_secret).toMatch(/^polar_c_/)
    const confirmed = await pay(checkout)
    expect(confirmed.status).toBe('succeeded')
    expect(confirmed.success_url).toBe(`http://localhost:3000/success?checkout_id=${checkout.id}`)
    expect(confirmed.customer_session_token).toMatch(/^polar_cst_/)
    const { subscriptions, orders, payments } = await boughtBy(email)
    expect(subscriptions).toMatchObject([{ status: 'active', checkout_id: checkout.id, amount: 3000 }])
    expect(orders).toMatchObject([{ status: 'paid', checkout_id: checkout.id, total_amount: 3000 }])
    expect(payments).toMatchObject([{ status: 'succeeded', amount: 3000, currency: 'usd' }])
    const seen = await getCheckout(world.ports, world.organization, { params: { id: checkout.id } })
    expect(seen.subscription_id).toBe(subscriptions[0]!.id)
  })

  it('charges exactly what the page showed, tax of the typed country in it', async () => {
    const { client_secret } = await open(pro, { currency: 'eur' })
    const customer_billing_address = {
      line1: 'Hauptstr. 1',
      line2: null,
      postal_code: '10115',
      city: 'Berlin',
      state: null,
      country: 'DE',
    }
    const shown = await updateClientCheckout(world.ports, nobody, {
      params: { client_secret },
      body: { customer_billing_address },
    })
    expect(shown).toMatchObject({ net_amount: 2800, tax_amount: 532, total_amount: 3332, currency: 'eur' })
    await pay({ client_secret })
    const { payments, orders } = await boughtBy(email)
    expect(payments).toMatchObject([{ amount: 3332, currency: 'eur' }])
    expect(orders[0]!.billing_address).toEqual(customer_billing_address)
  })

  it('gives nobody a session who only knows the e-mail address of a customer', async () => {
    await world.addCustomer(email)
    const confirmed = await pay(await open(pro))
    expect(confirmed.status).toBe('succeeded')
    expect(confirmed.customer_session_token).toBeNull()
  })

  it('makes the customer whom the seller named by an id of their own', async () => {
    await pay(await open(pro, { external_customer_id: `user-${email}` }))
    expect((await boughtBy(email)).customer).toMatchObject({ external_id: `user-${email}`, email })
  })

  it('refuses a second subscription to what already runs, and charges nothing', async () => {
    await pay(await open(pro))
    await expect(pay(await open(pro))).rejects.toMatchObject({ error: 'AlreadyActiveSubscriptionError' })
    expect((await boughtBy(email)).payments).toHaveLength(1)
  })

  it('charges once when the button is pressed twice at the same moment', async () => {
    const checkout = await open(pro)
    const answers = await Promise.allSettled([pay(checkout), pay(checkout)])
    expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect((await boughtBy(email)).payments).toHaveLength(1)
  })
})

describe('a card that does not pay', () => {
  it.each([declinedWhenAdded, failsWhenCharged])(
    'leaves %s nothing behind, and another card buys',
    async (number) => {
      const checkout = await open(pro)
      await expect(pay(checkout, number)).rejects.toMatchObject({ error: 'PaymentError' })
      expect(await see(checkout)).toMatchObject({ status: 'open' })
      expect(await pay(checkout)).toMatchObject({ status: 'succeeded' })
      const { subscriptions, payments } = await boughtBy(email)
      expect(subscriptions.filter(({ status }) => status === 'active')).toHaveLength(1)
      expect(payments.filter(({ status }) => status === 'succeeded')).toHaveLength(1)
    },
  )
})

describe('3-D Secure', () => {
  it('waits for the customer when the card is added, then charges', async () => {
    const waiting = await pay(await open(pro), asksWhenAdded)
    expect(waiting.status).toBe('confirmed')
    expect((await boughtBy(email)).payments).toEqual([])
    await approve(waiting)
    expect(await goOn(waiting)).toMatchObject({ status: 'succeeded' })
    expect((await boughtBy(email)).payments).toMatchObject([{ status: 'succeeded' }])
  })

  it('opens the account of a new customer when it is bought, and not when it is asked again', async () => {
    const waiting = await pay(await open(pro), asksWhenAdded)
    expect(waiting.customer_session_token).toBeNull()
    await approve(waiting)
    expect((await goOn(waiting)).customer_session_token).toMatch(/^polar_cst_/)
    expect((await goOn(waiting)).customer_session_token).toBeNull()
  })

  it('asks twice where card and payment both need it, and charges once', async () => {
    const waiting = await pay(await open(pro), asksAlways)
    await approve(waiting)
    const again = await goOn(waiting)
    expect(again.status).toBe('confirmed')
    await approve(again)
    expect(await goOn(again)).toMatchObject({ status: 'succeeded' })
    expect((await boughtBy(email)).payments).toHaveLength(1)
  })

  it('opens the checkout again when the customer declines', async () => {
    const waiting = await pay(await open(pro), asksWhenAdded)
    await approve(waiting, false)
    await expect(goOn(waiting)).rejects.toMatchObject({ error: 'PaymentError' })
    expect(await pay(waiting)).toMatchObject({ status: 'succeeded' })
  })

  it('stays under way while nobody answers', async () => {
    const waiting = await pay(await open(pro), asksWhenAdded)
    expect(await goOn(waiting)).toMatchObject({ status: 'confirmed' })
    await expect(pay(waiting)).rejects.toMatchObject({ error: 'CheckoutLocked' })
  })

  it('is given up a day later, when nobody answered for the card', async () => {
    const waiting = await pay(await open(pro), asksWhenAdded)
    world.moveTo(waiting.expires_at)
    await runDue(world.ports)
    const seen = await getCheckout(world.ports, world.organization, { params: { id: waiting.id } })
    expect(seen.status).toBe('expired')
    expect((await boughtBy(email)).payments).toEqual([])
  })

  it('does not stand in the way of buying anew', async () => {
    const { customer } = await world.addCustomer(email)
    const external_customer_id = customer.external_id!
    const first = await pay(await open(pro, { external_customer_id }), asksAlways)
    await approve(first)
    await goOn(first)
    expect(await pay(await open(pro, { external_customer_id }))).toMatchObject({ status: 'succeeded' })
    const { payments } = await boughtBy(email)
    expect(payments.filter(({ status }) => status === 'succeeded')).toHaveLength(1)
  })
})

describe('a trial', () => {
  it('is as long as the seller says for this checkout, whatever the product has', async () => {
    const trial = { trial_interval: 'month', trial_interval_count: 1 } as const
    const checkout = await openCheckout({ products: [pro], customer_email: 'month@example.com', ...trial })
    expect(checkout).toMatchObject({ ...trial, active_trial_interval: 'month', is_payment_required: false })
    await pay(checkout)
    const subscriptions = await world.ports.db
      .selectFrom('subscriptions')
      .select(['status', 'trial_end'])
      .where('checkout_id', '=', checkout.id)
      .execute()
    expect(subscriptions).toMatchObject([{ status: 'trialing', trial_end: checkout.trial_end }])
    const half = openCheckout({ products: [pro], trial_interval: 'day' })
    await expect(half).rejects.toMatchObject({ status: 422 })
  })

  it('charges nothing until it ends, then the first period, once', async () => {
    const checkout = await open(team)
    expect(checkout).toMatchObject({ active_trial_interval: 'day', active_trial_interval_count: 14 })
    await pay(checkout)
    const { subscriptions, payments } = await boughtBy(email)
    expect(subscriptions).toMatchObject([{ status: 'trialing' }])
    expect(payments).toEqual([])
    const { trial_end } = subscriptions[0]!
    await advanceClock(world.ports, world.moveTo, trial_end!)
    const after = await boughtBy(email)
    expect(after.subscriptions).toMatchObject([{ status: 'active', current_period_start: trial_end }])
    expect(after.orders).toMatchObject([{ billing_reason: 'subscription_cycle_after_trial', status: 'paid' }])
    expect(after.payments).toMatchObject([{ status: 'succeeded', amount: 3000 }])
  })

  it('is given once for a product', async () => {
    await pay(await open(team))
    const { subscriptions } = await boughtBy(email)
    await revokeSubscription(world.ports, world.organization, { params: { id: subscriptions[0]!.id } })
    await expect(pay(await open(team))).rejects.toMatchObject({ error: 'TrialAlreadyRedeemed' })
    const { customer } = await boughtBy(email)
    const { active_trial_interval } = await openCheckout({ products: [team], customer_id: customer!.id })
    expect(active_trial_interval).toBeNull()
  })
})

describe('an address that is over', () => {
  it('says that it has expired after a day', async () => {
    const checkout = await open(pro)
    world.moveTo(new Date(checkout.expires_at.getTime()))
    await runDue(world.ports)
    await expect(see(checkout)).rejects.toMatchObject({ error: 'ExpiredCheckoutError' })
    await expect(pay(checkout)).rejects.toMatchObject({ error: 'ExpiredCheckoutError' })
    const seen = await getCheckout(world.ports, world.organization, { params: { id: checkout.id } })
    expect(seen.status).toBe('expired')
  })

  it('is told of, once, and never one that was bought in', async () => {
    await pay(await open(pro))
    const checkout = await open(pro)
    const body = {
      url: 'https://app.example.com/',
      format: 'raw' as const,
      events: ['checkout.updated' as const, 'checkout.expired' as const],
    }
    await createWebhookEndpoint(world.ports, world.organization, { body })
    world.moveTo(new Date(checkout.expires_at.getTime() + 60_000))
    await runDue(world.ports)
    await runDue(world.ports)
    const told = world.ports.webhooks.heard.map(({ type, data }) => [type, data.id, data.status])
    expect(told).toEqual([
      ['checkout.updated', checkout.id, 'expired'],
      ['checkout.expired', checkout.id, 'expired'],
    ])
  })

  it('knows no secret that it did not give', async () => {
    await expect(goOn({ client_secret: 'polar_c_guessed' })).rejects.toMatchObject({
      error: 'ResourceNotFound',
    })
  })
})
