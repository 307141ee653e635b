import { sql } from 'kysely'
import type {
  deleteFile as deleteContract,
  File,
  updateFile as updateContract,
} from '@verge/polar/contract/files'
import type { InputOf } from '@verge/polar/contract/operation'
import type { Ports } from '../../ports/ports.ts'
import { nameOf, type OrganizationActor } from '../actor.ts'
import { changeBenefit } from '../benefits/change.ts'
import { lockFile } from './find.ts'
import { presentFile } from './present.ts'

export async function updateFile(
  ports: Ports,
  actor: OrganizationActor,
  { params, body }: InputOf<typeof updateContract>,
): Promise<File> {
  return ports.db.transaction().execute(async (tx) => {
    const { id, name, version } = await lockFile(tx, actor, params.id)
    const file = await tx
      .updateTable('files')
      .set({
        name: body.name ?? name,
        version: body.version === undefined ? version : body.version,
        modified_at: ports.clock.now(),
      })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow()
    return presentFile(file)
  })
}

/** Its bytes are gone at once; that it was, and who fetched it, stays. */
export async function deleteFile(
  ports: Ports,
  actor: OrganizationActor,
  { params }: InputOf<typeof deleteContract>,
): Promise<void> {
  const cause = { actor: nameOf(actor), operation: 'files.delete' }
  await ports.db.transaction().execute(async (tx) => {
    const { id } = await lockFile(tx, actor, params.id)
    const now = ports.clock.now()
    await tx.updateTable('files').set({ deleted_at: now, modified_at: now }).where('id', '=', id).execute()
    const benefits = await tx
      .selectFrom('benefits')
      .selectAll()
      .where('organization_id', '=', actor.organization_id)
      .where('deleted_at', 'is', null)
      .where(sql<boolean>`properties -> 'files' @> to_jsonb(${id}::text)`)
      .orderBy('id')
      .forUpdate()
      .execute()
    for (const benefit of benefits) {
      const files = benefit.properties.files!.filter((one) => one !== id)
      const { [id]: _, ...archived } = benefit.properties.archived ?? {}
      await changeBenefit(
        tx,
        ports,
        benefit,
        { properties: { ...benefit.properties, files, archived } },
        cause,
      )
    }
    await tx.deleteFrom('file_parts').where('file_id', '=', id).execute()
  })
}
