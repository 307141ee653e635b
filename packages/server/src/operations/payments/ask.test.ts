import { beforeEach, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { runDue } from '../../jobs/run-due.ts'
import { KeyRefused, TooManyRequests } from '../../ports/payment-processor.ts'
import { UnknownOutcome } from '../../ports/unknown-outcome.ts'

const renewal = new Date('2027-02-28T12:00:00Z')
const minutes = (count: number) => new Date(renewal.getTime() + count * 60_000)
const people = 6

let world: World
let calls: number
let charge: World['ports']['processor']['charge']

/** Six whose subscriptions renew at the same moment. */
beforeEach(async () => {
  world = await openWorld()
  for (let number = 0; number < people; number++) {
    const { customer } = await world.addCustomer(`renewing-${number}@example.com`, '4242424242424242')
    await world.subscribe(customer.id)
  }
  ;({ charge } = world.ports.processor)
  calls = 0
})

/** From now on the processor answers every charge with this. */
function answers(error: Error | null, after = false): void {
  calls = 0
  world.ports.processor.charge = async (input) => {
    calls++
    if (after || !error) await charge(input)
    if (error) throw error
    return charge(input)
  }
}
async function at(date: Date): Promise<void> {
  world.moveTo(date)
  await runDue(world.ports)
}
const statuses = async (table: 'orders' | 'subscriptions') => {
  const rows = await world.ports.db
    .selectFrom(table as 'orders')
    .select('status')
    .execute()
  return Object.fromEntries(
    [...new Set(rows.map(({ status }) => status as string))].map((status) => [
      status,
      rows.filter((row) => row.status === status).length,
    ]),
  )
}
const renewalsPaid = async () =>
  (await world.ports.processor.ledger()).filter(({ status }) => status === 'succeeded').length - people
const failed = async () =>
  (await world.ports.db.selectFrom('payment_attempts').selectAll().execute()).filter(
    ({ status }) => status === 'failed',
  )
const mailsToSeller = async () =>
  (await world.ports.db.selectFrom('emails').selectAll().execute()).filter(
    (mail) => mail.customer_id === null,
  )

describe('a processor that is too busy', () => {
  it('is left alone for as long as it says, and the payment stays as it is meanwhile', async () => {
    answers(new TooManyRequests(120))
    await at(renewal)
    expect(calls).toBe(people)
    for (const minute of [0.5, 1, 1.5, 1.99]) await at(minutes(minute))
    expect(calls).toBe(people)
    expect(await statuses('orders')).toEqual({ paid: people, pending: people })
    expect(await statuses('subscriptions')).toEqual({ active: people })
    const waits = await world.ports.db
      .selectFrom('payment_attempts')
      .select('ask_after')
      .where('status', '=', 'unknown')
      .execute()
    // Not all of them come back at the same moment.
    expect(new Set(waits.map(({ ask_after }) => ask_after!.getTime())).size).toBeGreaterThan(1)
    answers(null)
    await at(minutes(2.6))
    expect(await statuses('orders')).toEqual({ paid: 2 * people })
    expect(await renewalsPaid()).toBe(people)
  })
})

describe('a processor that refuses our key', () => {
  it('halts the charging: no try is counted, the seller is told once, and all is charged when it works again', async () => {
    answers(new KeyRefused())
    for (let minute = 0; minute <= 60; minute++) await at(minutes(minute))
    // After the first moment one question in five minutes, however many wait.
    expect(calls).toBeLessThanOrEqual(people + 12)
    expect(await statuses('orders')).toEqual({ paid: people, pending: people })
    expect(await statuses('subscriptions')).toEqual({ active: people })
    expect(await failed()).toEqual([])
    expect(await mailsToSeller()).toMatchObject([{ subject: 'The payment processor refuses your key' }])
    answers(null)
    for (let minute = 61; minute <= 70; minute++) await at(minutes(minute))
    expect(await statuses('orders')).toEqual({ paid: 2 * people })
    expect(await renewalsPaid()).toBe(people)
    expect(await world.ports.db.selectFrom('processor_refusal').selectAll().execute()).toEqual([])
  })

  it('for days does not bring the end of a late subscription nearer', async () => {
    await world.ports.db
      .updateTable('sandbox_processor.cards' as 'orders')
      .set({ card: 'insufficient_funds' } as never)
      .execute()
    await at(renewal)
    expect(await statuses('subscriptions')).toEqual({ past_due: people })
    answers(new KeyRefused())
    for (let day = 2; day < 10; day++) await at(minutes(day * 24 * 60))
    expect(await failed()).toHaveLength(people)
    answers(null)
    for (let minute = 0; minute < 12; minute++) await at(minutes(10 * 24 * 60 + minute))
    expect(await failed()).toHaveLength(2 * people)
    expect(await statuses('subscriptions')).toEqual({ past_due: people })
  })
})

describe('a processor that nobody reaches for six hours', () => {
  it.each([
    ['and that never heard us', false],
    ['though it heard us', true],
  ])('%s is caught up with within fifteen minutes, and charges nobody twice', async (_, heard) => {
    answers(new UnknownOutcome(), heard)
    for (let minute = 0; minute < 360; minute += 5) await at(minutes(minute))
    expect(await statuses('orders')).toEqual({ paid: people, pending: people })
    expect(await failed()).toEqual([])
    answers(null)
    for (let minute = 360; minute <= 375; minute++) await at(minutes(minute))
    expect(await statuses('orders')).toEqual({ paid: 2 * people })
    expect(await renewalsPaid()).toBe(people)
  })
})

describe('an outcome that nobody hears of for longer than processors keep a key', () => {
  it('is looked up, and asked for with the key again only where nothing is found', async () => {
    answers(new UnknownOutcome(), true)
    await at(renewal)
    answers(new UnknownOutcome())
    for (let hour = 1; hour < 24; hour++) await at(minutes(hour * 60))
    answers(null)
    await at(minutes(25 * 60))
    expect(calls).toBe(0)
    expect(await statuses('orders')).toEqual({ paid: 2 * people })
    expect(await renewalsPaid()).toBe(people)
  })
})
