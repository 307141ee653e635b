import { sql } from 'kysely'
import type { Database, Tx } from '@verge/server/ports/ports'

/** How much each customer has: what a customer of a few months has. */
export const perCustomer = { subscriptions: 1, cards: 1, orders: 3 } as const

const tables = [
  'customers',
  'document_series',
  'payment_methods',
  'subscriptions',
  'orders',
  'order_items',
  'payment_attempts',
  'balance_entries',
  'prorations',
]
const theirIndexes = sql`indrelid = ANY (${sql.lit(`{${tables.join()}}`)}::regclass[])`

/** An index of many random ids is built faster at the end than with each of them put in its place. */
async function leaveIndexes(tx: Tx): Promise<void> {
  await sql`UPDATE pg_index SET indisready = false, indisvalid = false WHERE ${theirIndexes}`.execute(tx)
}

/** Of a unique one this also finds what stands there twice. */
async function buildIndexes(tx: Tx): Promise<void> {
  await sql`UPDATE pg_index SET indisready = true, indisvalid = true WHERE ${theirIndexes}`.execute(tx)
  await sql`SET LOCAL maintenance_work_mem = '512MB'`.execute(tx)
  for (const table of tables) await sql`REINDEX TABLE ${sql.table(table)}`.execute(tx)
}

/**
 * Customers with their subscription, card and paid orders, written by the server itself in a few statements. Events and
 * audit entries are left out: no page reads them.
 */
export async function populate(db: Database, organization_id: string, customers: number): Promise<void> {
  await db.transaction().execute(async (tx) => {
    // A million orders at once take longer than any statement of the product may.
    await sql`SET LOCAL statement_timeout = 0`.execute(tx)
    // Triggers and foreign keys would look at each row; these rows are right by construction.
    await sql`SET LOCAL session_replication_role = replica`.execute(tx)
    await leaveIndexes(tx)
    const { id: product_id } = await tx.selectFrom('products').select('id').executeTakeFirstOrThrow()
    const { id: price_id } = await tx.selectFrom('product_prices').select('id').executeTakeFirstOrThrow()
    // The same for the same row each time, in the form of a random UUID.
    const id = (kind: string, number = sql.raw('n')) =>
      sql`overlay(overlay(md5(${kind}::text || ':' || ${number}) placing '4' from 13) placing '8' from 17)::uuid`
    const numbers = sql`generate_series(1, ${customers}::int) AS n`
    const now = sql`'2027-01-31T12:00:00Z'::timestamptz`
    await sql`
      INSERT INTO customers (id, created_at, version, organization_id, external_id, email, email_verified, name, metadata,
        default_payment_method_id, short_id)
      SELECT ${id('customer')}, ${now}, 1, ${organization_id}::uuid, 'user-' || n, 'customer-' || n || '@example.com', true,
        'Customer ' || n, '{}', ${id('card')},
        translate(lpad(n::text, 8, '0'), '0123456789', 'ABCDEFGHIJ')
      FROM ${numbers}`.execute(tx)
    await sql`
      INSERT INTO document_series SELECT ${id('customer')}, 3, 3 FROM ${numbers}`.execute(tx)
    await sql`
      INSERT INTO payment_methods (id, created_at, customer_id, processor_id, brand, last4, exp_month, exp_year)
      SELECT ${id('card')}, ${now}, ${id('customer')}, 'card_' || n, 'visa', '4242', 12, 2034 FROM ${numbers}`.execute(
      tx,
    )
    await sql`
      INSERT INTO subscriptions (id, created_at, version, organization_id, customer_id, product_id, product_price_id, amount,
        currency, recurring_interval, recurring_interval_count, status, anchor_day, anchor_month, current_period_start,
        current_period_end, started_at, cancel_at_period_end, payment_method_id, metadata)
      SELECT ${id('subscription')}, ${now}, 1, ${organization_id}::uuid, ${id('customer')}, ${product_id}::uuid,
        ${price_id}::uuid, 2000, 'usd', 'month', 1, 'active', 31, 1, ${now}, '2027-02-28T12:00:00Z', ${now}, false,
        ${id('card')}, '{}'
      FROM ${numbers}`.execute(tx)
    const orders = sql`generate_series(1, ${perCustomer.orders}::int) AS o`
    const order = id('order', sql.raw(`n || ':' || o`))
    await sql`
      INSERT INTO orders (id, created_at, version, organization_id, customer_id, product_id, subscription_id, status,
        billing_reason, period_start, period_end, currency, subtotal_amount, discount_amount, net_amount, tax_amount,
        total_amount, applied_balance_amount, due_amount, refunded_amount, refunded_tax_amount, billing_name, invoice_number,
        invoice_sequence, receipt_number, paid_at, description, metadata)
      SELECT ${order}, ${now} - o * interval '30 days', 1, ${organization_id}::uuid, ${id('customer')}, ${product_id}::uuid,
        ${id('subscription')}, 'paid', 'subscription_cycle', ${now} - o * interval '30 days', ${now} - (o - 1) * interval '30 days',
        'usd', 2000, 0, 2000, 0, 2000, 0, 2000, 0, 0, 'Customer ' || n, 'B-' || n || '-' || o, o, 'R-' || n || '-' || o, ${now},
        'Pro', '{}'
      FROM ${numbers}, ${orders}`.execute(tx)
    await sql`
      INSERT INTO order_items (id, created_at, order_id, position, label, amount, tax_amount, proration, product_price_id)
      SELECT ${id('item', sql.raw(`n || ':' || o`))}, ${now}, ${order}, 1, 'Pro', 2000, 0, false, ${price_id}::uuid
      FROM ${numbers}, ${orders}`.execute(tx)
    await sql`
      INSERT INTO payment_attempts (id, created_at, order_id, customer_id, payment_method_id, amount, currency, trigger,
        status, processor_payment_id)
      SELECT ${id('attempt', sql.raw(`n || ':' || o`))}, ${now}, ${order}, ${id('customer')}, ${id('card')}, 2000, 'usd', 'cycle',
        'succeeded', 'py_' || n || '_' || o
      FROM ${numbers}, ${orders}`.execute(tx)
    // One in ten has credit from an earlier change, which is long billed.
    await sql`
      INSERT INTO balance_entries (id, created_at, customer_id, currency, amount, order_id, reason)
      SELECT ${id('balance', sql.raw(`n || ':' || o`))}, ${now}, ${id('customer')}, 'usd', 100, ${order}, 'applied'
      FROM ${numbers}, ${orders} WHERE n % 10 = 0`.execute(tx)
    await sql`
      INSERT INTO prorations (id, created_at, subscription_id, label, amount, product_price_id, start_timestamp,
        end_timestamp, order_id)
      SELECT ${id('proration', sql.raw(`n || ':' || o`))}, ${now}, ${id('subscription')}, 'Unused time', -100,
        ${price_id}::uuid, ${now}, ${now} + interval '1 day', ${order}
      FROM ${numbers}, ${orders} WHERE n % 10 = 0`.execute(tx)
    await buildIndexes(tx)
  })
  await sql`ANALYZE`.execute(db)
}
