import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CustomerActor } from '@verge/server/operations/actor'
import { assignSeat } from '@verge/server/operations/seats/assign'
import { claimSeat } from '@verge/server/operations/seats/claim'
import { listSeats } from '@verge/server/operations/seats/list'
import { revokeSeat } from '@verge/server/operations/seats/revoke'
import { updateSubscription } from '@verge/server/operations/subscriptions/update'
import { nobody } from '../world/checkouts.ts'
import { outOfOrder, watchLocks, type LocksWatched } from '../world/locks.ts'
import { openStoredWorld, type StoredWorld } from '../world/stored.ts'
import { buyTeam, sellTeam } from '../world/team.ts'

const bought = 20
const invited = 40

let world: StoredWorld
let watched: LocksWatched
let product_id: string
let actor: CustomerActor
let id: string
let group = 0

beforeAll(async () => {
  world = await openStoredWorld()
  watched = watchLocks(world.ports.db)
  world.ports.db = watched.db
  product_id = await sellTeam(world)
})
afterAll(() => world.close())

beforeEach(async () => {
  actor = (await world.addCustomer(`team-${++group}@example.com`)).actor
  id = (await buyTeam(world, { product_id, customer_id: actor.customer_id, seats: bought })).id
})

function subscription() {
  return world.ports.db
    .selectFrom('subscriptions')
    .selectAll()
    .where('customer_id', '=', actor.customer_id)
    .executeTakeFirstOrThrow()
}

const assign = (number: number) =>
  assignSeat(world.ports, actor, {
    body: { subscription_id: id, email: `seat-${group}-${number}@example.com`, immediate_claim: false },
  })
const sellBack = (seats: number) =>
  updateSubscription(world.ports, world.organization, {
    params: { id },
    body: { seats, proration_behavior: 'prorate' },
  })
const held = () => listSeats(world.ports, actor, { query: { subscription_id: id } })

function refusalsAmong(outcomes: PromiseSettledResult<unknown>[]): string[] {
  return outcomes.flatMap((one) =>
    one.status === 'rejected' ? [(one.reason as { error: string }).error] : [],
  )
}

describe('seats that many give away at the same moment', () => {
  it('are as many as were bought, and everybody else is told so', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: invited }, (_, number) => assign(number)))
    expect(refusalsAmong(outcomes)).toEqual(
      Array.from({ length: invited - bought }, () => 'SeatNotAvailable'),
    )
    const { seats, available_seats } = await held()
    expect(seats).toHaveLength(bought)
    expect(available_seats).toBe(0)
    expect(await subscription()).toMatchObject({ seats: bought, seats_assigned: bought })
  })

  it('are never more than there are while some of them are sold back and others freed', async () => {
    const first = await Promise.all(Array.from({ length: 10 }, (_, number) => assign(100 + number)))
    const outcomes = await Promise.allSettled([
      ...Array.from({ length: 15 }, (_, number) => assign(number)),
      ...[18, 16, 14, 12, 11].map(sellBack),
      ...first.slice(0, 5).map((seat) => revokeSeat(world.ports, actor, { params: { id: seat.id } })),
      ...Array.from({ length: 15 }, (_, number) => assign(200 + number)),
    ])
    const expected = ['SeatNotAvailable', 'SeatsAlreadyAssigned']
    expect(refusalsAmong(outcomes).filter((error) => !expected.includes(error))).toEqual([])
    const after = await subscription()
    const { seats } = await held()
    expect(seats).toHaveLength(after.seats_assigned)
    expect(after.seats_assigned).toBeLessThanOrEqual(after.seats!)
    expect(after.amount).toBe(after.seats! * 1000)
  })

  it('go to a person once, however often they are invited', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => assign(1)))
    expect(refusalsAmong(outcomes)).toEqual(Array.from({ length: 7 }, () => 'SeatAlreadyAssigned'))
    expect(await subscription()).toMatchObject({ seats_assigned: 1 })
  })

  it('are taken or freed, not both, and the count is right either way', async () => {
    const seats = await Promise.all(Array.from({ length: 10 }, (_, number) => assign(number)))
    const mails = await world.ports.db
      .selectFrom('emails')
      .select('body')
      .where('recipient', 'like', `seat-${group}-%`)
      .execute()
    const tokens = mails.map(({ body }) => /invitation_token=(\w+)/.exec(body)![1]!)
    await Promise.allSettled([
      ...tokens.map((invitation_token) => claimSeat(world.ports, nobody, { body: { invitation_token } })),
      ...seats.slice(0, 5).map((seat) => revokeSeat(world.ports, actor, { params: { id: seat.id } })),
    ])
    const left = await held()
    expect(left.seats.map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => 'claimed'))
    expect(await subscription()).toMatchObject({ seats_assigned: 5 })
  })

  it('are locked in the order that holds everywhere', () => {
    expect(watched.seen().size).toBeGreaterThan(0)
    expect(outOfOrder(watched.seen())).toEqual([])
  })
})
