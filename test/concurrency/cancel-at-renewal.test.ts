import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CustomerActor } from '@verge/server/operations/actor'
import { cancelSubscription } from '@verge/server/operations/subscriptions/cancel'
import { passPeriodEnd } from '@verge/server/operations/subscriptions/pass-period-end'
import { openStoredWorld, type StoredWorld } from '../world/stored.ts'

const pairs = 40

let world: StoredWorld

beforeAll(async () => void (world = await openStoredWorld()))
afterAll(() => world.close())

interface Racer {
  actor: CustomerActor
  id: string
  boundary: Date
}

async function racer(name: string): Promise<Racer> {
  const { actor } = await world.addCustomer(`${name}@example.com`, '4242424242424242')
  const { id, current_period_end } = await world.subscribe(actor.customer_id)
  return { actor, id, boundary: current_period_end }
}

const cancel = ({ actor, id }: Racer) => cancelSubscription(world.ports, actor, { params: { id } })
const renew = ({ id }: Racer) => passPeriodEnd(world.ports, id)

/** What became of it: how often it was charged, and when it ends. */
async function endingOf({ actor, id, boundary }: Racer) {
  const { ended_at, ends_at } = await world.ports.db
    .selectFrom('subscriptions')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const ledger = await world.ports.processor.ledger()
  const charges = ledger.filter((payment) => payment.customer_reference === actor.customer_id).length
  if (ended_at)
    return { charges, ends: ends_at?.getTime() === boundary.getTime() ? 'at the boundary' : 'wrong' }
  return { charges, ends: ends_at && ends_at > boundary ? 'a period later' : 'wrong' }
}
const canceled = { charges: 1, ends: 'at the boundary' }
const renewed = { charges: 2, ends: 'a period later' }

describe('a cancellation around the moment of the renewal', () => {
  it.each([-1000, -100, -10, -1, 0, 1, 10, 100, 1000])(
    'at %i ms is decided by whichever comes first, and says how',
    async (offset) => {
      world.moveTo(new Date('2027-01-31T12:00:00Z'))
      const [before, after] = [await racer(`before${offset}`), await racer(`after${offset}`)]
      const { boundary } = before
      world.moveTo(new Date(boundary.getTime() + offset))

      const told = await cancel(before)
      expect(told.ends_at).toEqual(boundary)
      await renew(before)

      await renew(after)
      const renewsFirst = offset >= 0
      const toldAfter = await cancel(after)
      expect(toldAfter.ends_at! > boundary).toBe(renewsFirst)

      world.moveTo(new Date(boundary.getTime() + 1000))
      await Promise.all([renew(before), renew(after)])
      expect(await endingOf(before)).toEqual(canceled)
      expect(await endingOf(after)).toEqual(renewsFirst ? renewed : canceled)
    },
  )
})

describe('a cancellation at the very moment of the renewal', () => {
  it('and the renewal both get through: either canceled and not charged, or renewed and ending a period later', async () => {
    world.moveTo(new Date('2027-01-31T12:00:00Z'))
    const people: Racer[] = []
    for (let number = 0; number < pairs; number++) people.push(await racer(`racer-${number}`))
    world.moveTo(people[0]!.boundary)

    const outcomes = await Promise.allSettled(people.flatMap((one) => [cancel(one), renew(one)]))
    const failures = outcomes
      .filter((outcome) => outcome.status === 'rejected')
      .map((outcome) => String(outcome.reason))
    expect(failures).toEqual([])
    for (const one of people) expect([canceled, renewed]).toContainEqual(await endingOf(one))
  })
})
