import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { advanceClock } from '../../jobs/run-due.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import type { CustomerActor } from '../actor.ts'
import { deletePaymentMethod } from '../payment-methods/delete.ts'
import { cancelSubscription } from './cancel.ts'
import { previewCancellation, previewCharge } from './preview.ts'
import { revokeCustomerSubscription } from './revoke.ts'
import { updateCustomerSubscription, updateSubscription } from './update.ts'

const works = '4242424242424242'
const refuses = '4000000000000341'
const periodEnd = new Date('2027-02-28T12:00:00Z')

let world: World
let actor: CustomerActor
let id: string

beforeEach(async () => {
  world = await openWorld()
  actor = (await world.addCustomer('ada@example.com', works)).actor
  id = (await world.subscribe(actor.customer_id)).id
  await allowPausing(true)
})
afterEach(() => world.ports.db.destroy())

async function allowPausing(pause: boolean): Promise<void> {
  const portal_settings = JSON.stringify({
    usage: { show: false },
    subscription: { update_seats: false, update_plan: false, pause },
    customer: { allow_email_change: false },
  })
  await world.ports.db.updateTable('organizations').set({ portal_settings }).execute()
}

const to = (body: Parameters<typeof updateCustomerSubscription>[2]['body']) =>
  updateCustomerSubscription(world.ports, actor, { params: { id }, body })
const until = (date: string) => advanceClock(world.ports, world.moveTo, new Date(`${date}T12:00:00Z`))
const charges = async () =>
  (await world.ports.processor.ledger()).filter(({ status }) => status === 'succeeded').length

async function events(): Promise<string[][]> {
  const rows = await world.ports.db
    .selectFrom('events')
    .select('types')
    .where('aggregate_id', '=', id)
    .orderBy('version')
    .execute()
  return rows.map(({ types }) => types)
}

it('keeps the only card where the day is set on which it goes on, and lets it go where none is', async () => {
  const { payment_method_id } = await world.ports.db
    .selectFrom('subscriptions')
    .select('payment_method_id')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const removing = () => deletePaymentMethod(world.ports, actor, { params: { id: payment_method_id! } })
  await to({ pause_at_period_end: true, resumes_at: new Date('2027-05-01T12:00:00Z') })
  await until('2027-03-15')
  expect((await to({})).status).toBe('paused')
  await expect(removing()).rejects.toMatchObject({ error: 'PaymentMethodInUseByActiveSubscription' })
  await until('2027-05-02')
  await to({ pause_at_period_end: true })
  await until('2027-06-15')
  expect((await to({})).status).toBe('paused')
  await removing()
})

