import pg from 'pg'
import { billingSchema, inBillingSchema } from '../database.ts'

/** What holds in the books beyond what a constraint can say; each query finds what breaks it. */
const invariants: Record<string, string> = {
  'a customer’s invoices are numbered without a gap': `
    SELECT customer_id AS id FROM orders GROUP BY customer_id
    HAVING min(invoice_sequence) <> 1 OR max(invoice_sequence) <> count(*)`,
  'the next invoice number follows the last one': `
    SELECT series.customer_id AS id FROM document_series AS series
    WHERE last_invoice_number <> (SELECT coalesce(max(invoice_sequence), 0) FROM orders WHERE orders.customer_id = series.customer_id)`,
  'every change has one event and one audit entry': `
    SELECT id FROM (
      SELECT id, version FROM customers UNION ALL SELECT id, version FROM subscriptions
      UNION ALL SELECT id, version FROM orders UNION ALL SELECT id, version FROM checkouts
    ) AS aggregates
    WHERE version <> (SELECT count(*) FROM events WHERE aggregate_id = aggregates.id)
       OR version <> (SELECT count(*) FROM audit_entries WHERE aggregate_id = aggregates.id)`,
  'nobody paid more for an order than was asked, or in another currency': `
    SELECT order_id AS id FROM payment_attempts JOIN orders ON orders.id = order_id
    WHERE payment_attempts.status = 'succeeded'
      AND (payment_attempts.currency <> orders.currency OR payment_attempts.amount > orders.due_amount)`,
  'a subscription has one order that is not void for each period': `
    SELECT subscription_id AS id FROM orders
    WHERE status <> 'void' AND billing_reason IN ('subscription_create', 'subscription_cycle', 'subscription_cycle_after_trial')
    GROUP BY subscription_id, period_start HAVING count(*) > 1`,
}

/** @returns the invariants that do not hold, each with the ids of some that break it */
export async function brokenInvariants(config: pg.ClientConfig): Promise<string[]> {
  const client = new pg.Client(inBillingSchema(config))
  await client.connect()
  try {
    const books = await client.query(
      `SELECT 1 FROM pg_tables WHERE schemaname = '${billingSchema}' AND tablename = 'orders'`,
    )
    if (books.rowCount === 0) return []
    const findings: string[] = []
    for (const [name, query] of Object.entries(invariants)) {
      const { rows } = await client.query<{ id: string }>(`${query} LIMIT 5`)
      if (rows.length > 0) findings.push(`${name}: not so for ${rows.map(({ id }) => id).join(', ')}`)
    }
    return findings
  } finally {
    await client.end()
  }
}
