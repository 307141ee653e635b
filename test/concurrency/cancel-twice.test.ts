import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CustomerActor } from '@verge/server/operations/actor'
import { cancelSubscription, uncancelSubscription } from '@verge/server/operations/subscriptions/cancel'
import { openStoredWorld, type StoredWorld } from '../world/stored.ts'
import { portalOf, quoteOn, visitorOf } from '../world/visitor.ts'

const people = 20
const pairs = Number(process.env.CANCEL_PAIRS ?? 1000)

let world: StoredWorld
const subscribers: { actor: CustomerActor; id: string }[] = []

beforeAll(async () => {
  world = await openStoredWorld()
  for (let number = 0; number < people; number++) {
    const { actor } = await world.addCustomer(`twice-${number}@example.com`, '4242424242424242')
    subscribers.push({ actor, id: (await world.subscribe(actor.customer_id)).id })
  }
})
afterAll(() => world.close())

const count = async (table: 'events' | 'emails') =>
  (
    await world.ports.db
      .selectFrom(table)
      .select((eb) => eb.fn.countAll<number>().as('all'))
      .executeTakeFirstOrThrow()
  ).all

const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds))

describe('a double click on cancel', () => {
  it('cancels once and tells of it once, however often it is tried', async () => {
    const [eventsBefore, emailsBefore] = [await count('events'), await count('emails')]
    const answers = new Map<string, number>()
    for (let round = 0; round < pairs / people; round++) {
      await Promise.all(
        subscribers.map(async ({ actor, id }, index) => {
          const click = async (after: number) => {
            await pause(after)
            return cancelSubscription(world.ports, actor, { params: { id } })
          }
          const clicks = await Promise.allSettled([click(0), click((round + index) % 6)])
          const told = clicks
            .map((one) => (one.status === 'fulfilled' ? 'canceled' : (one.reason as Error).name))
            .toSorted()
            .join(' and ')
          answers.set(told, (answers.get(told) ?? 0) + 1)
          await uncancelSubscription(world.ports, actor, { params: { id } })
        }),
      )
    }
    expect([...answers]).toEqual([['AlreadyCanceledSubscription and canceled', pairs]])
    // One of the cancellation, one of taking it back.
    expect((await count('events')) - eventsBefore).toBe(2 * pairs)
    expect((await count('emails')) - emailsBefore).toBe(2 * pairs)
  }, 120_000)

  it('shows the canceled subscription to both, and frightens nobody', async () => {
    const { handle, faults } = portalOf(world)
    for (const { actor, id } of subscribers) {
      const visitor = visitorOf(world, handle)
      await visitor.enter(actor.customer_id)
      const form = `/verge/portal/subscriptions/${id}/cancel`
      const quote = quoteOn(await visitor.get(form))
      const clicks = await Promise.all([visitor.post(form, quote), visitor.post(form, quote)])
      for (const { status, location } of clicks)
        expect({ status, location }).toEqual({ status: 303, location: `/verge/portal/subscriptions/${id}` })
      const { html } = await visitor.get(clicks[0]!.location!)
      expect(html).toContain('Nothing more will be charged.')
    }
    expect(faults).toEqual([])
  })
})
