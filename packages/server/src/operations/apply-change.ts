import type { WebhookEventType } from '@verge/polar/contract/webhooks'
import { sql, type ColumnType, type RawBuilder, type Updateable } from 'kysely'
import { insertion, insertRows, versionUpdate } from '../db/rows.ts'
import type { AggregateRows, Tables } from '../db/tables.ts'
import type { AggregateType } from '../db/tables/records.ts'
import type { Recorder, Tx } from '../ports/ports.ts'
import { accessTouchedBy, gapsBetween, type Whose } from './benefits/access.ts'
import { followChanges, followRevocations } from './due-work/follow.ts'
import { giveKeys } from './license-keys/give.ts'
import { announce, listenersOf, type Listening } from './webhooks/announce.ts'

type AggregateTable = keyof AggregateRows
const typeOf: Record<AggregateTable, AggregateType> = {
  customers: 'customer',
  subscriptions: 'subscription',
  orders: 'order',
  checkouts: 'checkout',
  refunds: 'refund',
  customer_seats: 'customer_seat',
  members: 'member',
  benefit_grants: 'benefit_grant',
}

/** Who did it and by which operation; both stand in the audit entry. */
export interface Cause {
  actor: string
  operation: string
}

type Told = readonly [WebhookEventType, ...WebhookEventType[]]

/** What a decision returns: the new values, and the events' names on the wire in their order. */
export interface Change<Table extends AggregateTable> {
  set: Updateable<Tables[Table]>
  events: Told
}

/** A row, and what was decided for it. */
export interface Decided<Table extends AggregateTable> {
  row: AggregateRows[Table]
  change: Change<Table>
}

/** The only writer of changes: the row, its version, the audit entry and the outgoing event in one transaction. */
export async function applyChange<Table extends AggregateTable>(
  tx: Tx,
  ports: Recorder,
  table: Table,
  row: AggregateRows[Table],
  change: Change<Table>,
  cause: Cause,
): Promise<AggregateRows[Table]> {
  const [changed] = await applyChanges(tx, ports, table, [{ row, change }], cause)
  return changed!
}

/** The same for many rows of one table, each at most once, in as many statements as for one. */
export async function applyChanges<Table extends AggregateTable>(
  tx: Tx,
  ports: Recorder,
  table: Table,
  decided: readonly Decided<Table>[],
  cause: Cause,
): Promise<AggregateRows[Table][]> {
  const now = ports.clock.now()
  const steps = decided.map(({ row, change }) => {
    // Receivers keep what was modified last: a clock that was set back makes nothing older than it was.
    const modified_at = row.modified_at && row.modified_at > now ? row.modified_at : now
    const set = { ...valuesOf(table, change.set), version: row.version + 1, modified_at }
    return { before: row, after: { ...row, ...set }, set, events: change.events }
  })
  const updates = Array.from(Map.groupBy(steps, ({ set }) => Object.keys(set).join()).values(), (alike) =>
    versionUpdate(
      table,
      Object.keys(alike[0]!.set),
      alike.map(({ after, set }) => ({ id: after.id, ...set })),
    ),
  )
  await record(tx, ports, table, steps, cause, updates)
  return steps.map(({ after }) => after)
}

/** The first version of an aggregate, under the same rule. */
export async function recordCreation<Table extends AggregateTable>(
  tx: Tx,
  ports: Recorder,
  table: Table,
  row: AggregateRows[Table],
  events: Told,
  cause: Cause,
): Promise<void> {
  await recordCreations(tx, ports, table, [row], events, cause)
}

export async function recordCreations<Table extends AggregateTable>(
  tx: Tx,
  ports: Recorder,
  table: Table,
  rows: readonly AggregateRows[Table][],
  events: Told,
  cause: Cause,
): Promise<void> {
  const steps = rows.map((after) => ({ before: null, after, events }))
  await record(tx, ports, table, steps, cause)
}

/** What comes with a product is given to and taken from whoever has it, with the change that says so. */
export async function followAccess(tx: Tx, ports: Recorder, whose: Whose, cause: Cause): Promise<void> {
  const { given, again, taken } = await gapsBetween(tx, ports, whose)
  const told = ['benefit_grant.created', 'customer.state_changed'] as const
  await insertRows(tx, 'benefit_grants', given)
  await giveKeys(tx, ports, given)
  if (given.length > 0) await recordCreations(tx, ports, 'benefit_grants', given, told, cause)
  const now = ports.clock.now()
  const anew = again.map((row) => ({
    row,
    change: { set: { granted_at: now, revoked_at: null }, events: told },
  }))
  const away = taken.map((row) => ({
    row,
    change: {
      set: { granted_at: null, revoked_at: now },
      events: ['benefit_grant.revoked', 'customer.state_changed'] as const,
    },
  }))
  if (anew.length > 0) await applyChanges(tx, ports, 'benefit_grants', anew, cause)
  if (away.length > 0) await applyChanges(tx, ports, 'benefit_grants', away, cause)
  await followRevocations(tx, ports, whose.subscription_ids)
}

