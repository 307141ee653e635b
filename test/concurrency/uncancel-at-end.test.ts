import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Refusal } from '@verge/polar/refusals'
import type { CustomerActor } from '@verge/server/operations/actor'
import { cancelSubscription, uncancelSubscription } from '@verge/server/operations/subscriptions/cancel'
import { passPeriodEnd } from '@verge/server/operations/subscriptions/pass-period-end'
import { openStoredWorld, type StoredWorld } from '../world/stored.ts'

const people = 30

let world: StoredWorld

beforeAll(async () => void (world = await openStoredWorld()))
afterAll(() => world.close())

interface Leaver {
  actor: CustomerActor
  id: string
  boundary: Date
}

async function leaver(name: string): Promise<Leaver> {
  const { actor } = await world.addCustomer(`${name}@example.com`, '4242424242424242')
  const { id, current_period_end } = await world.subscribe(actor.customer_id)
  await cancelSubscription(world.ports, actor, { params: { id } })
  return { actor, id, boundary: current_period_end }
}

/** Whoever takes it back too late is told so by a refusal. */
async function takeBack({ actor, id }: Leaver): Promise<string> {
  return uncancelSubscription(world.ports, actor, { params: { id } }).then(
    () => 'taken back',
    (error: unknown) => {
      if (error instanceof Refusal) return `${error.status} ${error.error}`
      throw error
    },
  )
}

async function endingOf({ id }: Leaver): Promise<{ status: string; orders: number; isPaidFor: boolean }> {
  const { status, current_period_start } = await world.ports.db
    .selectFrom('subscriptions')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const orders = await world.ports.db
    .selectFrom('orders')
    .selectAll()
    .where('subscription_id', '=', id)
    .where('status', '=', 'paid')
    .execute()
  const isPaidFor = orders.some(
    ({ period_start }) => period_start!.getTime() === current_period_start.getTime(),
  )
  return { status, orders: orders.length, isPaidFor }
}
const renewed = { told: 'taken back', status: 'active', orders: 2, isPaidFor: true }
const ended = { told: '410 ResourceUnavailable', status: 'canceled', orders: 1, isPaidFor: true }

describe('taking a cancellation back at the very end', () => {
  it.each([-1, 0, 1])('%i ms from it renews, unless the end has passed', async (offset) => {
    world.moveTo(new Date('2027-01-31T12:00:00Z'))
    const [early, late] = [await leaver(`early${offset}`), await leaver(`late${offset}`)]
    const { boundary } = early
    world.moveTo(new Date(boundary.getTime() + offset))
    const toldEarly = await takeBack(early)
    await passPeriodEnd(world.ports, late.id)
    const toldLate = await takeBack(late)
    world.moveTo(new Date(boundary.getTime() + 1))
    await Promise.all([early, late].map(({ id }) => passPeriodEnd(world.ports, id)))
    expect({ told: toldEarly, ...(await endingOf(early)) }).toEqual(renewed)
    expect({ told: toldLate, ...(await endingOf(late)) }).toEqual(offset < 0 ? renewed : ended)
  })

  it('while the end is being passed renews with an order, or ends and says that it is too late', async () => {
    world.moveTo(new Date('2027-01-31T12:00:00Z'))
    const all: Leaver[] = []
    for (let number = 0; number < people; number++) all.push(await leaver(`between${number}`))
    world.moveTo(all[0]!.boundary)
    const told = await Promise.all(
      all.map(async (one) => {
        const both = await Promise.all([takeBack(one), passPeriodEnd(world.ports, one.id)])
        return both[0]
      }),
    )
    // What was taken back before its end was passed is renewed by the next look at what is due.
    await Promise.all(all.map(({ id }) => passPeriodEnd(world.ports, id)))
    for (const [index, one] of all.entries())
      expect([renewed, ended]).toContainEqual({ told: told[index], ...(await endingOf(one)) })
  })
})
