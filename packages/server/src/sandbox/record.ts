import { sql } from 'kysely'
import type { AggregateType } from '../db/tables/records.ts'
import type { Database } from '../ports/ports.ts'

export interface Person {
  id: string
  name: string
}

/** A row as the audit entry keeps it: instants are text. */
export type Snapshot = Readonly<Record<string, unknown>>

/** One committed change: its event, and the row before and after it. */
export interface CommittedChange {
  id: string
  created_at: Date
  aggregate_type: AggregateType
  aggregate_id: string
  version: number
  /** The events' names on the wire, in their order. */
  types: string[]
  before: Snapshot | null
  after: Snapshot
  product_name: string | null
  customer: Person | null
}

/** Of everybody, or of one customer. */
export interface Range {
  customer_id?: string | undefined
  limit: number
  offset?: number
}

/** What was committed, newest first. Of one instant, what follows comes before what it follows from. */
export async function readChanges(
  db: Database,
  { customer_id, limit, offset = 0 }: Range,
): Promise<CommittedChange[]> {
  const { rows } = await sql<
    Omit<CommittedChange, 'customer'> & { customer_id: string | null; customer_name: string }
  >`
    SELECT event.id, event.created_at, event.aggregate_type, event.aggregate_id, event.version, event.types,
      entry.before, entry.after, product.name AS product_name,
      customer.id AS customer_id, coalesce(customer.name, customer.email) AS customer_name
    FROM events AS event
    JOIN audit_entries AS entry ON entry.aggregate_id = event.aggregate_id AND entry.version = event.version
    LEFT JOIN subscriptions AS seated
      ON event.aggregate_type = 'customer_seat' AND seated.id = (entry.after->>'subscription_id')::uuid
    LEFT JOIN customers AS customer ON customer.id = ${ownerOf()}
    LEFT JOIN products AS product ON product.id = coalesce((entry.after->>'product_id')::uuid, seated.product_id)
    WHERE ${customer_id ?? null}::uuid IS NULL OR customer.id = ${customer_id ?? null}::uuid
    ORDER BY event.created_at DESC, event.aggregate_type, event.version DESC, event.id
    LIMIT ${limit} OFFSET ${offset}
  `.execute(db)
  return rows.map(({ customer_id: id, customer_name, ...row }) => ({
    ...row,
    customer: id ? { id, name: customer_name } : null,
  }))
}

export interface DueRow {
  kind: string
  due_at: Date
  parked_reason: string | null
  customer: Person | null
  product_name: string | null
  subscription: Snapshot | null
  order: Snapshot | null
}

/** What is due next, soonest first. Webhooks stand elsewhere, but for those that were put aside. */
export async function readDue(db: Database, { customer_id, limit }: Range): Promise<DueRow[]> {
  const { rows } = await sql<
    Omit<DueRow, 'customer'> & { customer_id: string | null; customer_name: string }
  >`
    SELECT due.kind, due.due_at, due.parked_reason, product.name AS product_name,
      to_jsonb(subscription) AS subscription, to_jsonb(orders) AS order,
      customer.id AS customer_id, coalesce(customer.name, customer.email) AS customer_name
    FROM due_work AS due
    LEFT JOIN payment_attempts AS attempt ON due.kind = 'attempt' AND attempt.id = due.subject_id
    LEFT JOIN refunds AS refund ON due.kind = 'refund' AND refund.id = due.subject_id
    LEFT JOIN checkouts AS checkout ON due.kind = 'checkout' AND checkout.id = due.subject_id
    LEFT JOIN orders ON orders.id = coalesce(
      attempt.order_id, refund.order_id, CASE due.kind WHEN 'payment_retry' THEN due.subject_id END)
    LEFT JOIN subscriptions AS subscription
      ON due.kind IN ('period_end', 'resumption', 'reminder', 'revocation') AND subscription.id = due.subject_id
    LEFT JOIN payment_methods AS card ON due.kind IN ('card_expiry', 'card_removal') AND card.id = due.subject_id
    LEFT JOIN products AS product
      ON product.id = coalesce(subscription.product_id, checkout.product_id, orders.product_id)
    LEFT JOIN customers AS customer
      ON customer.id = coalesce(
      subscription.customer_id, checkout.customer_id, orders.customer_id, card.customer_id)
    WHERE (${customer_id ?? null}::uuid IS NULL OR customer.id = ${customer_id ?? null}::uuid)
      AND (due.kind <> 'webhook' OR due.parked_at IS NOT NULL)
    ORDER BY due.due_at, due.kind, due.subject_id
    LIMIT ${limit}
  `.execute(db)
  return rows.map(({ customer_id: id, customer_name, ...row }) => ({
    ...row,
    customer: id ? { id, name: customer_name } : null,
  }))
}

