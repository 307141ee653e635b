import { Polar } from '@polar-sh/sdk'
import { createPolar } from 'polar-sdk-1/2026-10'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProduct } from '@verge/server/operations/products/create'
import { advanceClock } from '@verge/server/jobs/run-due'
import { accessToken, serveWorld, type ServedWorld } from '../world/serve.ts'

const works = '4242 4242 4242 4242'
let world: ServedWorld
let yearly: string
let team: string
beforeAll(async () => {
  world = await serveWorld()
  await world.ports.db
    .updateTable('organizations')
    .set({
      portal_settings: JSON.stringify({
        usage: { show: false },
        subscription: { update_seats: true, update_plan: true, pause: true },
        customer: { allow_email_change: false },
      }),
    })
    .execute()
  const body = { visibility: 'public' as const }
  const fixed = { amount_type: 'fixed' as const, price_amount: 20_000, price_currency: 'usd' }
  const tiers = [{ min_seats: 1, max_seats: 20, price_per_seat: 900 }]
  const bySeat = {
    amount_type: 'seat_based' as const,
    price_currency: 'usd',
    seat_tiers: { seat_tier_type: 'volume' as const, tiers },
  }
  const make = (name: string, recurring_interval: 'month' | 'year', price: typeof fixed | typeof bySeat) =>
    createProduct(world.ports, world.organization, {
      body: { ...body, name, recurring_interval, prices: [price] },
    })
  yearly = (await make('Pro yearly', 'year', fixed)).id
  team = (await make('Team', 'month', bySeat)).id
})
afterAll(() => world.close())