interface Step<Table extends AggregateTable> {
  before: AggregateRows[Table] | null
  after: AggregateRows[Table]
  events: Told
}

async function record<Table extends AggregateTable>(
  tx: Tx,
  ports: Recorder,
  table: Table,
  steps: readonly Step<Table>[],
  cause: Cause,
  updates: readonly RawBuilder<unknown>[] = [],
): Promise<void> {
  if (steps.length === 0) return
  const created_at = ports.clock.now()
  const keyOf = ({ id, version }: AggregateRows[Table]) => ({ aggregate_id: id, version, created_at })
  const events = steps.map(({ after, events: types }) => ({
    ...keyOf(after),
    id: ports.ids.uuid(),
    organization_id: after.organization_id,
    aggregate_type: typeOf[table],
    types,
  }))
  const entries = steps.map(({ before, after }) => ({
    ...keyOf(after),
    id: ports.ids.uuid(),
    actor: cause.actor,
    cause: cause.operation,
    request_id: ports.requestId,
    before,
    after,
  }))
  const { changed, listening } = await write(tx, updates, events, entries)
  if (updates.length > 0 && changed < steps.length)
    throw new Error(`${steps.length - changed} of ${steps.length} ${table} changed meanwhile`)
  await followChanges[table](tx, ports, steps)
  await announce(
    tx,
    ports,
    listening,
    events.flatMap(({ id, organization_id, types }) =>
      types.map((type) => ({ organization_id, created_at, type, event_id: id })),
    ),
  )
  const touched = accessTouchedBy({ table, steps } as Parameters<typeof accessTouchedBy>[0])
  if (touched) await followAccess(tx, ports, touched, cause)
}

/** The rows, what tells of them, and who wants to hear of it: one statement, because each costs a way to the database and back. */
async function write(
  tx: Tx,
  updates: readonly RawBuilder<unknown>[],
  events: readonly { organization_id: string }[],
  entries: readonly object[],
): Promise<{ changed: number; listening: Listening[] }> {
  const changes = updates.map((update, index) => ({ name: sql.ref(`changed_${index}`), update }))
  const parts = [
    ...changes.map(({ name, update }) => sql`${name} AS (${update} RETURNING 1)`),
    sql`told AS (${insertion('events', events)})`,
    sql`noted AS (${insertion('audit_entries', entries)})`,
  ]
  const counts = changes.map(({ name }) => sql`(SELECT count(*) FROM ${name})`)
  const organization_ids = [...new Set(events.map((event) => event.organization_id))]
  const { rows } = await sql<{ changed: number; listening: Listening[] }>`
    WITH ${sql.join(parts)}
    SELECT ${sql.join([sql`0`, ...counts], sql` + `)} AS changed, ${listenersOf(organization_ids)} AS listening
  `.execute(tx)
  return rows[0]!
}

type JsonColumnOf<Table> = {
  [Column in keyof Table]: Table[Column] extends ColumnType<infer _Read, infer _New, infer Written>
    ? Written extends string | null
      ? Column
      : never
    : never
}[keyof Table]

/** Columns that are written as JSON text and read as what it says. */
const jsonColumns: { [Table in AggregateTable]: Record<JsonColumnOf<Tables[Table]>, true> } = {
  customers: { billing_address: true, tax_id: true, metadata: true },
  subscriptions: { metadata: true, pending_update: true },
  orders: { billing_address: true, customer_tax_id: true, metadata: true, subscription_terms: true },
  checkouts: {
    product_ids: true,
    ad_hoc_prices: true,
    customer_billing_address: true,
    metadata: true,
    customer_metadata: true,
  },
  refunds: { metadata: true },
  customer_seats: { metadata: true },
  members: {},
  benefit_grants: {},
}

/** The new values as they will be read; what is undefined is not set. */
function valuesOf(table: AggregateTable, set: object): object {
  const isJson = (column: string) => column in jsonColumns[table]
  const given = Object.entries(set).filter(([, value]) => value !== undefined)
  return Object.fromEntries(
    given.map(([column, value]: [string, unknown]) => [
      column,
      isJson(column) && typeof value === 'string' ? JSON.parse(value) : value,
    ]),
  )
}
