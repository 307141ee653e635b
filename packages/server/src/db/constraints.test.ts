import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import type { SubscriptionStatus } from '@verge/polar/contract/subscriptions'
import { transitions } from '@verge/polar/policy/transitions'
import { openWorld, type World } from '../../../../test/world/open.ts'
import { applyChange } from '../operations/apply-change.ts'
import type { Database } from '../ports/ports.ts'
import type { OrderRow } from './tables/orders.ts'
import type { SubscriptionRow } from './tables/subscriptions.ts'

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

  it('a purchase that belongs to a subscription, and an order of none that is no purchase', async () => {
    const billing_reason = 'purchase' as const
    await expect(insertOrder({ billing_reason })).rejects.toThrow('orders_purchase')
    const once = { subscription_id: null, period_start: null, period_end: null }
    await expect(insertOrder(once)).rejects.toThrow('orders_purchase')
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

  it('every way from one state to another that is not in the table of transitions', async () => {
    const { db } = world.ports
    const statuses = Object.keys(transitions) as SubscriptionStatus[]
    const accepted = []
    for (const from of statuses) {
      for (const to of statuses.filter((status) => status !== from)) {
        if (await accepts(db, from, to)) accepted.push(`${from} -> ${to}`)
      }
    }
    const listed = statuses.flatMap((from) => transitions[from].map((to) => `${from} -> ${to}`))
    expect(accepted.toSorted()).toEqual(listed.toSorted())
  })

  it('a pause beside a cancellation, and more seats assigned than there are', async () => {
    const next = { version: subscription.version + 1 }
    const write = (set: object) =>
      world.ports.db
        .updateTable('subscriptions')
        .set({ ...next, ...set })
        .where('id', '=', subscription.id)
        .execute()
    const ends = { cancel_at_period_end: true, ends_at: subscription.current_period_end }
    await expect(write({ ...ends, pause_at_period_end: true })).rejects.toThrow('check constraint')
    await expect(write({ seats: 2, seats_assigned: 3 })).rejects.toThrow('check constraint')
  })

  it('a count of seats that is not the seats, and other changes of a subscription without a version', async () => {
    const { db } = world.ports
    const { customer } = await world.addCustomer('team@example.com', '4242424242424242')
    const { id: team, version } = await world.subscribe(customer.id)
    const write = (set: object) => db.updateTable('subscriptions').set(set).where('id', '=', team).execute()
    await db.transaction().execute(async (tx) => {
      const row = await tx
        .selectFrom('subscriptions')
        .selectAll()
        .where('id', '=', team)
        .executeTakeFirstOrThrow()
      const change = { set: { seats: 5 }, events: ['subscription.updated'] as const }
      await applyChange(tx, world.ports, 'subscriptions', row, change, {
        actor: 'test',
        operation: 'test.prepare',
      })
    })
    await expect(write({ seats_assigned: 1 })).rejects.toThrow('counts 1 seats as assigned, and 0 are')
    await expect(write({ seats_assigned: 1, amount: 1 })).rejects.toThrow(`goes from version ${version + 1}`)
  })

  it('billing a proration twice, moving the balance twice for one order, and rewriting either', async () => {
    const { db } = world.ports
    const key = { id: id(), created_at: order.created_at }
    await db
      .insertInto('prorations')
      .values({
        ...key,
        subscription_id: subscription.id,
        label: 'Unused time',
        amount: -500,
        product_price_id: subscription.product_price_id,
        start_timestamp: subscription.current_period_start,
        end_timestamp: subscription.current_period_end,
        order_id: order.id,
      })
      .execute()
    await expect(db.updateTable('prorations').set({ order_id: null }).execute()).rejects.toThrow('is billed')
    const { customer_id, currency } = order
    const entry = { customer_id, currency, amount: -500, order_id: order.id, reason: 'applied' as const }
    await db
      .insertInto('balance_entries')
      .values({ ...key, ...entry })
      .execute()
    await expect(
      db
        .insertInto('balance_entries')
        .values({ ...key, ...entry, id: id() })
        .execute(),
    ).rejects.toThrow('balance_entries_order_id_reason_key')
    await expect(db.deleteFrom('balance_entries').execute()).rejects.toThrow('append-only')
  })

  it('rewriting what has been written down', async () => {
    await expect(world.ports.db.deleteFrom('audit_entries').execute()).rejects.toThrow('append-only')
    await expect(world.ports.db.updateTable('events').set({ version: 7 }).execute()).rejects.toThrow(
      'append-only',
    )
  })
})

/** Whether a subscription in one state may be written into another; nothing of the attempt is kept. */
async function accepts(db: Database, from: SubscriptionStatus, to: SubscriptionStatus): Promise<boolean> {
  const at = order.created_at
  const ends = (status: SubscriptionStatus) => ['canceled', 'unpaid', 'incomplete_expired'].includes(status)
  let accepted = false
  await db
    .transaction()
    .execute(async (tx) => {
      const { version } = subscription
      const write = (status: SubscriptionStatus, step: number) =>
        tx
          .updateTable('subscriptions')
          .set({
            status,
            ended_at: ends(from) || ends(status) ? at : null,
            paused_at: at,
            version: version + step,
          })
          .where('id', '=', subscription.id)
          .execute()
      await sql`SET LOCAL session_replication_role = replica`.execute(tx)
      await write(from, 0)
      await sql`SET LOCAL session_replication_role = origin`.execute(tx)
      await write(to, 1)
      accepted = true
      throw new Error('take it back')
    })
    .catch(() => {})
  return accepted
}
