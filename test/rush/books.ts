import type pg from 'pg'
import { openDatabase } from '@verge/server/db/database'
import { repairDueWork } from '@verge/server/operations/due-work/repair'
import { foundOrganization } from '@verge/server/operations/organizations/found'
import { createProduct } from '@verge/server/operations/products/create'
import { systemClock } from '@verge/server/ports/clock'
import { randomIds } from '@verge/server/ports/ids'
import type { Ports } from '@verge/server/ports/ports'
import { silentQueue } from '@verge/server/ports/queue'

const pro = {
  name: 'Pro',
  visibility: 'public' as const,
  recurring_interval: 'month' as const,
  prices: [{ amount_type: 'fixed' as const, price_amount: 2000, price_currency: 'usd' }],
}

/** So many customers with a card and a monthly subscription each, all of which renew at this one instant. */
export async function fillBooks(client: pg.Client, database: pg.PoolConfig, count: number, at: Date) {
  const db = openDatabase(database)
  const ports = { db, clock: systemClock, ids: randomIds, queue: silentQueue } as unknown as Ports
  const { id: organization_id } = await foundOrganization(ports)
  const product = await createProduct(ports, { kind: 'organization', organization_id }, { body: pro })
  const started = new Date(at)
  started.setUTCMonth(at.getUTCMonth() - 1)
  await client.query(
    `CREATE TEMPORARY TABLE people AS
       SELECT number, gen_random_uuid() AS customer, gen_random_uuid() AS card, gen_random_uuid() AS subscription
       FROM generate_series(1, ${count}) AS number`,
  )
  await client.query('BEGIN')
  await client.query(
    `INSERT INTO customers (id, created_at, version, organization_id, email, email_verified, name, metadata,
        billing_address, short_id)
      SELECT customer, $1, 1, $2, 'person-' || number || '@example.com', true, 'Person ' || number, '{}',
        '{"country":"DE"}', (SELECT string_agg(chr((65 + number / (26 ^ place)::bigint % 26)::int), '')
          FROM generate_series(0, 7) AS place WHERE number = number) FROM people`,
    [started, organization_id],
  )
  await client.query('INSERT INTO document_series SELECT customer, 0, 0 FROM people')
  await client.query(
    `INSERT INTO payment_methods (id, created_at, customer_id, processor_id, brand, last4, exp_month, exp_year)
      SELECT card, $1, customer, 'pm_' || number, 'visa', '4242', 12, 2034 FROM people`,
    [started],
  )
  await client.query(
    `INSERT INTO subscriptions (id, created_at, version, organization_id, customer_id, product_id, product_price_id,
        amount, currency, recurring_interval, recurring_interval_count, status, anchor_day, anchor_month,
        current_period_start, current_period_end, started_at, cancel_at_period_end, payment_method_id, metadata)
      SELECT subscription, $1, 1, $2, customer, $3, $4, 2000, 'usd', 'month', 1, 'active', $5, $6, $1, $7, $1, false,
        card, '{}' FROM people`,
    [started, organization_id, product.id, product.prices[0]!.id, at.getUTCDate(), at.getUTCMonth() + 1, at],
  )
  for (const type of ['customer', 'subscription']) {
    await client.query(
      `INSERT INTO events (id, created_at, organization_id, aggregate_id, aggregate_type, version, types)
        SELECT gen_random_uuid(), $1, $2, ${type}, '${type}', 1, '["${type}.created"]' FROM people`,
      [started, organization_id],
    )
    await client.query(
      `INSERT INTO audit_entries (id, created_at, aggregate_id, version, actor, cause, after)
        SELECT gen_random_uuid(), $1, ${type}, 1, 'bench', 'bench.prepare', '{}' FROM people`,
      [started],
    )
  }
  await client.query('COMMIT')
  await client.query('VACUUM ANALYZE')
  await repairDueWork(ports)
  await db.destroy()
}

/** How much of what was due at that instant still waits, payments included. */
export async function waitingAt(client: pg.Client, at: Date): Promise<number> {
  const { rows } = await client.query<{ waiting: number }>(
    `SELECT count(*)::int AS waiting FROM due_work WHERE parked_at IS NULL AND (due_at <= $1 OR kind = 'attempt')`,
    [at],
  )
  return rows[0]!.waiting
}

/** What must hold of money and books afterwards, each as the rows that break it. */
const breaches: Record<string, string> = {
  'subscriptions without exactly one paid order for the new period': `
    SELECT s.id FROM subscriptions s LEFT JOIN orders o
      ON o.subscription_id = s.id AND o.period_start = s.current_period_start AND o.status = 'paid'
    GROUP BY s.id HAVING count(o.id) <> 1`,
  'orders beside those': `SELECT id FROM orders WHERE status <> 'paid'`,
  'customers who were charged twice': `
    SELECT customer_reference FROM processor_ledger.charges GROUP BY customer_reference HAVING count(*) > 1`,
  'charges that no paid order of the same amount owns': `
    SELECT c.id FROM processor_ledger.charges c
    LEFT JOIN payment_attempts a ON a.id::text = c.idempotency_key AND a.status = 'succeeded' AND a.amount = c.amount
    LEFT JOIN orders o ON o.id = a.order_id AND o.status = 'paid' AND o.due_amount = c.amount
    WHERE o.id IS NULL`,
  'payments that are not settled': `SELECT id FROM payment_attempts WHERE status <> 'succeeded'`,
  'customers whose invoice numbers have a gap': `
    SELECT customer_id FROM orders GROUP BY customer_id HAVING max(invoice_sequence) <> count(*)`,
  'rows whose versions have no event and audit entry each': `
    SELECT a.id FROM (SELECT id, version FROM subscriptions UNION ALL SELECT id, version FROM orders) a
    LEFT JOIN events e ON e.aggregate_id = a.id
    LEFT JOIN audit_entries t ON t.aggregate_id = e.aggregate_id AND t.version = e.version
    GROUP BY a.id, a.version HAVING count(t.id) <> a.version`,
  'subscriptions whose next renewal is not noted': `
    SELECT s.id FROM subscriptions s LEFT JOIN due_work d
      ON d.kind = 'period_end' AND d.subject_id = s.id AND d.due_at = s.current_period_end
    WHERE d.subject_id IS NULL`,
}

/** @throws with everything that does not hold. */
export async function checkBooks(client: pg.Client, count: number): Promise<void> {
  const findings: string[] = []
  for (const [name, rows] of Object.entries(breaches)) {
    const found = await client.query<{ count: string }>(`SELECT count(*) FROM (${rows}) AS breach`)
    if (Number(found.rows[0]!.count) > 0) findings.push(`${found.rows[0]!.count} ${name}`)
  }
  const charges = await client.query<{ count: string }>('SELECT count(*) FROM processor_ledger.charges')
  if (Number(charges.rows[0]!.count) !== count)
    findings.push(`${charges.rows[0]!.count} charges instead of ${count}`)
  if (findings.length > 0) throw new Error(findings.join('; '))
}
