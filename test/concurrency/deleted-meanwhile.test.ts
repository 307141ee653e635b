import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Refusal } from '@verge/polar/refusals'
import { runDue } from '@verge/server/jobs/run-due'
import { deleteCustomer } from '@verge/server/operations/customers/delete'
import { setDefaultPaymentMethod } from '@verge/server/operations/payment-methods/set-default'
import { cancelSubscription } from '@verge/server/operations/subscriptions/cancel'
import { passPeriodEnd } from '@verge/server/operations/subscriptions/pass-period-end'
import { customerCalls } from '../world/call.ts'
import { openWorld, type World } from '../world/open.ts'
import { openStoredBooks, type StoredBooks } from '../world/stored.ts'
import { portalOf, visitorOf } from '../world/visitor.ts'

let books: StoredBooks
let world: World

beforeAll(async () => {
  books = await openStoredBooks()
  world = await openWorld({ database: books.db })
})
afterAll(() => books.close())

const remove = (customer_id: string) =>
  deleteCustomer(world.ports, world.organization, { params: { id: customer_id } })

describe('a customer who is deleted while their portal is open', () => {
  it('finds the session over at the next click, and nothing is done', async () => {
    const { actor } = await world.addCustomer('gone@example.com', '4242424242424242')
    const { id } = await world.subscribe(actor.customer_id)
    const visitor = visitorOf(world, portalOf(world).handle)
    await visitor.enter(actor.customer_id)
    const call = await customerCalls(world, actor.customer_id)
    await remove(actor.customer_id)
    expect((await visitor.get('/verge/portal')).status).toBe(401)
    expect((await call('PATCH', `/v1/customer-portal/subscriptions/${id}`, {})).status).toBe(401)
    const { status } = await books.db
      .selectFrom('subscriptions')
      .select('status')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    expect(status).toBe('canceled')
  })

  it('at the moment of a renewal, a cancellation and another card leaves whole books behind', async () => {
    world.moveTo(new Date('2027-01-31T12:00:00Z'))
    const people = await Promise.all(
      Array.from({ length: 15 }, async (_, number) => {
        const { actor } = await world.addCustomer(`leaving-${number}@example.com`, '4242424242424242')
        const { id, payment_method_id } = await world.subscribe(actor.customer_id)
        return { actor, id, card: payment_method_id! }
      }),
    )
    world.moveTo(new Date('2027-02-28T12:00:00Z'))
    const outcomes = await Promise.allSettled(
      people.flatMap(({ actor, id, card }) => [
        passPeriodEnd(world.ports, id),
        cancelSubscription(world.ports, actor, { params: { id } }),
        remove(actor.customer_id),
        setDefaultPaymentMethod(world.ports, actor, card),
      ]),
    )
    const broken = outcomes.filter((one) => one.status === 'rejected' && !(one.reason instanceof Refusal))
    expect(broken).toEqual([])
    await runDue(world.ports)

    for (const { actor, id } of people) {
      const { ended_at } = await books.db
        .selectFrom('subscriptions')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      expect(ended_at).not.toBeNull()
      const orders = await books.db
        .selectFrom('orders')
        .selectAll()
        .where('subscription_id', '=', id)
        .execute()
      expect(orders.filter(({ status }) => status === 'pending')).toEqual([])
      const payments = (await world.ports.processor.ledger()).filter(
        (payment) => payment.customer_reference === actor.customer_id && payment.refunded_at === null,
      )
      // Every payment that was kept has its paid order.
      expect(payments).toHaveLength(orders.filter(({ status }) => status === 'paid').length)
    }
  })
})
