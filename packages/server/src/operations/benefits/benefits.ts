import { sql } from 'kysely'
import type {
  createBenefit as createContract,
  deleteBenefit as deleteContract,
  getBenefit as getContract,
  listBenefits as listContract,
  updateBenefit as updateContract,
} from '@verge/polar/contract/benefits'
import { benefit as shape, type Benefit } from '@verge/polar/contract/products'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { invalid, notFound } from '@verge/polar/refusals'
import type { BenefitRow } from '../../db/tables/benefits.ts'
import type { Database, Ports, Tx } from '../../ports/ports.ts'
import { nameOf, type OrganizationActor } from '../actor.ts'
import { containing, hasMetadata, listed, pageThrough } from '../listing.ts'
import { refuseForeignOrganization } from '../organizations/refuse-foreign.ts'
import { announceResource } from '../webhooks/announce.ts'
import { changeBenefit, lockProductsWith } from './change.ts'
import { refuseUnknownFiles } from './files.ts'
import { followProducts } from './of-product.ts'
import { presentBenefit } from './present.ts'

export async function listBenefits(
  { db }: Ports,
  actor: OrganizationActor,
  { query }: InputOf<typeof listContract>,
): Promise<OutputOf<typeof listContract>> {
  let found = db
    .selectFrom('benefits')
    .where('organization_id', '=', actor.organization_id)
    .where('deleted_at', 'is', null)
  if (query?.organization_id?.length) found = found.where('organization_id', 'in', query.organization_id)
  if (query?.type?.length) found = found.where(sql`type`, 'in', query.type)
  if (query?.id?.length) found = found.where('id', 'in', query.id)
  if (query?.exclude_id?.length) found = found.where('id', 'not in', query.exclude_id)
  if (query?.query) found = found.where('description', 'ilike', containing(query.query))
  if (query?.metadata) found = found.where(hasMetadata(query.metadata))
  const columns = {
    created_at: sql.ref('created_at'),
    description: sql.ref('description'),
    type: sql.ref('type'),
  }
  const { rows, count } = await pageThrough(found, query, {
    sorting: query?.sorting,
    fallback: '-created_at',
    columns,
  })
  return listed(rows.map(presentBenefit), count, query)
}

export async function getBenefit(
  { db }: Ports,
  actor: OrganizationActor,
  { params }: InputOf<typeof getContract>,
): Promise<Benefit> {
  return presentBenefit(await requireBenefit(db, actor, params.id))
}

export async function createBenefit(
  ports: Ports,
  actor: OrganizationActor,
  { body }: InputOf<typeof createContract>,
): Promise<Benefit> {
  refuseForeignOrganization(actor, body.organization_id)
  return ports.db.transaction().execute(async (tx) => {
    if (body.type === 'downloadables') await refuseUnknownFiles(tx, actor, body.properties.files)
    const benefit = await tx
      .insertInto('benefits')
      .values({
        id: ports.ids.uuid(),
        created_at: ports.clock.now(),
        modified_at: null,
        deleted_at: null,
        organization_id: actor.organization_id,
        type: body.type,
        description: body.description,
        visibility: body.visibility ?? 'public',
        properties: JSON.stringify(body.properties),
        metadata: JSON.stringify(body.metadata ?? {}),
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    const presented = presentBenefit(benefit)
    await announceResource(tx, ports, shape, presented, 'benefit.created')
    return presented
  })
}

export async function updateBenefit(
  ports: Ports,
  actor: OrganizationActor,
  { params, body }: InputOf<typeof updateContract>,
): Promise<Benefit> {
  const cause = { actor: nameOf(actor), operation: 'benefits.update' }
  return ports.db.transaction().execute(async (tx) => {
    await refuseUnknownFiles(tx, actor, body.properties?.files)
    const before = await requireBenefit(tx, actor, params.id, { locked: true })
    if (body.type !== before.type)
      throw invalid(['body', 'type'], `This benefit is of the type ${before.type}.`, body.type)
    for (const name of Object.keys(body.properties ?? {})) {
      if (!(name in before.properties))
        throw invalid(['body', 'properties', name], `A benefit of the type ${before.type} has none.`)
    }
    const change = {
      ...(body.description && { description: body.description }),
      ...(body.visibility && { visibility: body.visibility }),
      ...(body.properties && { properties: { ...before.properties, ...body.properties } }),
      ...(body.metadata && { metadata: JSON.stringify(body.metadata) }),
    }
    return changeBenefit(tx, ports, before, change, cause)
  })
}

/** It comes with nothing any more, and nobody has it. */
export async function deleteBenefit(
  ports: Ports,
  actor: OrganizationActor,
  { params }: InputOf<typeof deleteContract>,
): Promise<void> {
  const cause = { actor: nameOf(actor), operation: 'benefits.delete' }
  await ports.db.transaction().execute(async (tx) => {
    const { id } = await requireBenefit(tx, actor, params.id, { locked: true })
    const products = await lockProductsWith(tx, [id])
    const now = ports.clock.now()
    await tx.updateTable('benefits').set({ deleted_at: now, modified_at: now }).where('id', '=', id).execute()
    await followProducts(tx, ports, products, cause)
  })
}

async function requireBenefit(
  db: Database | Tx,
  { organization_id }: OrganizationActor,
  id: string,
  { locked = false } = {},
): Promise<BenefitRow> {
  const found = db
    .selectFrom('benefits')
    .selectAll()
    .where('id', '=', id)
    .where('organization_id', '=', organization_id)
    .where('deleted_at', 'is', null)
  const benefit = await (locked ? found.forUpdate() : found).executeTakeFirst()
  if (!benefit) throw notFound()
  return benefit
}