describe('a pause', () => {
  it('begins when the period ends: until then nothing changes, and then nothing is charged', async () => {
    expect(await to({ pause_at_period_end: true })).toMatchObject({
      status: 'active',
      pause_at_period_end: true,
      resumes_at: null,
    })
    await until('2027-06-15')
    const paused = await to({})
    expect(paused).toMatchObject({ status: 'paused', paused_at: periodEnd, pause_at_period_end: false })
    expect(await charges()).toBe(1)
    expect((await events()).at(-1)).toEqual([
      'subscription.updated',
      'subscription.paused',
      'customer.state_changed',
    ])
  })

  it('that would be over before its period ends, because the seller moved that end, does not begin', async () => {
    await to({ pause_at_period_end: true, resumes_at: new Date('2027-03-05T12:00:00Z') })
    const moved = new Date('2027-03-20T12:00:00Z')
    const body = { current_billing_period_end: moved }
    await updateSubscription(world.ports, world.organization, { params: { id }, body })
    await until('2027-03-21')
    expect(await to({})).toMatchObject({
      status: 'active',
      pause_at_period_end: false,
      resumes_at: null,
      current_period_start: moved,
    })
    expect(await charges()).toBe(2)
  })

  it('that names a day ends on it by itself, with a fresh period that is charged', async () => {
    await to({ pause_at_period_end: true, resumes_at: new Date('2027-05-10T08:00:00Z') })
    await until('2027-03-15')
    expect(await previewCharge(world.ports, actor, { params: { id } })).toMatchObject({ due_amount: 2000 })
    await until('2027-05-11')
    expect(await to({})).toMatchObject({
      status: 'active',
      paused_at: null,
      resumes_at: null,
      current_period_start: new Date('2027-05-10T08:00:00Z'),
      current_period_end: new Date('2027-06-10T08:00:00Z'),
    })
    expect(await charges()).toBe(2)
    await until('2027-07-11')
    expect(await charges()).toBe(4)
  })

  it('ends when the customer resumes, and the days that passed are nobody’s', async () => {
    await to({ pause_at_period_end: true })
    await until('2027-04-07')
    expect(await to({ resume: true })).toMatchObject({
      status: 'active',
      current_period_end: new Date('2027-05-07T12:00:00Z'),
    })
    expect(await charges()).toBe(2)
    expect((await events()).at(-1)).toContain('subscription.resumed')
  })

  it('that ends on its day without a card that works is past due', async () => {
    await to({ pause_at_period_end: true, resumes_at: new Date('2027-04-10T08:00:00Z') })
    await until('2027-03-15')
    const card = await world.addCard(actor.customer_id, refuses)
    await world.ports.db
      .updateTable('payment_methods')
      .set({ deleted_at: periodEnd })
      .where('id', '<>', card)
      .execute()
    await until('2027-04-11')
    expect(await to({})).toMatchObject({ status: 'past_due' })
  })

  it('can be taken back before it begins', async () => {
    await to({ pause_at_period_end: true, resumes_at: new Date('2027-05-10T08:00:00Z') })
    expect(await to({ pause_at_period_end: false })).toMatchObject({
      pause_at_period_end: false,
      resumes_at: null,
    })
    await until('2027-03-01')
    expect(await charges()).toBe(2)
    await expect(to({ pause_at_period_end: false })).rejects.toMatchObject({ error: 'NoScheduledPause' })
  })

  it('gives way to a cancellation', async () => {
    await to({ pause_at_period_end: true })
    expect(await cancelSubscription(world.ports, actor, { params: { id } })).toMatchObject({
      pause_at_period_end: false,
      cancel_at_period_end: true,
    })
    await expect(to({ pause_at_period_end: true })).rejects.toMatchObject({
      error: 'CannotPauseSubscription',
    })
    await until('2027-03-01')
    expect(await to({})).toMatchObject({ status: 'canceled' })
  })

  it('keeps nobody: a paused subscription can be ended at once', async () => {
    await to({ pause_at_period_end: true, resumes_at: new Date('2027-05-10T08:00:00Z') })
    await expect(
      revokeCustomerSubscription(world.ports, actor, { params: { id }, body: {} }),
    ).rejects.toMatchObject({ error: 'RevokeNotAllowed' })
    await until('2027-03-15')
    const body = { cancellation_reason: 'unused' as const }
    expect(await revokeCustomerSubscription(world.ports, actor, { params: { id }, body })).toMatchObject({
      status: 'canceled',
      customer_cancellation_reason: 'unused',
    })
    await until('2027-06-15')
    expect(await charges()).toBe(1)
  })

  it('is refused where the seller switched it off, and the seller may pause all the same', async () => {
    await allowPausing(false)
    await expect(to({ pause_at_period_end: true })).rejects.toMatchObject({ error: 'PauseResumeNotAllowed' })
    await expect(to({ resume: true })).rejects.toMatchObject({ error: 'PauseResumeNotAllowed' })
    const input = { params: { id }, body: { pause_at_period_end: true } }
    expect(await updateSubscription(world.ports, world.organization, input)).toMatchObject({
      pause_at_period_end: true,
    })
  })

  it.each([
    ['the period ends', '2027-02-28T12:00:00Z'],
    ['today', '2027-01-31T12:00:00Z'],
  ])('cannot end before it begins: when %s', async (_, date) => {
    await expect(to({ pause_at_period_end: true, resumes_at: new Date(date) })).rejects.toMatchObject({
      status: 422,
    })
  })

  it('is not resumed without a payment method, nor where nothing is paused', async () => {
    await expect(to({ resume: true })).rejects.toMatchObject({ error: 'NotPausedSubscription' })
    await to({ pause_at_period_end: true })
    await until('2027-03-15')
    await world.ports.db.updateTable('payment_methods').set({ deleted_at: periodEnd }).execute()
    await expect(to({ resume: true })).rejects.toMatchObject({ error: 'PaymentMethodRequired' })
    expect(await charges()).toBe(1)
  })
})

describe('a past-due customer who leaves', () => {
  beforeEach(async () => {
    const card = await world.addCard(actor.customer_id, refuses)
    await world.ports.db
      .updateTable('payment_methods')
      .set({ deleted_at: periodEnd })
      .where('id', '<>', card)
      .execute()
    await until('2027-03-01')
  })

  it('is told what is no longer collected, and owes nothing afterwards', async () => {
    expect(await to({})).toMatchObject({ status: 'past_due' })
    expect(await previewCancellation(world.ports, actor, { params: { id } })).toEqual({
      stops_collection: true,
      outstanding_amount: 2000,
    })
    expect(await revokeCustomerSubscription(world.ports, actor, { params: { id }, body: {} })).toMatchObject({
      status: 'canceled',
      cancel_at_period_end: false,
    })
    const open = await world.ports.db
      .selectFrom('orders')
      .select('id')
      .where('status', '=', 'pending')
      .execute()
    expect(open).toEqual([])
  })

  it('keeps what the seller’s days of grace give, and is asked to cancel instead', async () => {
    await world.ports.db.updateTable('organizations').set({ grace_days: 7 }).execute()
    expect(await previewCancellation(world.ports, actor, { params: { id } })).toEqual({
      stops_collection: false,
      outstanding_amount: null,
    })
    await expect(
      revokeCustomerSubscription(world.ports, actor, { params: { id }, body: {} }),
    ).rejects.toMatchObject({ error: 'RevokeNotAllowed' })
  })
})
