import { describe, expect, it } from 'vitest'
import { openWorld, type World } from '../../../../test/world/open.ts'
import { deleteCustomer } from '../operations/customers/delete.ts'
import { addPaymentMethod } from '../operations/payment-methods/add.ts'
import { updateCustomerSubscription } from '../operations/subscriptions/update.ts'
import { UnknownOutcome } from '../ports/unknown-outcome.ts'
import { advanceClock, runDue } from './run-due.ts'

async function story(card = '4242424242424242') {
  const world = await openWorld()
  const { actor } = await world.addCustomer('ada@example.com', card)
  const subscription = await world.subscribe(actor.customer_id)
  return { world, actor, id: subscription.id, ...telling(world, subscription.id) }
}

function telling(world: World, id: string) {
  const { db } = world.ports
  return {
    until: (date: string) => advanceClock(world.ports, world.moveTo, new Date(date)),
    subscription: () =>
      db.selectFrom('subscriptions').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
    orders: () =>
      db
        .selectFrom('orders')
        .selectAll()
        .where('subscription_id', '=', id)
        .orderBy('invoice_sequence')
        .execute(),
    charged: async () =>
      (await world.ports.processor.ledger()).filter((payment) => payment.status === 'succeeded').length,
    /** From now on every charge of the card fails, as with an account that has run dry. */
    drain: () =>
      db
        .updateTable('sandbox_processor.cards' as 'orders')
        .set({ card: 'insufficient_funds' } as never)
        .execute(),
  }
}

describe('a year of a monthly subscription', () => {
  it('is charged once for each period, from the 31st to the last of shorter months and back', async () => {
    const { until, subscription, orders, charged } = await story()
    await until('2028-01-30T12:00:00Z')
    const bills = await orders()
    expect(bills.map((order) => order.period_start?.toISOString().slice(0, 10))).toEqual([
      '2027-01-31',
      '2027-02-28',
      '2027-03-31',
      '2027-04-30',
      '2027-05-31',
      '2027-06-30',
      '2027-07-31',
      '2027-08-31',
      '2027-09-30',
      '2027-10-31',
      '2027-11-30',
      '2027-12-31',
    ])
    expect(bills.map((order) => order.invoice_sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    expect(new Set(bills.map((order) => order.status))).toEqual(new Set(['paid']))
    expect(await charged()).toBe(12)
    expect(await subscription()).toMatchObject({ status: 'active', past_due_at: null })
  })

  it('that was not watched for 45 days bills the current period alone', async () => {
    const { world, orders, charged } = await story()
    world.moveTo(new Date('2027-04-14T12:00:00Z'))
    await runDue(world.ports)
    expect((await orders()).map((order) => order.period_start?.toISOString().slice(0, 10))).toEqual([
      '2027-01-31',
      '2027-03-31',
    ])
    expect(await charged()).toBe(2)
  })
})

describe('a scheduled cancellation', () => {
  it('ends the subscription at the boundary and nothing is charged again', async () => {
    const { world, actor, id, until, subscription, charged } = await story()
    await updateCustomerSubscription(world.ports, actor, {
      params: { id },
      body: { cancel_at_period_end: true },
    })
    await until('2027-12-01T00:00:00Z')
    expect(await subscription()).toMatchObject({
      status: 'canceled',
      ended_at: new Date('2027-02-28T12:00:00Z'),
    })
    expect(await charged()).toBe(1)
    const revival = updateCustomerSubscription(world.ports, actor, {
      params: { id },
      body: { cancel_at_period_end: false },
    })
    await expect(revival).rejects.toMatchObject({ error: 'ResourceUnavailable', status: 410 })
  })
})

describe('a renewal that cannot be charged', () => {
  it('is past due, tried again after two days, and ended after the fifth failure', async () => {
    const { until, drain, subscription, orders, world } = await story()
    await drain()
    await until('2027-02-28T12:00:00Z')
    expect(await subscription()).toMatchObject({
      status: 'past_due',
      past_due_at: new Date('2027-02-28T12:00:00Z'),
    })
    expect((await orders()).at(-1)).toMatchObject({
      status: 'pending',
      next_payment_attempt_at: new Date('2027-03-02T12:00:00Z'),
    })
    await until('2027-03-21T12:00:00Z')
    expect(await subscription()).toMatchObject({
      status: 'canceled',
      ended_at: new Date('2027-03-21T12:00:00Z'),
    })
    expect((await orders()).at(-1)).toMatchObject({ status: 'void', next_payment_attempt_at: null })
    const tries = (await world.ports.processor.ledger())
      .slice(1)
      .map((payment) => payment.created_at.toISOString().slice(0, 10))
    expect(tries).toEqual(['2027-02-28', '2027-03-02', '2027-03-07', '2027-03-14', '2027-03-21'])
  })

  it('is paid at once by a new default card, once, and the subscription is active again', async () => {
    const { world, actor, until, drain, subscription, orders, charged } = await story()
    await drain()
    await until('2027-03-01T00:00:00Z')
    const token = await world.ports.processor.createConfirmationToken({
      number: '4242424242424242',
      exp_month: 1,
      exp_year: 2035,
    })
    const body = { confirmation_token_id: token!.id, set_default: true, return_url: '/' }
    await addPaymentMethod(world.ports, actor, { body })
    expect(await subscription()).toMatchObject({ status: 'active', past_due_at: null })
    expect((await orders()).at(-1)).toMatchObject({ status: 'paid', next_payment_attempt_at: null })
    expect(await charged()).toBe(2)
  })
})

describe('a customer who is deleted while a payment is late', () => {
  it('is not asked again, and stops nobody else', async () => {
    const { world, actor, until, drain, subscription, orders } = await story()
    await drain()
    await until('2027-03-01T00:00:00Z')
    await deleteCustomer(world.ports, world.organization, { params: { id: actor.customer_id } })
    await until('2027-05-01T00:00:00Z')
    expect((await orders()).at(-1)).toMatchObject({ status: 'void', next_payment_attempt_at: null })
    expect(await subscription()).toMatchObject({ ended_at: new Date('2027-03-01T00:00:00Z') })
  })
})

describe('an answer that was lost', () => {
  it('is asked for again with the same key, and the customer is charged once', async () => {
    const { world, orders, charged } = await story()
    const { charge } = world.ports.processor
    world.ports.processor.charge = async (input) => {
      await charge(input)
      throw new UnknownOutcome()
    }
    world.moveTo(new Date('2027-03-01T00:00:00Z'))
    await runDue(world.ports)
    expect((await orders()).at(-1)).toMatchObject({ status: 'pending' })
    world.ports.processor.charge = charge
    world.pass(60)
    await runDue(world.ports)
    expect((await orders()).at(-1)).toMatchObject({ status: 'paid' })
    expect(await charged()).toBe(2)
  })
})
