import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Refusal } from '@verge/polar/refusals'
import { runDue } from '@verge/server/jobs/run-due'
import { createRefund } from '@verge/server/operations/refunds/create'
import { passPeriodEnd } from '@verge/server/operations/subscriptions/pass-period-end'
import { revokeSubscription } from '@verge/server/operations/subscriptions/revoke'
import { openWorld, type World } from '../world/open.ts'
import { openStoredBooks, type StoredBooks } from '../world/stored.ts'

const people = 30
const wholly = { amount: 2000, reason: 'customer_request' as const, revoke_benefits: false, metadata: {} }

let books: StoredBooks
let world: World

beforeAll(async () => {
  books = await openStoredBooks()
  world = await openWorld({ database: books.db })
})
afterAll(() => books.close())

describe('a revocation at the very moment of the renewal and of two refunds', () => {
  it('keeps no money for a period that was withdrawn, gives no more back than was paid, and charges nothing afterwards', async () => {
    const all: { customer_id: string; id: string }[] = []
    for (let number = 0; number < people; number++) {
      const { actor } = await world.addCustomer(`revoked-${number}@example.com`, '4242424242424242')
      all.push({ customer_id: actor.customer_id, id: (await world.subscribe(actor.customer_id)).id })
    }
    world.moveTo(new Date('2027-02-28T12:00:00Z'))
    const firstOrders = await books.db.selectFrom('orders').select(['id', 'subscription_id']).execute()
    const refund = async (subscription_id: string) => {
      const { id: order_id } = firstOrders.find((order) => order.subscription_id === subscription_id)!
      const body = { ...wholly, order_id }
      // Of two that give back the whole, one is refused.
      return createRefund(world.ports, world.organization, { body }).catch((error: unknown) => {
        if (!(error instanceof Refusal)) throw error
      })
    }
    await Promise.all(
      all.flatMap(({ id }) => [
        revokeSubscription(world.ports, world.organization, { params: { id } }),
        refund(id),
        passPeriodEnd(world.ports, id),
        refund(id),
      ]),
    )
    await runDue(world.ports)
    const chargedBefore = (await world.ports.processor.ledger()).length
    world.moveTo(new Date('2027-06-30T12:00:00Z'))
    await runDue(world.ports)
    const ledger = await world.ports.processor.ledger()
    expect(ledger).toHaveLength(chargedBefore)
    for (const { customer_id, id } of all) {
      const orders = await books.db
        .selectFrom('orders')
        .selectAll()
        .where('subscription_id', '=', id)
        .execute()
      const refunds = await books.db
        .selectFrom('refunds')
        .select(['status', 'amount'])
        .where(
          'order_id',
          'in',
          orders.map((order) => order.id),
        )
        .execute()
      const kept = ledger.filter(
        (payment) => payment.customer_reference === customer_id && payment.refunded_at === null,
      )
      expect(refunds).toEqual([{ status: 'succeeded', amount: wholly.amount }])
      expect(orders.filter(({ status }) => status === 'pending')).toEqual([])
      expect(orders.filter(({ status }) => status === 'refunded')).toHaveLength(1)
      expect(kept).toHaveLength(orders.filter(({ status }) => status === 'paid').length)
    }
  })
})
