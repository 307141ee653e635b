import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CustomerActor } from '@verge/server/operations/actor'
import { createProduct } from '@verge/server/operations/products/create'
import { cancelSubscription } from '@verge/server/operations/subscriptions/cancel'
import { passPeriodEnd } from '@verge/server/operations/subscriptions/pass-period-end'
import { updateCustomerSubscription } from '@verge/server/operations/subscriptions/update'
import { openStoredWorld, type StoredWorld } from '../world/stored.ts'

const pairs = 25
const start = new Date('2027-01-31T12:00:00Z')

let world: StoredWorld
let dear: string
let dearer: string
let people: { actor: CustomerActor; id: string; ends: Date }[]
let group = 0

beforeAll(async () => {
  world = await openStoredWorld()
  const portal_settings = JSON.stringify({
    usage: { show: false },
    subscription: { update_seats: true, update_plan: true, pause: true },
    customer: { allow_email_change: false },
  })
  const set = { proration_behavior: 'invoice' as const, portal_settings }
  await world.ports.db.updateTable('organizations').set(set).execute()
  dear = await product('Team', 6000)
  dearer = await product('Company', 9000)
})
beforeEach(async () => {
  world.moveTo(start)
  group++
  people = []
  for (let number = 0; number < pairs; number++) {
    const { actor } = await world.addCustomer(`changer-${group}-${number}@example.com`, '4242424242424242')
    const { id, current_period_end: ends } = await world.subscribe(actor.customer_id)
    people.push({ actor, id, ends })
  }
})
afterAll(() => world.close())

async function product(name: string, price_amount: number): Promise<string> {
  const made = await createProduct(world.ports, world.organization, {
    body: {
      name,
      visibility: 'public',
      recurring_interval: 'month',
      prices: [{ amount_type: 'fixed', price_amount, price_currency: 'usd' }],
    },
  })
  return made.id
}

const change = ({ actor, id }: { actor: CustomerActor; id: string }, product_id: string) =>
  updateCustomerSubscription(world.ports, actor, { params: { id }, body: { product_id } })

async function subscriptionOf(id: string) {
  return world.ports.db.selectFrom('subscriptions').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}

async function chargesOf(customer_id: string): Promise<number[]> {
  return (await world.ports.processor.ledger())
    .filter((payment) => payment.customer_reference === customer_id && payment.status === 'succeeded')
    .map(({ amount }) => amount)
    .toSorted((one, other) => one - other)
}

describe('a change of the plan at the very moment of the renewal', () => {
  it('falls wholly into the old period or wholly into the new one, and costs the same', async () => {
    world.moveTo(people[0]!.ends)
    const outcomes = await Promise.allSettled(
      people.flatMap((person) => [change(person, dear), passPeriodEnd(world.ports, person.id)]),
    )
    expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([])
    for (const { actor, id } of people) {
      // Changed before there was anything left to prorate, or renewed first and then paid the difference.
      expect([
        [2000, 6000],
        [2000, 2000, 4000],
      ]).toContainEqual(await chargesOf(actor.customer_id))
      expect(await subscriptionOf(id)).toMatchObject({ amount: 6000, status: 'active' })
    }
  })
})

describe('two changes of the plan at once', () => {
  it('are one change and a refusal that says so, and only the one is billed', async () => {
    const outcomes = await Promise.all(
      people.map((person) => Promise.allSettled([change(person, dear), change(person, dearer)])),
    )
    for (const [index, pair] of outcomes.entries()) {
      const { actor, id } = people[index]!
      const refused = pair.filter((one) => one.status === 'rejected')
      expect(refused.map(({ reason }) => (reason as { error: string }).error)).toEqual(['SubscriptionLocked'])
      const { amount } = await subscriptionOf(id)
      expect([6000, 9000]).toContain(amount)
      expect(await chargesOf(actor.customer_id)).toEqual([2000, amount - 2000])
    }
  })
})

describe('a pause and a cancellation at once', () => {
  it('are a cancellation', async () => {
    const outcomes = await Promise.all(
      people.map(({ actor, id }) =>
        Promise.allSettled([
          updateCustomerSubscription(world.ports, actor, {
            params: { id },
            body: { pause_at_period_end: true },
          }),
          cancelSubscription(world.ports, actor, { params: { id } }),
        ]),
      ),
    )
    expect(outcomes.map(([, cancellation]) => cancellation.status)).not.toContain('rejected')
    for (const { id } of people) {
      expect(await subscriptionOf(id)).toMatchObject({
        cancel_at_period_end: true,
        pause_at_period_end: false,
      })
    }
  })
})
