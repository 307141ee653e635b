import { beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../../../../test/world/open.ts'
import { applyChange } from '../operations/apply-change.ts'
import type { OrderRow, SubscriptionRow } from './tables.ts'

let world: World
let subscription: SubscriptionRow
let order: OrderRow
beforeAll(async () => {
  world = await openWorld()
  const { actor } = await world.addCustomer('ada@example.com', '4242424242424242')
  subscription = await world.subscribe(actor.customer_id)
  order = await world.ports.db.selectFrom('orders').selectAll().executeTakeFirstOrThrow()
})

const id = () => world.ports.ids.uuid()

function insertOrder(set: Partial<OrderRow>) {
  const row = {
    ...order,
    id: id(),
    invoice_number: `X-${id()}`,
    invoice_sequence: 900,
    receipt_number: null,
    status: 'pending' as const,
    metadata: '{}',
    billing_address: null,
    customer_tax_id: null,
    ...set,
  }
  return world.ports.db
    .insertInto('orders')
    .values(row as never)
    .execute()
}

function insertAttempt(status: 'succeeded') {
  return world.ports.db
    .insertInto('payment_attempts')
    .values({
      id: id(),
      created_at: order.created_at,
      modified_at: null,
      order_id: order.id,
      customer_id: order.customer_id,
      payment_method_id: subscription.payment_method_id!,
      amount: 2000,
      currency: 'usd',
      trigger: 'cycle',
      status,
      processor_payment_id: null,
      client_secret: null,
      decline_code: null,
    })
    .execute()
}

describe('the database refuses', () => {
  it('a second order for one subscription and period', async () => {
    await expect(insertOrder({})).rejects.toThrow('orders_one_per_period')
  })

  it('a second success for one order', async () => {
    await expect(insertAttempt('succeeded')).rejects.toThrow('payment_attempts_one_success')
  })

  it("an invoice number that is taken, in the organization and in the customer's series", async () => {
    const period_start = new Date('2030-01-01T00:00:00Z')
    await expect(insertOrder({ period_start, invoice_number: order.invoice_number })).rejects.toThrow(
      'invoice_number',
    )
    await expect(insertOrder({ period_start, invoice_sequence: order.invoice_sequence })).rejects.toThrow(
      'invoice_sequence',
    )
  })

  it('amounts that do not add up, and a change of those that were invoiced', async () => {
    const { db } = world.ports
    await expect(
      insertOrder({ period_start: new Date('2030-02-01T00:00:00Z'), total_amount: 1 }),
    ).rejects.toThrow('check constraint')
    const raised = db
      .updateTable('orders')
      .set({ subtotal_amount: 1, net_amount: 1, total_amount: 1, due_amount: 1, version: order.version + 1 })
      .where('id', '=', order.id)
    await expect(raised.execute()).rejects.toThrow('frozen')
  })

  it('an order for a period after a scheduled end', async () => {
    await world.ports.db.transaction().execute(async (tx) => {
      const set = {
        cancel_at_period_end: true,
        ends_at: subscription.current_period_end,
        canceled_at: order.created_at,
      }
      subscription = await applyChange(
        tx,
        world.ports,
        'subscriptions',
        subscription,
        { set, events: ['subscription.updated'] },
        { actor: 'test', operation: 'test' },
      )
    })
    await expect(insertOrder({ period_start: subscription.current_period_end })).rejects.toThrow(
      'no order may start',
    )
  })

  it('a change without its event, and one that skips a version', async () => {
    const silent = (version: number) =>
      world.ports.db
        .updateTable('subscriptions')
        .set({ amount: 1, version })
        .where('id', '=', subscription.id)
        .execute()
    await expect(silent(subscription.version + 1)).rejects.toThrow('foreign key')
    await expect(silent(subscription.version + 2)).rejects.toThrow('goes from version')
  })

  it('an event without its audit entry', async () => {
    const event = {
      id: id(),
      created_at: order.created_at,
      organization_id: order.organization_id,
      aggregate_id: order.id,
      aggregate_type: 'order' as const,
      version: 99,
      types: '["order.updated"]',
    }
    await expect(world.ports.db.insertInto('events').values(event).execute()).rejects.toThrow('foreign key')
  })

  it('rewriting what has been written down', async () => {
    await expect(world.ports.db.deleteFrom('audit_entries').execute()).rejects.toThrow('append-only')
    await expect(world.ports.db.updateTable('events').set({ version: 7 }).execute()).rejects.toThrow(
      'append-only',
    )
  })
})
