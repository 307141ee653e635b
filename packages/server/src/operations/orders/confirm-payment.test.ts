import { beforeEach, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { advanceClock, runDue } from '../../jobs/run-due.ts'
import { UnknownOutcome } from '../../ports/unknown-outcome.ts'
import type { CustomerActor } from '../actor.ts'
import { recordCreation } from '../apply-change.ts'
import { addPaymentMethod } from '../payment-methods/add.ts'
import { revokeSubscription } from '../subscriptions/revoke.ts'
import { confirmOrderPayment } from './confirm-payment.ts'

const works = '4242424242424242'
const empty = '4000000000009995'
const asksWhenAdded = '4000002500003155'
const asksAlways = '4000002760003184'

let world: World
let actor: CustomerActor
let subscription_id: string
let order_id: string

/** Ada's renewal of 28 February was refused: her subscription is past due and its order is open. */
beforeEach(async () => {
  world = await openWorld()
  actor = (await world.addCustomer('ada@example.com', works)).actor
  subscription_id = (await world.subscribe(actor.customer_id)).id
  await world.ports.db
    .updateTable('sandbox_processor.cards' as 'orders')
    .set({ card: 'insufficient_funds' } as never)
    .execute()
  world.moveTo(new Date('2027-02-28T12:00:00Z'))
  await runDue(world.ports)
  order_id = (await openOrder()).id
})

const openOrder = () =>
  world.ports.db.selectFrom('orders').selectAll().where('status', '=', 'pending').executeTakeFirstOrThrow()
const order = () =>
  world.ports.db.selectFrom('orders').selectAll().where('id', '=', order_id).executeTakeFirstOrThrow()
const subscription = () =>
  world.ports.db
    .selectFrom('subscriptions')
    .selectAll()
    .where('id', '=', subscription_id)
    .executeTakeFirstOrThrow()
const charges = async () =>
  (await world.ports.processor.ledger()).filter((payment) => payment.status === 'succeeded').length
const cards = () =>
  world.ports.db.selectFrom('payment_methods').selectAll().where('customer_id', '=', actor.customer_id)

async function tokenFor(number: string): Promise<string> {
  const token = await world.ports.processor.createConfirmationToken({ number, exp_month: 1, exp_year: 2035 })
  return token!.id
}

const payWithToken = (confirmation_token_id: string) =>
  confirmOrderPayment(world.ports, actor, {
    params: { id: order_id },
    body: { confirmation_token_id, payment_processor: 'stripe' },
  })
const payWith = async (number: string) => payWithToken(await tokenFor(number))
const payWithSaved = (payment_method_id: string) =>
  confirmOrderPayment(world.ports, actor, {
    params: { id: order_id },
    body: { payment_method_id, payment_processor: 'stripe' },
  })
async function approve(client_secret: string | null, yes = true) {
  const known = await world.ports.processor.authenticate({ client_secret: client_secret!, approve: yes })
  if (!known) throw new Error('The processor does not know this secret')
}

describe('paying an open order', () => {
  it('with a card that was just typed in makes the subscription active and keeps that card for it', async () => {
    expect(await payWith(works)).toEqual({ status: 'succeeded', client_secret: null, error: null })
    const newest = await cards().orderBy('created_at', 'desc').executeTakeFirstOrThrow()
    expect(await subscription()).toMatchObject({
      status: 'active',
      past_due_at: null,
      payment_method_id: newest.id,
    })
    expect(await order()).toMatchObject({
      status: 'paid',
      next_payment_attempt_at: null,
      receipt_number: expect.stringMatching(/-0002$/),
    })
    expect(await charges()).toBe(2)
  })

  it('with a saved card that the bank refuses says why, and leaves the schedule as it was', async () => {
    const before = await order()
    const [card] = await cards().execute()
    expect(await payWithSaved(card!.id)).toEqual({
      status: 'failed',
      client_secret: null,
      error: 'There is not enough money on this card. Nothing was charged. Try another card.',
    })
    expect(await order()).toEqual(before)
    expect(await subscription()).toMatchObject({ status: 'past_due' })
  })

  it('more than five times by hand is refused, and dunning still counts none of them', async () => {
    const [card] = await cards().execute()
    for (let time = 0; time < 5; time++)
      expect(await payWithSaved(card!.id)).toMatchObject({ status: 'failed' })
    await expect(payWithSaved(card!.id)).rejects.toMatchObject({
      error: 'ManualRetryLimitExceeded',
      status: 429,
    })
    await advanceClock(world.ports, world.moveTo, new Date('2027-03-02T12:00:00Z'))
    expect(await order()).toMatchObject({
      status: 'pending',
      next_payment_attempt_at: new Date('2027-03-07T12:00:00Z'),
    })
  })

  it('with a card of another customer, a removed one or an unknown token is refused', async () => {
    const other = await world.addCustomer('grace@example.com', works)
    const foreign = await world.ports.db
      .selectFrom('payment_methods')
      .select('id')
      .where('customer_id', '=', other.customer.id)
      .executeTakeFirstOrThrow()
    await expect(payWithSaved(foreign.id)).rejects.toMatchObject({ status: 422 })
    const [card] = await cards().execute()
    await world.ports.db
      .updateTable('payment_methods')
      .set({ deleted_at: world.ports.clock.now() })
      .where('id', '=', card!.id)
      .execute()
    await expect(payWithSaved(card!.id)).rejects.toMatchObject({ status: 422 })
    await expect(payWithToken('ctoken_unheard_of')).rejects.toMatchObject({ status: 422 })
  })

  it('that is paid or void already is refused, and no card is saved', async () => {
    await payWith(works)
    await expect(payWith(works)).rejects.toMatchObject({ error: 'OrderNotEligibleForRetry', status: 422 })
    expect(await cards().execute()).toHaveLength(2)
    expect(await charges()).toBe(2)
  })

  it('of a subscription that the seller ended is refused', async () => {
    await revokeSubscription(world.ports, world.organization, { params: { id: subscription_id } })
    await expect(payWith(works)).rejects.toMatchObject({ error: 'OrderNotEligibleForRetry' })
  })
})

describe("a payment that the customer's bank must approve", () => {
  it('hands out what the browser needs, and is paid once when asked about again', async () => {
    const token = await tokenFor(asksAlways)
    const payment = await payWithToken(token)
    expect(payment).toMatchObject({
      status: 'requires_action',
      client_secret: expect.stringContaining('py_secret'),
    })
    expect(await payWithToken(token)).toEqual(payment)
    await approve(payment.client_secret)
    expect(await payWithToken(token)).toEqual({ status: 'succeeded', client_secret: null, error: null })
    expect(await subscription()).toMatchObject({ status: 'active' })
    expect(await charges()).toBe(2)
  })

  it('and that the customer refused there is answered with words', async () => {
    const token = await tokenFor(asksAlways)
    await approve((await payWithToken(token)).client_secret, false)
    expect(await payWithToken(token)).toEqual({
      status: 'failed',
      client_secret: null,
      error: 'The payment was not approved at the bank. Nothing was charged.',
    })
  })

  it('gives way to another card', async () => {
    const token = await tokenFor(asksAlways)
    const { client_secret } = await payWithToken(token)
    expect(await payWith(works)).toMatchObject({ status: 'succeeded' })
    await approve(client_secret)
    await runDue(world.ports)
    expect(await charges()).toBe(2)
  })

  it('that nobody comes back for within a day is given up, and the schedule goes on', async () => {
    const token = await tokenFor(asksAlways)
    await payWithToken(token)
    await advanceClock(world.ports, world.moveTo, new Date('2027-03-02T12:00:00Z'))
    expect(await order()).toMatchObject({ next_payment_attempt_at: new Date('2027-03-07T12:00:00Z') })
    await advanceClock(world.ports, world.moveTo, new Date('2027-03-25T12:00:00Z'))
    expect(await order()).toMatchObject({ status: 'void', next_payment_attempt_at: null })
    expect(await subscription()).toMatchObject({ status: 'canceled' })
    expect(await charges()).toBe(1)
  })

  it('does not give way once the bank has approved it', async () => {
    const token = await tokenFor(asksAlways)
    await approve((await payWithToken(token)).client_secret)
    expect(await payWith(works)).toMatchObject({ status: 'succeeded' })
    expect(await charges()).toBe(2)
  })

  it('is asked once, and by that the card is kept for the renewals to come', async () => {
    const token = await tokenFor(asksWhenAdded)
    const listed = () => cards().where('deleted_at', 'is', null).execute()
    const { client_secret } = await payWithToken(token)
    expect(await listed()).toHaveLength(1)
    await approve(client_secret)
    expect(await payWithToken(token)).toMatchObject({ status: 'succeeded' })
    expect(await listed()).toHaveLength(2)
    await advanceClock(world.ports, world.moveTo, new Date('2027-04-01T12:00:00Z'))
    expect(await subscription()).toMatchObject({ status: 'active' })
    expect(await charges()).toBe(3)
  })

  it('of a first payment waits for its own card, whichever is shown', async () => {
    const buyer = await world.addCustomer('grace@example.com')
    const token = await tokenFor(asksAlways)
    const add = () =>
      addPaymentMethod(world.ports, buyer.actor, {
        body: { confirmation_token_id: token, set_default: false, return_url: '/' },
      })
    const asked = await add()
    await approve(asked.status === 'requires_action' ? asked.client_secret : null)
    await add()
    const incomplete = await world.subscribe(buyer.customer.id)
    const first = await world.ports.db
      .selectFrom('orders')
      .selectAll()
      .where('subscription_id', '=', incomplete.id)
      .executeTakeFirstOrThrow()
    const answer = await confirmOrderPayment(world.ports, buyer.actor, {
      params: { id: first.id },
      body: { confirmation_token_id: await tokenFor(empty), payment_processor: 'stripe' },
    })
    expect(answer).toMatchObject({ status: 'requires_action' })
    await approve(answer.client_secret)
    await confirmOrderPayment(world.ports, buyer.actor, {
      params: { id: first.id },
      body: { confirmation_token_id: token, payment_processor: 'stripe' },
    })
    const { status } = await world.ports.db
      .selectFrom('subscriptions')
      .select('status')
      .where('id', '=', incomplete.id)
      .executeTakeFirstOrThrow()
    expect(status).toBe('active')
  })
})

describe('a processor that does not answer', () => {
  it('leaves the payment in progress: no second one begins, and it is charged once', async () => {
    const { charge } = world.ports.processor
    world.ports.processor.charge = async (input) => {
      await charge(input)
      throw new UnknownOutcome()
    }
    const busy = { error: 'PaymentAlreadyInProgress', status: 409 }
    await expect(payWith(works)).rejects.toMatchObject(busy)
    world.ports.processor.charge = charge
    await expect(payWith(works)).rejects.toMatchObject(busy)
    world.pass(60)
    await runDue(world.ports)
    expect(await order()).toMatchObject({ status: 'paid' })
    expect(await charges()).toBe(2)
  })
})

describe('several open orders of one subscription', () => {
  it('are all paid one after the other, and only the last makes it active', async () => {
    const owed = await order()
    const clone = (invoice_sequence: number) =>
      world.ports.db.transaction().execute(async (tx) => {
        const values = {
          ...owed,
          id: world.ports.ids.uuid(),
          version: 1,
          billing_reason: 'subscription_update' as const,
          invoice_number: `${owed.invoice_number}-${invoice_sequence}`,
          invoice_sequence,
          metadata: '{}',
          billing_address: null,
          customer_tax_id: null,
          subscription_terms: null,
        }
        const row = await tx.insertInto('orders').values(values).returningAll().executeTakeFirstOrThrow()
        await recordCreation(tx, world.ports, 'orders', row, ['order.created'], {
          actor: 'test',
          operation: 'test.prepare',
        })
        return row.id
      })
    const orders = [order_id, await clone(3), await clone(4)]
    const states: string[] = []
    for (order_id of orders) {
      await payWith(works)
      states.push((await subscription()).status)
    }
    expect(states).toEqual(['past_due', 'past_due', 'active'])
    expect(await charges()).toBe(4)
  })
})
