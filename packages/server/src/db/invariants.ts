import { sql, type Kysely, type RawBuilder } from 'kysely'
import type { Tables } from './tables.ts'

/** Which rows are looked at, by the column that holds their id. */
type Among = (column: string) => RawBuilder<boolean>
type Find = (among: Among) => RawBuilder<{ id: string }>

const paid = sql`('paid', 'partially_refunded', 'refunded')`
const open = sql`('unknown', 'requires_action', 'processing', 'quarantined')`

/** What holds in the books beyond what a constraint can say; each query finds what breaks it. */
const invariants: Record<string, Find> = {
  'a customer’s invoices are numbered without a gap': (among) => sql`
    SELECT customer_id AS id FROM orders
    WHERE customer_id IN (SELECT customer_id FROM orders WHERE ${among('id')})
    GROUP BY customer_id HAVING min(invoice_sequence) <> 1 OR max(invoice_sequence) <> count(*)`,
  'the next invoice number follows the last one': (among) => sql`
    SELECT series.customer_id AS id FROM document_series AS series
    WHERE customer_id IN (SELECT customer_id FROM orders WHERE ${among('id')}) AND last_invoice_number <>
      (SELECT coalesce(max(invoice_sequence), 0) FROM orders WHERE orders.customer_id = series.customer_id)`,
  'every change has one event and one audit entry': (among) => sql`
    SELECT id FROM (
      SELECT id, version FROM customers UNION ALL SELECT id, version FROM subscriptions
      UNION ALL SELECT id, version FROM orders UNION ALL SELECT id, version FROM checkouts
    ) AS aggregates
    WHERE ${among('id')} AND (
      version <> (SELECT count(*) FROM events WHERE aggregate_id = aggregates.id)
      OR version <> (SELECT count(*) FROM audit_entries WHERE aggregate_id = aggregates.id))`,
  'an order comes to the sum of its lines': (among) => sql`
    SELECT id FROM orders WHERE ${among('id')} AND (subtotal_amount, tax_amount) <>
      (SELECT coalesce(sum(amount), 0), coalesce(sum(tax_amount), 0) FROM order_items WHERE order_id = orders.id)`,
  'what counts as paid was paid once, as much as was asked and in its currency': (among) => sql`
    SELECT id FROM orders WHERE ${among('id')} AND status IN ${paid} AND due_amount > 0 AND 1 <>
      (SELECT count(*) FROM payment_attempts AS attempt WHERE order_id = orders.id AND attempt.status = 'succeeded'
        AND refund_status IS NULL AND amount = due_amount AND attempt.currency = orders.currency)`,
  'what was withdrawn kept no money': (among) => sql`
    SELECT id FROM orders WHERE ${among('id')} AND status = 'void' AND EXISTS
      (SELECT FROM payment_attempts AS attempt WHERE order_id = orders.id AND attempt.status = 'succeeded'
        AND refund_status IS NULL)`,
  'an order says what of it was given back': (among) => sql`
    SELECT id FROM orders WHERE ${among('id')} AND (refunded_amount, refunded_tax_amount) <>
      (SELECT coalesce(sum(amount), 0), coalesce(sum(tax_amount), 0) FROM refunds
        WHERE order_id = orders.id AND refunds.status = 'succeeded')`,
  'an order moved the balance by what it took or left': (among) => sql`
    SELECT id FROM orders WHERE ${among('id')} AND CASE status WHEN 'void' THEN 0 ELSE applied_balance_amount END <>
      (SELECT coalesce(sum(amount), 0) FROM balance_entries AS entry WHERE order_id = orders.id
        AND (entry.customer_id, entry.currency) = (orders.customer_id, orders.currency))`,
  'an issued invoice says what it said': (among) => sql`
    SELECT order_id AS id FROM invoices AS invoice
    WHERE ${among('order_id')} AND hash <> hash_of(invoice)`,
  'a subscription has one order that is not void for each period': (among) => sql`
    SELECT subscription_id AS id FROM orders
    WHERE ${among('subscription_id')} AND status <> 'void'
      AND billing_reason IN ('subscription_create', 'subscription_cycle', 'subscription_cycle_after_trial')
    GROUP BY subscription_id, period_start HAVING count(*) > 1`,
  'whoever is active has paid for the period, or is being charged for it': (among) => sql`
    SELECT id FROM subscriptions WHERE ${among('id')} AND status = 'active' AND NOT EXISTS
      (SELECT FROM orders WHERE subscription_id = subscriptions.id AND period_start = current_period_start
        AND (orders.status IN ${paid} OR orders.status = 'pending' AND EXISTS
          (SELECT FROM payment_attempts AS attempt WHERE order_id = orders.id AND attempt.status IN ${open})))`,
  'what ends with its period is billed for no later one': (among) => sql`
    SELECT subscriptions.id FROM subscriptions JOIN orders ON orders.subscription_id = subscriptions.id
    WHERE ${among('subscriptions.id')} AND cancel_at_period_end AND (ended_at IS NULL OR ended_at >= current_period_end)
      AND period_start >= ends_at
      AND CASE WHEN subscription_terms IS NULL THEN orders.status <> 'void' ELSE orders.status IN ${paid} END`,
  'a period that passes is followed by one that begins no earlier': (among) => sql`
    SELECT aggregate_id AS id FROM audit_entries WHERE ${among('aggregate_id')} AND cause = 'subscriptions.pass_period_end'
      AND before ->> 'current_period_start' <> after ->> 'current_period_start'
      AND (after ->> 'current_period_start')::timestamptz < (before ->> 'current_period_end')::timestamptz`,
  'what has ended stays as it ended': (among) => sql`
    SELECT aggregate_id AS id FROM audit_entries WHERE ${among('aggregate_id')} AND before ->> 'ended_at' IS NOT NULL
      AND (before ->> 'ended_at', before ->> 'status') IS DISTINCT FROM (after ->> 'ended_at', after ->> 'status')`,
  'the audit trail ends where the books stand': (among) => sql`
    SELECT id FROM (
      SELECT id, version, status FROM subscriptions UNION ALL SELECT id, version, status FROM orders
    ) AS aggregates
    WHERE ${among('id')} AND status IS DISTINCT FROM
      (SELECT after ->> 'status' FROM audit_entries AS entry
        WHERE aggregate_id = aggregates.id AND entry.version = aggregates.version)`,
  'each audit entry follows the one that it was written after, and says what it said': (among) => sql`
    SELECT DISTINCT entry.aggregate_id AS id FROM audit_entries AS entry
    LEFT JOIN audit_entries AS previous
      ON previous.aggregate_id = entry.aggregate_id AND previous.version = entry.version - 1
    WHERE ${among('entry.aggregate_id')} AND (entry.hash IS NOT NULL OR previous.hash IS NOT NULL)
      AND entry.hash IS DISTINCT FROM hash_of(entry, previous.hash)`,
  'nothing is held for longer than a lease': (among) => sql`
    SELECT subject_id AS id FROM due_work
    WHERE ${among('subject_id')} AND leased_until > modified_at + interval '1 hour'`,
}

/**
 * The invariants that do not hold, each with the ids of some that break it. With `since`, what was changed from then on is
 * looked at alone: that is little, however large the books are.
 */
export async function brokenInvariants(db: Kysely<Tables>, since: Date | null = null): Promise<string[]> {
  const among: Among = (column) =>
    since === null
      ? sql`true`
      : sql`${sql.ref(column)} IN (SELECT aggregate_id FROM events
          WHERE organization_id IN (SELECT id FROM organizations) AND created_at >= ${since})`
  const findings: string[] = []
  for (const [name, find] of Object.entries(invariants)) {
    const { rows } = await sql<{ id: string }>`${find(among)} LIMIT 5`.execute(db)
    if (rows.length > 0) findings.push(`${name}: not so for ${rows.map(({ id }) => id).join(', ')}`)
  }
  return findings
}
