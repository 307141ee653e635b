import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cancelSubscription } from '@verge/server/operations/subscriptions/cancel'
import { passPeriodEnd } from '@verge/server/operations/subscriptions/pass-period-end'
import { openWorld, type World } from '../world/open.ts'
import { openStoredBooks, type StoredBooks } from '../world/stored.ts'

const pairs = 40

let books: StoredBooks
let world: World

beforeAll(async () => {
  books = await openStoredBooks()
  world = await openWorld({ database: books.db })
})
afterAll(() => books.close())

describe('a cancellation at the very moment of the renewal', () => {
  it('and the renewal both get through: either canceled and not charged, or renewed and ending a period later', async () => {
    const people = []
    for (let number = 0; number < pairs; number++) {
      const { actor } = await world.addCustomer(`racer-${number}@example.com`, '4242424242424242')
      people.push({ actor, subscription: await world.subscribe(actor.customer_id) })
    }
    const boundary = people[0]!.subscription.current_period_end
    world.moveTo(boundary)

    const outcomes = await Promise.allSettled(
      people.flatMap(({ actor, subscription: { id } }) => [
        cancelSubscription(world.ports, actor, { params: { id } }),
        passPeriodEnd(world.ports, id),
      ]),
    )
    const failures = outcomes
      .filter((outcome) => outcome.status === 'rejected')
      .map((outcome) => String(outcome.reason))
    expect(failures).toEqual([])

    const ledger = await world.ports.processor.ledger()
    const endings = await Promise.all(
      people.map(async ({ actor, subscription }) => {
        const { ended_at, ends_at } = await books.db
          .selectFrom('subscriptions')
          .selectAll()
          .where('id', '=', subscription.id)
          .executeTakeFirstOrThrow()
        const charges = ledger.filter((payment) => payment.customer_reference === actor.customer_id).length
        if (ended_at)
          return { charges, ends: ended_at.getTime() === boundary.getTime() ? 'at the boundary' : 'wrong' }
        return { charges, ends: ends_at && ends_at > boundary ? 'a period later' : 'wrong' }
      }),
    )
    const allowed = [
      { charges: 1, ends: 'at the boundary' },
      { charges: 2, ends: 'a period later' },
    ]
    for (const ending of endings) expect(allowed).toContainEqual(ending)
  })
})
