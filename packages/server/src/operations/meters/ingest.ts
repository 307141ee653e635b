import { sql, type RawBuilder } from 'kysely'
import type { ingestEvents as contract } from '@verge/polar/contract/meters'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { invalid } from '@verge/polar/refusals'
import { recordsOf } from '../../db/rows.ts'
import type { CustomerRow } from '../../db/tables/customers.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import type { OrganizationActor } from '../actor.ts'
import { refuseForeignOrganization } from '../organizations/refuse-foreign.ts'
import { countingMeters, noticeUsage } from './notice.ts'

type Told = InputOf<typeof contract>['body']['events'][number]

/** All or none: whoever is refused corrects the batch and sends it again. What carries an external id counts once. */
export async function ingestEvents(
  ports: Ports,
  actor: OrganizationActor,
  { body }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  const { organization_id } = actor
  const now = ports.clock.now()
  for (const [index, event] of body.events.entries()) {
    refuseForeignOrganization(actor, event.organization_id)
    if (event.timestamp && event.timestamp > now)
      throw invalid(
        ['body', 'events', index, 'timestamp'],
        'It is in the future.',
        event.timestamp.toISOString(),
      )
  }
  if (body.events.length === 0) return { inserted: 0, duplicates: 0 }
  return ports.db.transaction().execute(async (tx) => {
    const customers = await settledCustomersOf(tx, organization_id, body.events)
    const rows = body.events.map((event, index) => {
      const customer_id =
        'customer_id' in event ? event.customer_id : customers.byExternalId.get(event.external_customer_id)
      if ('customer_id' in event && !customers.ids.has(event.customer_id))
        throw invalid(['body', 'events', index, 'customer_id'], 'Customer does not exist.', event.customer_id)
      return {
        id: ports.ids.uuid(),
        created_at: now,
        organization_id,
        customer_id: customer_id ?? null,
        external_customer_id: 'external_customer_id' in event ? event.external_customer_id : null,
        name: event.name,
        external_id: event.external_id ?? null,
        timestamp: event.timestamp ?? now,
        metadata: event.metadata ?? {},
      }
    })
    // In one order for everybody, so that two who send the same batch at once do not wait for each other in a circle.
    const { rows: inserted } = await sql<{ id: string }>`
      INSERT INTO usage_events SELECT * FROM ${recordsOf('usage_events', rows)} ORDER BY external_id
      ON CONFLICT DO NOTHING RETURNING id
    `.execute(tx)
    const ids = inserted.map(({ id }) => id)
    if (ids.length > 0)
      await noticeUsage(tx, ports, await countingMeters(tx, organization_id), sql`id = ANY (${ids}::uuid[])`)
    return { inserted: ids.length, duplicates: rows.length - ids.length }
  })
}

/** Whoever becomes a customer at this moment is waited for, or waits and finds what is told here. */
async function settledCustomersOf(tx: Tx, organization_id: string, events: readonly Told[]) {
  const known = await customersOf(tx, organization_id, events)
  const unknown = events.flatMap((event) =>
    'external_customer_id' in event && !known.byExternalId.has(event.external_customer_id)
      ? event.external_customer_id
      : [],
  )
  if (unknown.length === 0) return known
  await sql`
    SELECT pg_advisory_xact_lock_shared(${identities}, room) FROM (
      SELECT DISTINCT ${roomOf(sql`external_id`)} AS room FROM unnest(${unknown}::text[]) AS external_id ORDER BY 1
    ) AS rooms
  `.execute(tx)
  return customersOf(tx, organization_id, events)
}

/** A number of our own for these locks, and few of them: a transaction can hold only so many. */
const identities = sql.lit(850_715)
const roomOf = (external_id: RawBuilder<unknown>) => sql`abs(hashtext(${external_id}::text) % 64)`

async function customersOf(tx: Tx, organization_id: string, events: readonly Told[]) {
  const named = events.flatMap((event) => ('customer_id' in event ? event.customer_id : []))
  const external = events.flatMap((event) =>
    'external_customer_id' in event ? event.external_customer_id : [],
  )
  const found = await tx
    .selectFrom('customers')
    .select(['id', 'external_id'])
    .where('organization_id', '=', organization_id)
    .where('deleted_at', 'is', null)
    .where(sql<boolean>`(id = ANY (${named}::uuid[]) OR external_id = ANY (${external}::text[]))`)
    .execute()
  return {
    ids: new Set(found.map(({ id }) => id)),
    byExternalId: new Map(found.map(({ id, external_id }) => [external_id, id])),
  }
}

/** What was told of somebody before they were a customer here is theirs. */
export async function adoptUsage(
  tx: Tx,
  ports: Pick<Ports, 'clock' | 'ids'>,
  { id, organization_id, external_id }: Pick<CustomerRow, 'id' | 'organization_id' | 'external_id'>,
): Promise<void> {
  if (external_id === null) return
  await sql`SELECT pg_advisory_xact_lock(${identities}, ${roomOf(sql`${external_id}`)})`.execute(tx)
  const { numUpdatedRows } = await tx
    .updateTable('usage_events')
    .set({ customer_id: id })
    .where('organization_id', '=', organization_id)
    .where('external_customer_id', '=', external_id)
    .where('customer_id', 'is', null)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return
  await noticeUsage(tx, ports, await countingMeters(tx, organization_id), sql`customer_id = ${id}`)
}
