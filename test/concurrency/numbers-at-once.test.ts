import { afterAll, beforeAll, expect, it } from 'vitest'
import { addDays } from '@verge/server/billing/billing-period'
import { createOrder } from '@verge/server/operations/orders/create'
import { openStoredWorld, type StoredWorld } from '../world/stored.ts'

const orders = 100
const cause = { actor: 'test', operation: 'test.number' }

let world: StoredWorld
beforeAll(async () => void (world = await openStoredWorld()))
afterAll(() => world.close())

it('a hundred orders at once are numbered without a gap and without a double, though every tenth is rolled back', async () => {
  const { actor, customer } = await world.addCustomer('collector@example.com', '4242424242424242')
  const subscription = await world.subscribe(actor.customer_id)
  const outcomes = await Promise.allSettled(
    Array.from({ length: orders }, (_, index) =>
      world.ports.db.transaction().execute(async (tx) => {
        const order = await createOrder(tx, world.ports, {
          customer,
          subscription,
          billing_reason: 'subscription_cycle',
          period: {
            current_period_start: addDays(subscription.current_period_end, index),
            current_period_end: addDays(subscription.current_period_end, index + 1),
          },
          cause,
        })
        if (index % 10 === 3) throw new Error('rolled back')
        return order
      }),
    ),
  )
  const rolledBack = outcomes.filter((one) => one.status === 'rejected').map((one) => String(one.reason))
  expect(rolledBack).toEqual(Array(orders / 10).fill('Error: rolled back'))
  const numbered = await world.ports.db
    .selectFrom('orders')
    .select(['invoice_sequence', 'invoice_number'])
    .where('customer_id', '=', customer.id)
    .orderBy('invoice_sequence')
    .execute()
  const kept = 1 + orders - orders / 10
  expect(numbered.map(({ invoice_sequence }) => invoice_sequence)).toEqual(
    Array.from({ length: kept }, (_, index) => index + 1),
  )
  expect(new Set(numbered.map(({ invoice_number }) => invoice_number)).size).toBe(kept)
})
