import type { createFile as contract } from '@verge/polar/contract/files'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import type { Ports } from '../../ports/ports.ts'
import type { OrganizationActor } from '../actor.ts'
import { refuseForeignOrganization } from '../organizations/refuse-foreign.ts'
import { linkToPart } from './link.ts'
import { presentFile } from './present.ts'

export async function createFile(
  ports: Ports,
  actor: OrganizationActor,
  { body }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  const { name, version = null, mime_type, size, upload } = body
  refuseForeignOrganization(actor, body.organization_id)
  const file = await ports.db.transaction().execute(async (tx) => {
    const row = await tx
      .insertInto('files')
      .values({
        id: ports.ids.uuid(),
        created_at: ports.clock.now(),
        modified_at: null,
        deleted_at: null,
        organization_id: actor.organization_id,
        name,
        version,
        mime_type,
        size,
        sha256: hexOf(body.checksum_sha256_base64),
        uploaded_at: null,
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    const parts = upload.parts.map(({ number, checksum_sha256_base64 }) => ({
      file_id: row.id,
      number,
      expected_sha256: hexOf(checksum_sha256_base64),
      size: null,
      sha256: null,
    }))
    await tx.insertInto('file_parts').values(parts).execute()
    return row
  })
  const presented = presentFile(file)
  const parts = upload.parts.map((part) => ({
    ...part,
    ...linkToPart(ports, file.id, part.number),
    headers: {},
  }))
  return { ...presented, upload: { id: file.id, path: presented.path, parts } }
}

function hexOf(base64: string | null | undefined): string | null {
  return base64 ? Buffer.from(base64, 'base64').toString('hex') : null
}