async function subscriber(email: string) {
  const { customer } = await world.addCustomer(email, works)
  const { id, current_period_end } = await world.subscribe(customer.id)
  const token = await world.sessionOf(customer.id)
  const post = async (action: string, body: unknown) => {
    const response = await fetch(`${world.url}/v1/customer-portal/subscriptions/${id}/${action}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: response.status, answer: (await response.json()) as Record<string, unknown> }
  }
  return { id, current_period_end, token, ask: post }
}

describe('with the official client 1.0.1', () => {
  const portalOf = (token: string) =>
    createPolar({ accessToken: token, baseUrl: world.url }).customerPortal.subscriptions
  const seller = () => createPolar({ accessToken, baseUrl: world.url }).subscriptions

  it('a customer changes the plan, and the preview told what it costs', async () => {
    const { id, token, ask } = await subscriber('plan101@example.com')
    const preview = await ask('change-preview', { product_id: yearly })
    expect(preview.status).toBe(200)
    const changed = await portalOf(token).update(id, { product_id: yearly })
    expect(changed).toMatchObject({ product_id: yearly, recurring_interval: 'year', pending_update: null })
    const charges = (await world.ports.processor.ledger()).map(({ amount }) => amount)
    expect(charges).toContain(preview.answer.due_amount)
  })

  it('a customer takes seats and schedules fewer', async () => {
    const { id, token } = await subscriber('seats101@example.com')
    await portalOf(token).update(id, { product_id: team })
    expect(await portalOf(token).update(id, { seats: 5 })).toMatchObject({ seats: 5, amount: 4500 })
    const scheduled = await seller().update(id, { seats: 3, proration_behavior: 'next_period' })
    expect(scheduled).toMatchObject({ seats: 5, pending_update: { seats: 3, product_id: null } })
    expect(await portalOf(token).update(id, { pending_update: null })).toMatchObject({ pending_update: null })
    await expect(portalOf(token).update(id, { seats: 21 })).rejects.toMatchObject({ statusCode: 400 })
  })

  it('a customer pauses, takes it back, pauses again and resumes', async () => {
    const { id, token, current_period_end } = await subscriber('pause101@example.com')
    expect(await portalOf(token).update(id, { pause_at_period_end: true })).toMatchObject({
      status: 'active',
      pause_at_period_end: true,
    })
    expect(await portalOf(token).update(id, { pause_at_period_end: false })).toMatchObject({
      pause_at_period_end: false,
    })
    await seller().update(id, { pause_at_period_end: true })
    await advanceClock(world.ports, world.moveTo, current_period_end)
    const fresh = await world.sessionOf((await seller().get(id)).customer_id)
    expect(await portalOf(fresh).get(id)).toMatchObject({ status: 'paused' })
    expect(await portalOf(fresh).update(id, { resume: true })).toMatchObject({ status: 'active' })
  })

  it('the seller cancels, takes it back and revokes', async () => {
    const { id } = await subscriber('seller101@example.com')
    expect(
      await seller().update(id, { cancel_at_period_end: true, customer_cancellation_reason: 'unused' }),
    ).toMatchObject({ cancel_at_period_end: true, customer_cancellation_reason: 'unused' })
    expect(await seller().update(id, { cancel_at_period_end: false })).toMatchObject({
      cancel_at_period_end: false,
      customer_cancellation_reason: null,
    })
    expect(await seller().update(id, { metadata: { note: 'kept' } })).toMatchObject({
      metadata: { note: 'kept' },
    })
    expect(await seller().update(id, { revoke: true })).toMatchObject({ status: 'canceled' })
  })

  it('what is not offered is refused by its name', async () => {
    const { id, token, ask } = await subscriber('refused101@example.com')
    await expect(portalOf(token).update(id, { resume: true })).rejects.toMatchObject({
      statusCode: 409,
      error: { error: 'NotPausedSubscription' },
    })
    await expect(portalOf(token).update(id, { seats: 2 })).rejects.toMatchObject({
      statusCode: 400,
      // This client reads no error of this status, and hands it on as it came.
      error: expect.stringContaining('NotASeatBasedSubscription'),
    })
    expect(await ask('revoke', {})).toMatchObject({ status: 409, answer: { error: 'RevokeNotAllowed' } })
    expect(await ask('cancel-preview', undefined)).toEqual({
      status: 200,
      answer: { stops_collection: false, outstanding_amount: null },
    })
    const withBehavior = { product_id: yearly, proration_behavior: 'invoice' }
    expect(await ask('change-preview', withBehavior)).toMatchObject({ status: 422 })
  })
})

describe('with the official client 0.47.1, which checks every answer', () => {
  const seller = () => new Polar({ accessToken, serverURL: world.url })

  it('a customer changes the plan and takes seats', async () => {
    const { id, token } = await subscriber('plan047@example.com')
    const { subscriptions } = seller().customerPortal
    const update = (
      customerSubscriptionUpdate: Parameters<typeof subscriptions.update>[1]['customerSubscriptionUpdate'],
    ) => subscriptions.update({ customerSession: token }, { id, customerSubscriptionUpdate })
    expect(await update({ productId: team })).toMatchObject({ productId: team, seats: 1 })
    expect(await update({ seats: 4 })).toMatchObject({ seats: 4 })
    expect(await subscriptions.list({ customerSession: token }, {})).toMatchObject({
      result: { items: [{ prices: [{ amountType: 'seat_based' }] }] },
    })
  })

  it('the seller changes the plan, moves the end of the period and cancels', async () => {
    const { id } = await subscriber('seller047@example.com')
    const { subscriptions } = seller()
    const to = (subscriptionUpdate: Parameters<typeof subscriptions.update>[0]['subscriptionUpdate']) =>
      subscriptions.update({ id, subscriptionUpdate })
    expect(await to({ productId: yearly, prorationBehavior: 'next_period' })).toMatchObject({
      pendingUpdate: { productId: yearly },
    })
    const later = new Date(world.ports.clock.now().getTime() + 40 * 24 * 3_600_000)
    expect(await to({ currentBillingPeriodEnd: later })).toMatchObject({
      currentPeriodEnd: later,
      pendingUpdate: { appliesAt: later },
    })
    expect(await to({ cancelAtPeriodEnd: true })).toMatchObject({ endsAt: later })
  })
})
