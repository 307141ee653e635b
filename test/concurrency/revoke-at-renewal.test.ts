import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runDue } from '@verge/server/jobs/run-due'
import { passPeriodEnd } from '@verge/server/operations/subscriptions/pass-period-end'
import { revokeSubscription } from '@verge/server/operations/subscriptions/revoke'
import { openWorld, type World } from '../world/open.ts'
import { openStoredBooks, type StoredBooks } from '../world/stored.ts'

const people = 30

let books: StoredBooks
let world: World

beforeAll(async () => {
  books = await openStoredBooks()
  world = await openWorld({ database: books.db })
})
afterAll(() => books.close())

describe('a revocation at the very moment of the renewal', () => {
  it('keeps no money for a period that was withdrawn, and nothing is charged afterwards', async () => {
    const all: { customer_id: string; id: string }[] = []
    for (let number = 0; number < people; number++) {
      const { actor } = await world.addCustomer(`revoked-${number}@example.com`, '4242424242424242')
      all.push({ customer_id: actor.customer_id, id: (await world.subscribe(actor.customer_id)).id })
    }
    world.moveTo(new Date('2027-02-28T12:00:00Z'))
    await Promise.all(
      all.flatMap(({ id }) => [
        revokeSubscription(world.ports, world.organization, { params: { id } }),
        passPeriodEnd(world.ports, id),
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
      const kept = ledger.filter(
        (payment) => payment.customer_reference === customer_id && payment.refunded_at === null,
      )
      expect(orders.filter(({ status }) => status === 'pending')).toEqual([])
      expect(kept).toHaveLength(orders.filter(({ status }) => status === 'paid').length)
    }
  })
})
