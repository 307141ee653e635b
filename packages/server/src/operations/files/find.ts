import { notFound } from '@verge/polar/refusals'
import type { FileRow } from '../../db/tables/benefits.ts'
import type { Database, Tx } from '../../ports/ports.ts'
import type { OrganizationActor } from '../actor.ts'

export function filesOf(db: Database | Tx, organization_id: string) {
  return db
    .selectFrom('files')
    .selectAll()
    .where('organization_id', '=', organization_id)
    .where('deleted_at', 'is', null)
}

/** Whoever locks files and benefits locks the files first. */
export async function lockFile(tx: Tx, { organization_id }: OrganizationActor, id: string): Promise<FileRow> {
  const file = await filesOf(tx, organization_id).where('id', '=', id).forUpdate().executeTakeFirst()
  if (!file) throw notFound()
  return file
}
