import { beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { revokeCustomerSubscription, revokeSubscription } from './revoke.ts'
import { updateCustomerSubscription } from './update.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})

async function subscriber(email: string) {
  const { actor } = await world.addCustomer(email, '4242424242424242')
  const subscription = await world.subscribe(actor.customer_id)
  const update = (body: Parameters<typeof updateCustomerSubscription>[2]['body']) =>
    updateCustomerSubscription(world.ports, actor, { params: { id: subscription.id }, body })
  const events = async () => {
    const rows = await world.ports.db
      .selectFrom('events')
      .select('types')
      .where('aggregate_id', '=', subscription.id)
      .orderBy('version')
      .execute()
    return rows.map((row) => row.types)
  }
  return { actor, subscription, update, events }
}

describe('a first payment', () => {
  it('makes the subscription active, the order paid and numbered, and charges once', async () => {
    const { subscription } = await subscriber('first@example.com')
    const order = await world.ports.db
      .selectFrom('orders')
      .selectAll()
      .where('subscription_id', '=', subscription.id)
      .executeTakeFirstOrThrow()
    const payments = (await world.ports.processor.ledger()).filter(
      (payment) => payment.customer_reference === subscription.customer_id,
    )
    expect(subscription.status).toBe('active')
    expect(order).toMatchObject({ status: 'paid', total_amount: 2000, invoice_sequence: 1 })
    expect(order.invoice_number).toMatch(/^VERGE-[A-Z]{8}-0001$/)
    expect(payments).toMatchObject([{ amount: 2000, currency: 'usd', status: 'succeeded' }])
  })

  it('that is declined leaves no subscription that began and no charge', async () => {
    const { actor } = await world.addCustomer('declined@example.com', '4000000000000341')
    const subscription = await world.subscribe(actor.customer_id)
    const order = await world.ports.db
      .selectFrom('orders')
      .selectAll()
      .where('subscription_id', '=', subscription.id)
      .executeTakeFirstOrThrow()
    expect(subscription).toMatchObject({ status: 'incomplete_expired', started_at: null })
    expect(order.status).toBe('void')
  })
})

describe('ending at once', () => {
  it('what was to end with its period leaves no later end behind', async () => {
    const { subscription, update } = await subscriber('sooner@example.com')
    const { canceled_at } = await update({ cancel_at_period_end: true })
    world.pass(60)
    const params = { id: subscription.id }
    const over = await revokeSubscription(world.ports, world.organization, { params })
    const now = world.ports.clock.now()
    expect(over).toMatchObject({ status: 'canceled', ends_at: now, ended_at: now, canceled_at })
  })

  it('is refused to whoever has canceled what is paid for as canceled already', async () => {
    const { actor, subscription, update } = await subscriber('canceled@example.com')
    await update({ cancel_at_period_end: true })
    const input = { params: { id: subscription.id }, body: {} }
    await expect(revokeCustomerSubscription(world.ports, actor, input)).rejects.toMatchObject({
      error: 'AlreadyCanceledSubscription',
    })
  })
})

describe('cancelling', () => {
  it('keeps access until the period ends, and tells of it once', async () => {
    const { subscription, update, events } = await subscriber('leaving@example.com')
    const canceled = await update({
      cancel_at_period_end: true,
      cancellation_reason: 'unused',
      cancellation_comment: 'Too busy',
    })
    expect(canceled).toMatchObject({
      status: 'active',
      cancel_at_period_end: true,
      ends_at: subscription.current_period_end,
      ended_at: null,
      customer_cancellation_reason: 'unused',
      customer_cancellation_comment: 'Too busy',
    })
    expect((await events()).at(-1)).toEqual([
      'subscription.updated',
      'subscription.canceled',
      'customer.state_changed',
    ])
  })

  it('twice is refused the second time and changes nothing', async () => {
    const { update, events } = await subscriber('twice@example.com')
    await update({ cancel_at_period_end: true })
    const before = await events()
    await expect(update({ cancel_at_period_end: true })).rejects.toMatchObject({
      error: 'AlreadyCanceledSubscription',
      status: 403,
    })
    expect(await events()).toEqual(before)
  })

  it('can be taken back, which clears the reason too', async () => {
    const { update } = await subscriber('staying@example.com')
    await update({ cancel_at_period_end: true, cancellation_reason: 'too_expensive' })
    expect(await update({ cancel_at_period_end: false })).toMatchObject({
      cancel_at_period_end: false,
      canceled_at: null,
      ends_at: null,
      customer_cancellation_reason: null,
    })
  })

  it('cannot be taken back where none is scheduled', async () => {
    const { update } = await subscriber('calm@example.com')
    await expect(update({ cancel_at_period_end: false })).rejects.toMatchObject({
      error: 'BadRequest',
      status: 400,
    })
  })

  it("somebody else's subscription is not found", async () => {
    const { subscription } = await subscriber('owner@example.com')
    const { actor } = await world.addCustomer('stranger@example.com')
    const attempt = updateCustomerSubscription(world.ports, actor, {
      params: { id: subscription.id },
      body: { cancel_at_period_end: true },
    })
    await expect(attempt).rejects.toMatchObject({ error: 'ResourceNotFound', status: 404 })
  })

  it('queues one mail for each decision', async () => {
    const { subscription, update } = await subscriber('mail@example.com')
    await update({ cancel_at_period_end: true })
    await update({ cancel_at_period_end: false })
    const mails = await world.ports.db
      .selectFrom('emails')
      .select('subject')
      .where('customer_id', '=', subscription.customer_id)
      .orderBy('created_at')
      .execute()
    expect(mails.map((mail) => mail.subject).toSorted()).toEqual([
      'Your payment was received',
      'Your subscription continues',
      'Your subscription will end',
    ])
  })
})
