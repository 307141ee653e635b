import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runDue } from '@verge/server/jobs/run-due'
import { confirmOrderPayment } from '@verge/server/operations/orders/confirm-payment'
import { retryPayment } from '@verge/server/operations/payments/retry'
import { openStoredWorld, type StoredWorld } from '../world/stored.ts'

const people = 15

let world: StoredWorld

beforeAll(async () => void (world = await openStoredWorld()))
afterAll(() => world.close())

/** Cards that the bank refused at the renewal and accepts again two days later, when the next try is due. */
const allCards = (card: string) =>
  world.ports.db
    .updateTable('sandbox_processor.cards' as 'orders')
    .set({ card } as never)
    .execute()

describe('a customer who presses pay twice while the scheduled try begins', () => {
  it('is charged once, and whoever comes too late is told so', async () => {
    const actors = []
    for (let number = 0; number < people; number++) {
      const { actor } = await world.addCustomer(`hasty-${number}@example.com`, '4242424242424242')
      await world.subscribe(actor.customer_id)
      actors.push(actor)
    }
    await allCards('insufficient_funds')
    world.moveTo(new Date('2027-02-28T12:00:00Z'))
    await runDue(world.ports)
    await allCards('works')
    world.moveTo(new Date('2027-03-02T12:00:00Z'))
    const orders = await world.ports.db
      .selectFrom('orders')
      .selectAll()
      .where('status', '=', 'pending')
      .execute()
    expect(orders).toHaveLength(people)

    const outcomes = await Promise.allSettled(
      actors.flatMap((actor) => {
        const order = orders.find(({ customer_id }) => customer_id === actor.customer_id)!
        const pay = async () => {
          const { id } = await world.ports.db
            .selectFrom('payment_methods')
            .select('id')
            .where('customer_id', '=', actor.customer_id)
            .executeTakeFirstOrThrow()
          return confirmOrderPayment(world.ports, actor, {
            params: { id: order.id },
            body: { payment_method_id: id, payment_processor: 'stripe' },
          })
        }
        return [pay(), retryPayment(world.ports, order.id), pay()]
      }),
    )
    const refusals = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [(outcome.reason as Error).name] : [],
    )
    expect(['OrderNotEligibleForRetry', 'PaymentAlreadyInProgress']).toEqual(
      expect.arrayContaining([...new Set(refusals)]),
    )
    const ledger = await world.ports.processor.ledger()
    const charges = actors.map(
      ({ customer_id }) =>
        ledger.filter(
          (payment) => payment.customer_reference === customer_id && payment.status === 'succeeded',
        ).length,
    )
    expect(charges).toEqual(Array(people).fill(2))
    const subscriptions = await world.ports.db.selectFrom('subscriptions').select('status').execute()
    expect(new Set(subscriptions.map(({ status }) => status))).toEqual(new Set(['active']))
  })
})
