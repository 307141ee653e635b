import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runDue } from '@verge/server/jobs/run-due'
import type { CustomerActor } from '@verge/server/operations/actor'
import { resubscribe } from '@verge/server/operations/subscriptions/resubscribe'
import { revokeSubscription } from '@verge/server/operations/subscriptions/revoke'
import { openWorld, type World } from '../world/open.ts'
import { openStoredBooks, type StoredBooks } from '../world/stored.ts'
import { killStandingStill } from './stand-still.ts'
import type { Point, Task } from './worker.ts'

/** One for each point in a test; 200 by hand. */
const rounds = Number(process.env.CHARGE_KILLS ?? 1)
const begin = new Date('2027-01-31T12:00:00Z')
const due = new Date('2027-02-28T12:00:00Z')
/** Each with what is there when it is killed: how far the second order, its attempt and its charge have come. */
const points: [point: Point, left: { orders: string[]; attempts: string[]; charges: number }][] = [
  ['inside the first transaction', { orders: ['paid'], attempts: ['succeeded'], charges: 1 }],
  ['before the charge', { orders: ['paid', 'pending'], attempts: ['succeeded', 'unknown'], charges: 1 }],
  ['after the charge', { orders: ['paid', 'pending'], attempts: ['succeeded', 'unknown'], charges: 2 }],
  ['after the last commit', { orders: ['paid', 'paid'], attempts: ['succeeded', 'succeeded'], charges: 2 }],
]

let books: StoredBooks
let world: World
let names = 0

beforeAll(async () => {
  books = await openStoredBooks()
  world = await openWorld({ database: books.db })
})
afterAll(() => books.close())

async function subscriber(): Promise<{ actor: CustomerActor; id: string }> {
  world.moveTo(begin)
  const { actor } = await world.addCustomer(`killed-${names++}@example.com`, '4242424242424242')
  return { actor, id: (await world.subscribe(actor.customer_id)).id }
}

/** Another process does it, stands still at the point, and is killed there. */
async function killedAt(task: Omit<Task, 'config' | 'now' | 'idempotency_key'>): Promise<void> {
  const now = world.ports.clock.now().toISOString()
  const whole: Task = { ...task, config: { ...books.config }, now, idempotency_key: keyOf(task.id) }
  await killStandingStill('worker.ts', whole)
}

/** The next process looks at what is due, a while later: what the dead one held is free by then. */
async function startAgain(): Promise<void> {
  world.moveTo(new Date(due.getTime() + 3_600_000))
  await runDue(world.ports)
}

const keyOf = (id: string) => `a-decision-about-${id}`

/** All that is left of it for one customer. */
async function standingOf({ actor }: { actor: CustomerActor }) {
  const { customer_id } = actor
  const [orders, attempts, emails] = await Promise.all([
    books.db.selectFrom('orders').selectAll().where('customer_id', '=', customer_id).execute(),
    books.db.selectFrom('payment_attempts').selectAll().where('customer_id', '=', customer_id).execute(),
    books.db.selectFrom('emails').selectAll().where('customer_id', '=', customer_id).execute(),
  ])
  const events = await books.db
    .selectFrom('events')
    .select(['aggregate_id', 'types'])
    .where(
      'aggregate_id',
      'in',
      orders.map(({ id }) => id),
    )
    .execute()
  const ledger = (await world.ports.processor.ledger()).filter(
    (payment) => payment.customer_reference === customer_id,
  )
  return {
    orders: orders.map(({ status }) => status).toSorted(),
    attempts: attempts.map(({ status }) => status as string).toSorted(),
    charges: ledger.map(({ status }) => status),
    receipts: emails.filter(({ dedupe_key }) => dedupe_key.startsWith('payment_received')).length,
    paidEvents: events.filter(({ types }) => types.includes('order.paid')).length,
  }
}
const twicePaid = {
  orders: ['paid', 'paid'],
  attempts: ['succeeded', 'succeeded'],
  charges: ['succeeded', 'succeeded'],
  receipts: 2,
  paidEvents: 2,
}

describe('a process that is killed', () => {
  it.each(points)(
    '%s of a renewal leaves one charge and one paid order after the next start',
    async (point, left) => {
      for (let round = 0; round < rounds; round++) {
        const one = await subscriber()
        world.moveTo(due)
        await killedAt({ ...one, does: 'renew', point })
        const { orders, attempts, charges } = await standingOf(one)
        expect({ orders, attempts, charges: charges.length }).toEqual(left)
        await startAgain()
        expect(await standingOf(one)).toEqual(twicePaid)
      }
    },
    60_000 + rounds * 4_000,
  )

  it('after the charge of a renewal, and again after asking for it, still charges once', async () => {
    const one = await subscriber()
    world.moveTo(due)
    await killedAt({ ...one, does: 'renew', point: 'after the charge' })
    await killedAt({ ...one, does: 'catch up', point: 'after the charge' })
    await startAgain()
    expect(await standingOf(one)).toEqual(twicePaid)
  }, 60_000)

  it.each(points)(
    '%s of a purchase answers the same press of the button with what was bought',
    async (point) => {
      for (let round = 0; round < rounds; round++) {
        const one = await subscriber()
        await revokeSubscription(world.ports, world.organization, { params: { id: one.id } })
        await killedAt({ ...one, does: 'buy again', point })
        const body = { agreed_amount: 2000, idempotency_key: keyOf(one.id) }
        const bought = await resubscribe(world.ports, one.actor, { params: { id: one.id }, body })
        expect(bought).toMatchObject({ status: 'succeeded', error: null })
        expect(await standingOf(one)).toEqual(twicePaid)
      }
    },
    60_000 + rounds * 4_000,
  )

  it('after its commit leaves the event, the audit entry and the mail behind, each once', async () => {
    const one = await subscriber()
    world.moveTo(due)
    await killedAt({ ...one, does: 'renew', point: 'after the last commit' })
    const { paidEvents, receipts } = await standingOf(one)
    expect({ paidEvents, receipts }).toEqual({ paidEvents: 2, receipts: 2 })
    const { events, entries } = await books.db
      .selectNoFrom(({ selectFrom, fn }) => [
        selectFrom('events').select(fn.countAll<number>().as('count')).as('events'),
        selectFrom('audit_entries').select(fn.countAll<number>().as('count')).as('entries'),
      ])
      .executeTakeFirstOrThrow()
    expect(events).toBe(entries)
  })
})
