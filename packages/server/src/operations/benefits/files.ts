import { invalid } from '@verge/polar/refusals'
import type { BenefitRow } from '../../db/tables/benefits.ts'
import type { Tx } from '../../ports/ports.ts'
import type { OrganizationActor } from '../actor.ts'
import { filesOf } from '../files/find.ts'

/** What whoever has the benefit may fetch: those that are not archived. */
export function activeFiles({ properties }: Pick<BenefitRow, 'properties'>): string[] {
  const { files = [], archived = {} } = properties
  return files.filter((id) => archived[id] !== true)
}

/** Held until all is written, so that nobody deletes one meanwhile. */
export async function refuseUnknownFiles(
  tx: Tx,
  { organization_id }: OrganizationActor,
  ids: readonly string[] | undefined,
): Promise<void> {
  if (!ids?.length) return
  const known = await filesOf(tx, organization_id)
    .where('id', 'in', ids)
    .where('uploaded_at', 'is not', null)
    .orderBy('id')
    .forShare()
    .execute()
  for (const [index, id] of ids.entries()) {
    if (!known.some((one) => one.id === id))
      throw invalid(['body', 'properties', 'files', index], 'File does not exist, or did not come yet.', id)
  }
}
