import type { FileRow } from '../../db/tables/benefits.ts'
import type { Ports } from '../../ports/ports.ts'
import { bytesOf } from './bytes.ts'
import { standingOf, type FileLink } from './link.ts'

type Opened =
  | { standing: 'open'; file: FileRow; bytesFrom(first: number): AsyncGenerator<Uint8Array> }
  | { standing: 'expired' }
  /** A link that we never gave out, or to a file that is gone. */
  | { standing: 'unknown' }

export async function openFile(ports: Ports, link: FileLink): Promise<Opened> {
  const standing = standingOf(ports, link)
  if (standing === 'forged') return { standing: 'unknown' }
  if (standing === 'expired') return { standing }
  const file = await ports.db
    .selectFrom('files')
    .selectAll()
    .where('id', '=', link.file_id)
    .where('uploaded_at', 'is not', null)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  if (!file) return { standing: 'unknown' }
  return { standing, file, bytesFrom: (first) => bytesOf(ports.db, file.id, first) }
}
