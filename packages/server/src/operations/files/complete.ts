import { createHash } from 'node:crypto'
import type { completeFile as contract, File } from '@verge/polar/contract/files'
import type { InputOf } from '@verge/polar/contract/operation'
import { invalid, notFound } from '@verge/polar/refusals'
import type { Database, Ports, Tx } from '../../ports/ports.ts'
import type { OrganizationActor } from '../actor.ts'
import { bytesOf } from './bytes.ts'
import { filesOf, lockFile } from './find.ts'
import { pathOf, presentFile } from './present.ts'

type Body = InputOf<typeof contract>['body']

/** Only what came whole can be given out. Said twice it is one thing. */
export async function completeFile(
  ports: Ports,
  actor: OrganizationActor,
  { params, body }: InputOf<typeof contract>,
): Promise<File> {
  const { db } = ports
  const found = await filesOf(db, actor.organization_id).where('id', '=', params.id).executeTakeFirst()
  if (!found) throw notFound()
  if (body.id !== found.id) throw invalid(['body', 'id'], 'This is not the upload of this file.', body.id)
  if (body.path !== pathOf(found))
    throw invalid(['body', 'path'], 'This is not the path of this file.', body.path)
  if (found.uploaded_at) return presentFile(found)
  await refuseIncomplete(db, found, body)
  // Read outside of any transaction, as it may take a while; what was read is what counts.
  const sha256 = await digestOf(db, found.id)
  if (found.sha256 !== null && found.sha256 !== sha256)
    throw invalid(['body', 'parts'], 'What came has another checksum than what was announced.')
  return db.transaction().execute(async (tx) => {
    const file = await lockFile(tx, actor, found.id)
    if (file.uploaded_at) return presentFile(file)
    await refuseIncomplete(tx, file, body)
    const now = ports.clock.now()
    const uploaded = await tx
      .updateTable('files')
      .set({ sha256, uploaded_at: now, modified_at: now })
      .where('id', '=', file.id)
      .returningAll()
      .executeTakeFirstOrThrow()
    return presentFile(uploaded)
  })
}

/** Each part as its sender knows it: one that was sent again meanwhile has another checksum. */
async function refuseIncomplete(
  db: Database | Tx,
  { id, size }: { id: string; size: number },
  { parts }: Body,
): Promise<void> {
  const came = await db.selectFrom('file_parts').selectAll().where('file_id', '=', id).execute()
  for (const { number, sha256 } of came) {
    const place = parts.findIndex((part) => part.number === number)
    if (sha256 === null || place < 0) throw invalid(['body', 'parts'], `Part ${number} did not come.`)
    if (parts[place]!.checksum_etag.replace(/^(W\/)?"|"$/g, '') !== sha256)
      throw invalid(
        ['body', 'parts', place, 'checksum_etag'],
        `Part ${number} came with another checksum.`,
        parts[place]!.checksum_etag,
      )
  }
  const bytes = came.reduce((sum, part) => sum + (part.size ?? 0), 0)
  if (bytes !== size) throw invalid(['body', 'parts'], `${bytes} bytes came, and ${size} were announced.`)
}

async function digestOf(db: Database, file_id: string): Promise<string> {
  const digest = createHash('sha256')
  for await (const bytes of bytesOf(db, file_id)) digest.update(bytes)
  return digest.digest('hex')
}
