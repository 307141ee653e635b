import { sql } from 'kysely'
import type {
  createMeter as createContract,
  getMeter as getContract,
  listMeters as listContract,
  Meter,
  updateMeter as updateContract,
} from '@verge/polar/contract/meters'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { notFound } from '@verge/polar/refusals'
import type { MeterRow } from '../../db/tables/usage.ts'
import type { Database, Ports, Tx } from '../../ports/ports.ts'
import type { OrganizationActor } from '../actor.ts'
import { containing, hasMetadata, listed, pageThrough } from '../listing.ts'
import { refuseForeignOrganization } from '../organizations/refuse-foreign.ts'
import { noticeUsage } from './notice.ts'

const everything = sql<boolean>`true`

export async function listMeters(
  { db }: Ports,
  actor: OrganizationActor,
  { query }: InputOf<typeof listContract>,
): Promise<OutputOf<typeof listContract>> {
  let found = db.selectFrom('meters').where('organization_id', '=', actor.organization_id)
  if (query?.organization_id?.length) found = found.where('organization_id', 'in', query.organization_id)
  if (query?.query) found = found.where('name', 'ilike', containing(query.query))
  if (query?.is_archived !== undefined)
    found = found.where('archived_at', query.is_archived ? 'is not' : 'is', null)
  if (query?.metadata) found = found.where(hasMetadata(query.metadata))
  const { rows, count } = await pageThrough(found, query, {
    sorting: query?.sorting,
    fallback: 'name',
    columns: { created_at: sql.ref('created_at'), name: sql.ref('name') },
  })
  return listed(rows, count, query)
}

export async function getMeter(
  { db }: Ports,
  actor: OrganizationActor,
  { params }: InputOf<typeof getContract>,
): Promise<Meter> {
  return requireMeter(db, actor, params.id)
}

/** What was told before it existed counts as well. */
export async function createMeter(
  ports: Ports,
  actor: OrganizationActor,
  { body }: InputOf<typeof createContract>,
): Promise<Meter> {
  refuseForeignOrganization(actor, body.organization_id)
  return ports.db.transaction().execute(async (tx) => {
    const meter = await tx
      .insertInto('meters')
      .values({
        id: ports.ids.uuid(),
        created_at: ports.clock.now(),
        modified_at: null,
        organization_id: actor.organization_id,
        name: body.name,
        unit: body.unit,
        custom_label: body.custom_label ?? null,
        custom_multiplier: body.custom_multiplier ?? null,
        filter: JSON.stringify(body.filter),
        aggregation: JSON.stringify(body.aggregation),
        archived_at: null,
        metadata: JSON.stringify(body.metadata ?? {}),
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    await noticeUsage(tx, ports, [meter], everything)
    return meter
  })
}

export async function updateMeter(
  ports: Ports,
  actor: OrganizationActor,
  { params, body }: InputOf<typeof updateContract>,
): Promise<Meter> {
  const { name, unit, custom_label, custom_multiplier, filter, aggregation, is_archived, metadata } = body
  const now = ports.clock.now()
  return ports.db.transaction().execute(async (tx) => {
    const before = await requireMeter(tx, actor, params.id)
    const meter = await tx
      .updateTable('meters')
      .set({
        modified_at: now,
        ...(name && { name }),
        ...(unit && { unit }),
        ...(custom_label !== undefined && { custom_label }),
        ...(custom_multiplier !== undefined && { custom_multiplier }),
        ...(filter && { filter: JSON.stringify(filter) }),
        ...(aggregation && { aggregation: JSON.stringify(aggregation) }),
        ...(metadata && { metadata: JSON.stringify(metadata) }),
        ...(typeof is_archived === 'boolean' && {
          archived_at: is_archived ? (before.archived_at ?? now) : null,
        }),
      })
      .where('id', '=', before.id)
      .returningAll()
      .executeTakeFirstOrThrow()
    if (meter.archived_at === null) await noticeUsage(tx, ports, [meter], everything)
    return meter
  })
}

async function requireMeter(
  db: Database | Tx,
  { organization_id }: OrganizationActor,
  id: string,
): Promise<MeterRow> {
  const meter = await db
    .selectFrom('meters')
    .selectAll()
    .where('id', '=', id)
    .where('organization_id', '=', organization_id)
    .executeTakeFirst()
  if (!meter) throw notFound()
  return meter
}
