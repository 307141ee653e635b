import { sql } from 'kysely'
import type {
  listFiles as listContract,
  listFilesOfBenefit as ofBenefitContract,
} from '@verge/polar/contract/files'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import type { Ports } from '../../ports/ports.ts'
import type { OrganizationActor } from '../actor.ts'
import { getBenefit } from '../benefits/benefits.ts'
import { listed, newestFirst, pageThrough } from '../listing.ts'
import { presentFile } from './present.ts'

export async function listFiles(
  { db }: Ports,
  { organization_id }: OrganizationActor,
  { query }: InputOf<typeof listContract>,
): Promise<OutputOf<typeof listContract>> {
  let found = db
    .selectFrom('files')
    .where('organization_id', '=', organization_id)
    .where('deleted_at', 'is', null)
  if (query?.organization_id?.length) found = found.where('organization_id', 'in', query.organization_id)
  if (query?.ids?.length) found = found.where('id', 'in', query.ids)
  const { rows, count } = await pageThrough(found, query, newestFirst)
  return listed(rows.map(presentFile), count, query)
}

/** Archived ones too, and how often each was fetched by those who have the benefit. */
export async function listFilesOfBenefit(
  ports: Ports,
  actor: OrganizationActor,
  { params, query }: InputOf<typeof ofBenefitContract>,
): Promise<OutputOf<typeof ofBenefitContract>> {
  const benefit = await getBenefit(ports, actor, { params })
  const { db } = ports
  const files = sql<string>`(SELECT jsonb_array_elements_text(properties -> 'files')::uuid FROM benefits WHERE id = ${benefit.id})`
  const found = db.selectFrom('files').where('id', 'in', files).where('deleted_at', 'is', null)
  const { rows, count } = await pageThrough(found, query, newestFirst)
  const fetched = await db
    .selectFrom('file_downloads')
    .select(['file_id', sql<number>`count(*)`.as('downloaders'), sql<number>`sum(count)`.as('downloads')])
    .where('benefit_id', '=', benefit.id)
    .groupBy('file_id')
    .execute()
  const byFile = new Map(fetched.map((one) => [one.file_id, one]))
  const items = rows.map((row) => {
    const { downloaders = 0, downloads = 0 } = byFile.get(row.id) ?? {}
    return { ...presentFile(row), downloaders, downloads }
  })
  return listed(items, count, query)
}
