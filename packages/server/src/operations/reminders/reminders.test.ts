import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { advanceClock, runDue } from '../../jobs/run-due.ts'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import { applyChange } from '../apply-change.ts'
import { scheduleCancellation, takeCancellationBack } from '../subscriptions/cancel.ts'
import { repairDueWork } from '../due-work/repair.ts'
import { remindOfRenewal } from './renewal.ts'

let world: World
let customer_id: string
let subscription: SubscriptionRow
const cause = { actor: 'test', operation: 'test' }
const oneYear = new Date('2028-01-31T12:00:00Z')

beforeEach(async () => {
  world = await openWorld()
  const { customer } = await world.addCustomer('ada@example.com', '4242424242424242')
  customer_id = customer.id
  subscription = await write(await world.subscribe(customer.id), {
    recurring_interval: 'year',
    current_period_end: oneYear,
  })
})
afterAll(() => world.ports.db.destroy())

function write(row: SubscriptionRow, set: Partial<SubscriptionRow>) {
  const events = ['subscription.updated'] as const
  return world.ports.db
    .transaction()
    .execute((tx) =>
      applyChange(tx, world.ports, 'subscriptions', row, { set: set as object, events }, cause),
    )
}
const mails = (kind: string) =>
  world.ports.db.selectFrom('emails').selectAll().where('kind', '=', kind).orderBy('created_at').execute()
const due = (kind: string) =>
  world.ports.db.selectFrom('due_work').selectAll().where('kind', '=', kind).execute()
const to = (date: Date) => advanceClock(world.ports, (at) => world.moveTo(at), date)

describe('a renewal that is ahead', () => {
  it('is told once, in its time, with what the laws ask for', async () => {
    await to(new Date('2028-01-20T00:00:00Z'))
    const [mail, ...others] = await mails('renewal_ahead')
    expect(others).toEqual([])
    expect(mail!.created_at).toEqual(new Date('2028-01-06T12:00:00Z'))
    for (const fact of ['Pro', '$20.00', 'every year', 'January 31, 2028', '4242'])
      expect(mail!.body).toContain(fact)
    expect(mail!.body).toContain(`/portal/subscriptions/${subscription.id}/cancel`)
    expect(await due('reminder')).toEqual([])
  })

  it('is told once also where a cancellation was taken back, and not while it stands', async () => {
    await to(new Date('2028-01-10T00:00:00Z'))
    const { organization, ports } = world
    await scheduleCancellation(ports, organization, subscription.id, {})
    expect(await due('reminder')).toEqual([])
    await takeCancellationBack(ports, organization, subscription.id)
    await runDue(ports)
    await remindOfRenewal(ports, subscription.id, null)
    expect(await mails('renewal_ahead')).toHaveLength(1)
    expect(await due('reminder')).toEqual([])
    expect(await repairDueWork(ports)).toBe(0)
  })

  it('is not told of after a stop that was longer, and the next one is', async () => {
    world.moveTo(new Date('2028-02-10T12:00:00Z'))
    await runDue(world.ports)
    expect(await mails('renewal_ahead')).toEqual([])
    expect(await due('reminder')).toMatchObject([{ due_at: new Date('2029-01-06T12:00:00Z') }])
  })
})

describe('a card that is about to expire', () => {
  it('is told of in its last month, where it still pays for something', async () => {
    await world.ports.db
      .updateTable('due_work')
      .set({ due_at: new Date('2027-06-01T00:00:00Z') })
      .where('kind', '=', 'card_expiry')
      .execute()
    await world.ports.db.updateTable('payment_methods').set({ exp_month: 6, exp_year: 2027 }).execute()
    await to(new Date('2027-06-02T00:00:00Z'))
    const [mail] = await mails('card_expiring')
    expect(mail).toMatchObject({
      customer_id,
      dedupe_key: expect.stringMatching(/^card_expiring:.*:2027-06$/),
    })
    for (const fact of ['Pro', '4242', 'June 2027', '/portal/payment-methods/add'])
      expect(mail!.body).toContain(fact)
    expect(await due('card_expiry')).toEqual([])
  })

  it('pays for nothing more, and nobody is told', async () => {
    await scheduleCancellation(world.ports, world.organization, subscription.id, {})
    await world.ports.db.updateTable('payment_methods').set({ exp_month: 6, exp_year: 2027 }).execute()
    expect(await repairDueWork(world.ports)).toBe(1)
    await to(new Date('2027-06-02T00:00:00Z'))
    expect(await mails('card_expiring')).toEqual([])
    expect(await due('card_expiry')).toEqual([])
  })
})
