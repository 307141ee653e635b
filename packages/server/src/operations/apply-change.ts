import type { Updateable } from 'kysely'
import type { AggregateType, Tables } from '../db/tables.ts'
import type { Ports, Tx } from '../ports/ports.ts'

type AggregateTable = 'customers' | 'subscriptions' | 'orders' | 'checkouts'
const typeOf: Record<AggregateTable, AggregateType> = {
  customers: 'customer',
  subscriptions: 'subscription',
  orders: 'order',
  checkouts: 'checkout',
}

/** Who did it and by which operation; both stand in the audit entry. */
export interface Cause {
  actor: string
  operation: string
}

/** What a decision returns: the new values, and the events' names on the wire in their order. */
export interface Change<Table extends AggregateTable> {
  set: Updateable<Tables[Table]>
  events: readonly [string, ...string[]]
}

interface Aggregate {
  id: string
  version: number
  organization_id: string
}

/** The only writer of changes: the row, its version, the audit entry and the outgoing event in one transaction. */
export async function applyChange<Table extends AggregateTable, Row extends Aggregate>(
  tx: Tx,
  { clock, ids }: Pick<Ports, 'clock' | 'ids'>,
  table: Table,
  row: Row,
  change: Change<Table>,
  cause: Cause,
): Promise<Row> {
  const now = clock.now()
  const set = { ...change.set, version: row.version + 1, modified_at: now }
  const updated = await tx
    .updateTable(table as 'subscriptions')
    .set(set as never)
    .where('id', '=', row.id)
    .where('version', '=', row.version)
    .returningAll()
    .executeTakeFirstOrThrow()
  await record(tx, ids, { table, row: updated, before: row, events: change.events, cause, now })
  return updated as unknown as Row
}

/** The first version of an aggregate, under the same rule. */
export async function recordCreation<Row extends Aggregate>(
  tx: Tx,
  { clock, ids }: Pick<Ports, 'clock' | 'ids'>,
  table: AggregateTable,
  row: Row,
  events: readonly [string, ...string[]],
  cause: Cause,
): Promise<void> {
  await record(tx, ids, { table, row, before: null, events, cause, now: clock.now() })
}

async function record(
  tx: Tx,
  ids: Ports['ids'],
  entry: {
    table: AggregateTable
    row: Aggregate
    before: object | null
    events: readonly string[]
    cause: Cause
    now: Date
  },
): Promise<void> {
  const { table, row, before, events, cause, now } = entry
  const key = { aggregate_id: row.id, version: row.version, created_at: now }
  await tx
    .insertInto('events')
    .values({
      ...key,
      id: ids.uuid(),
      organization_id: row.organization_id,
      aggregate_type: typeOf[table],
      types: JSON.stringify(events),
    })
    .execute()
  await tx
    .insertInto('audit_entries')
    .values({
      ...key,
      id: ids.uuid(),
      actor: cause.actor,
      cause: cause.operation,
      before: before === null ? null : JSON.stringify(before),
      after: JSON.stringify(row),
    })
    .execute()
}
