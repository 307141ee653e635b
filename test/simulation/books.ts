import { sql } from 'kysely'
import type { Tables } from '@verge/server/db/tables'
import type { SandboxProcessor } from '@verge/server/ports/sandbox-processor'
import type { Selectable } from 'kysely'
import type { Sent } from './listeners.ts'
import type { Simulated, Told } from './world.ts'

export const kept = [
  'subscriptions',
  'orders',
  'order_items',
  'prorations',
  'balance_entries',
  'payment_attempts',
  'payment_methods',
  'customers',
  'document_series',
  'customer_sessions',
  'customer_seats',
  'benefit_grants',
  'checkouts',
  'product_benefits',
  'products',
  'invoices',
  'emails',
  'due_work',
  'refunds',
  'disputes',
  'quarantined_payments',
  'processor_events',
  'webhook_endpoints',
  'webhook_events',
  'webhook_deliveries',
  'cancellation_receipts',
  'receipt_keys',
] as const
type Kept = (typeof kept)[number]

interface Written {
  /** Which transaction wrote it last: they come one after the other. */
  transaction: number
}
export type Logged<Name extends 'events' | 'audit_entries'> = Selectable<Tables[Name]> & Written

/** Everything there is, small enough to be looked at whole. */
export type Books = { [Name in Kept]: (Selectable<Tables[Name]> & Written)[] } & {
  /** The processor's own books, and what it was told. */
  ledger: Awaited<ReturnType<SandboxProcessor['ledger']>>
  told: readonly Told[]
  /** The cards that the processor has on record. */
  attached: ReadonlySet<string>
  /** Append-only, in the order of their commits. */
  events: readonly Logged<'events'>[]
  audit: readonly Logged<'audit_entries'>[]
  /** What came since the books were read before. */
  news: readonly Logged<'audit_entries'>[]
  newEvents: readonly Logged<'events'>[]
  /** All that was sent to those who listen, and how much of it was sent before. */
  sent: readonly Sent[]
  sentBefore: number
  /** Whether the weather struck since the books were read before. */
  isDisturbed: boolean
  now: Date
}

export interface Reader {
  read(): Promise<Books>
}

/** Reads all in one statement; of what is only ever added to, what is new. */
export function readerOf({ ports: { db, processor, clock }, told, listeners, schedule }: Simulated): Reader {
  const events: Logged<'events'>[] = []
  const audit: Logged<'audit_entries'>[] = []
  let sentBefore = 0
  return {
    async read() {
      const tables = kept.map((name) => sql`(SELECT ${rowsOf(name)}) AS ${sql.ref(name)}`)
      const { rows } = await sql<Record<Kept, unknown[]> & { new_events: unknown[]; new_audit: unknown[] }>`
        SELECT ${sql.join(tables)},
          ${added('events', events)} AS new_events,
          ${added('audit_entries', audit)} AS new_audit
      `.execute(db)
      const { rows: cards } = await sql<{ id: string }>`
        SELECT id FROM sandbox_processor.cards WHERE detached_at IS NULL
      `.execute(db)
      const { new_events, new_audit, ...read } = dated(rows[0]!) as Record<string, unknown[]>
      const [newEvents, news] = [new_events as typeof events, new_audit as typeof audit]
      events.push(...newEvents)
      audit.push(...news)
      const ledger = await processor.ledger()
      const attached = new Set(cards.map(({ id }) => id))
      const sent = [...listeners.sent]
      const books = {
        ...(read as Pick<Books, Kept>),
        ledger,
        attached,
        told,
        events,
        audit,
        news,
        newEvents,
        sent,
        sentBefore,
      }
      sentBefore = sent.length
      return { ...books, isDisturbed: schedule.befallen.length > 0, now: clock.now() }
    },
  }
}

function added(name: 'events' | 'audit_entries', known: readonly Written[]) {
  const last = known.at(-1)?.transaction ?? 0
  return sql`(SELECT ${rowsOf(name)} WHERE t.xmin::text::bigint > ${last})`
}

/** PostgreSQL notes with each row the transaction and the statement that wrote it. What webhooks carry is in `sent`. */
function rowsOf(name: Kept | 'events' | 'audit_entries') {
  return sql`
    coalesce(jsonb_agg(to_jsonb(t) - 'payload' || jsonb_build_object('transaction', t.xmin::text::bigint)
      ORDER BY t.xmin::text::bigint, t.cmin::text::bigint), '[]')
    FROM ${sql.table(name)} t
  `
}

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00$/

/** JSON has no instants. Those in our tables are dates; those inside a document stay as they were written. */
function dated(rows: Record<string, unknown[]>): Record<string, unknown[]> {
  const revive = (row: unknown) =>
    Object.fromEntries(
      Object.entries(row as object).map(([column, value]) => [
        column,
        typeof value === 'string' && instant.test(value) ? new Date(value) : (value as unknown),
      ]),
    )
  return Object.fromEntries(Object.entries(rows).map(([name, all]) => [name, all.map(revive)]))
}
