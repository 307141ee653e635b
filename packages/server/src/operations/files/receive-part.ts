import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Ports, Tx } from '../../ports/ports.ts'
import { standingOf, type FileLink } from './link.ts'

/** Whether there is room for this part; asked before anything of it is read. */
export async function isAwaited(ports: Ports, link: FileLink): Promise<'awaited' | 'expired' | 'unknown'> {
  const standing = standingOf(ports, link)
  if (standing === 'forged') return 'unknown'
  if (standing === 'expired') return standing
  return (await unfinished(ports.db, link).executeTakeFirst()) ? 'awaited' : 'unknown'
}

export type Received = { sha256: string } | 'unknown' | 'damaged'

/** In the place of what was sent under the same number before. */
export async function receivePart(ports: Ports, link: FileLink, bytes: Uint8Array): Promise<Received> {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return ports.db
    .transaction()
    .execute(async (tx) => {
      // Shared with the other parts, and not with whoever says that all have come.
      if (!(await unfinished(tx, link).forShare().executeTakeFirst())) return 'unknown'
      const part = await tx
        .updateTable('file_parts')
        .set({ size: bytes.length, sha256 })
        .where('file_id', '=', link.file_id)
        .where('number', '=', link.part)
        .returning('expected_sha256')
        .executeTakeFirst()
      if (!part) return 'unknown'
      if (part.expected_sha256 !== null && part.expected_sha256 !== sha256) throw new Damaged()
      await writePieces(tx, link, bytes)
      return { sha256 }
    })
    .catch((error: unknown) => {
      if (error instanceof Damaged) return 'damaged'
      throw error
    })
}

/** It must leave nothing behind, so that it is thrown. */
class Damaged extends Error {}

const pieceBytes = 64 * 1024

async function writePieces(tx: Tx, { file_id, part }: FileLink, bytes: Uint8Array): Promise<void> {
  await tx.deleteFrom('file_pieces').where('file_id', '=', file_id).where('number', '=', part).execute()
  await sql`
    INSERT INTO file_pieces (file_id, number, place, bytes)
    SELECT ${file_id}::uuid, ${part}::integer, place,
      substring(given.bytes FROM place * ${pieceBytes}::integer + 1 FOR ${pieceBytes}::integer)
    FROM (SELECT ${bytes}::bytea AS bytes) AS given,
      generate_series(0, (length(given.bytes) - 1) / ${pieceBytes}::integer) AS place
  `.execute(tx)
}

function unfinished(db: Ports['db'] | Tx, { file_id }: FileLink) {
  return db
    .selectFrom('files')
    .select('id')
    .where('id', '=', file_id)
    .where('uploaded_at', 'is', null)
    .where('deleted_at', 'is', null)
}