/** What an endpoint was told, or is to be. */
export interface WebhookEvent {
  id: string
  event_id: string | null
  created_at: Date
  type: string
  url: string
  tries: number
  next_attempt_at: Date | null
  last_http_code: number | null
  succeeded: boolean | null
  skipped: boolean
  customer: Person | null
}

export async function countEndpoints(db: Database): Promise<number> {
  const { count } = await db
    .selectFrom('webhook_endpoints')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow()
  return count
}

/** What endpoints are told, newest first: of one change in the order in which they are. */
export async function readWebhookEvents(
  db: Database,
  { customer_id, limit }: Pick<Range, 'customer_id' | 'limit'>,
): Promise<WebhookEvent[]> {
  const { rows } = await sql<
    Omit<WebhookEvent, 'customer'> & { customer_id: string | null; customer_name: string }
  >`
    SELECT told.id, told.event_id, told.created_at, told.type, endpoint.url, told.tries,
      told.next_attempt_at, told.last_http_code, told.succeeded, told.skipped,
      customer.id AS customer_id, coalesce(customer.name, customer.email) AS customer_name
    FROM webhook_events AS told
    JOIN webhook_endpoints AS endpoint ON endpoint.id = told.endpoint_id
    LEFT JOIN events AS event ON event.id = told.event_id
    LEFT JOIN audit_entries AS entry ON entry.aggregate_id = event.aggregate_id AND entry.version = event.version
    LEFT JOIN subscriptions AS seated
      ON event.aggregate_type = 'customer_seat' AND seated.id = (entry.after->>'subscription_id')::uuid
    LEFT JOIN customers AS customer ON customer.id = ${ownerOf()}
    WHERE endpoint.deleted_at IS NULL
      AND (${customer_id ?? null}::uuid IS NULL OR customer.id = ${customer_id ?? null}::uuid)
    ORDER BY told.position DESC
    LIMIT ${limit}
  `.execute(db)
  return rows.map(({ customer_id: id, customer_name, ...row }) => ({
    ...row,
    customer: id ? { id, name: customer_name } : null,
  }))
}

/** Whom an event is about. */
function ownerOf() {
  return sql`CASE event.aggregate_type
      WHEN 'customer' THEN event.aggregate_id
      WHEN 'customer_seat' THEN seated.customer_id
      ELSE (entry.after->>'customer_id')::uuid END`
}

export interface Mail {
  id: string
  created_at: Date
  recipient: string
  subject: string
  body: string
  html: string | null
}

export async function readMails(db: Database, { customer_id, limit }: Range) {
  return db
    .selectFrom('emails')
    .selectAll()
    .select('body as text')
    .$if(customer_id !== undefined, (query) => query.where('customer_id', '=', customer_id!))
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** The HTML of a mail; undefined where it has none. */
export async function readLetter(db: Database, id: string): Promise<string | undefined> {
  const mail = await db.selectFrom('emails').select('html').where('id', '=', id).executeTakeFirst()
  return mail?.html ?? undefined
}

export async function findPeople(db: Database, ids: readonly string[]): Promise<Map<string, Person>> {
  if (ids.length === 0) return new Map()
  const found = await db
    .selectFrom('customers')
    .select(['id', 'name', 'email'])
    .where('id', 'in', ids)
    .execute()
  return new Map(found.map(({ id, name, email }) => [id, { id, name: name ?? email }]))
}
