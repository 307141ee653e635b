import { createHash } from 'node:crypto'
import { sql, type RawBuilder } from 'kysely'
import type { FileRow } from '../../db/tables/benefits.ts'
import type { Database, Tx } from '../../ports/ports.ts'
import { grantsOf, type Holder } from '../benefits/holder.ts'
import { pageOf, type Page } from '../listing.ts'

/** What somebody has a file by. */
export interface Offer extends Holder {
  benefit_id: string
  file_id: string
}

export type OfferedFile = FileRow & { benefit_id: string }

/**
 * The files that come with what somebody has now and is told of, each once for a benefit, in the seller's order. Nothing of it is
 * kept: whoever loses the benefit has none of its files, and whoever has it gets those that are added later.
 */
function offered(db: Database | Tx, holder: Holder): RawBuilder<OfferedFile> {
  return sql<OfferedFile>`
    SELECT files.*, benefits.id AS benefit_id, benefits.created_at AS benefit_created_at, named.position
    FROM benefits
      CROSS JOIN LATERAL jsonb_array_elements_text(benefits.properties -> 'files')
        WITH ORDINALITY AS named (file_id, position)
      JOIN files ON files.id = named.file_id::uuid AND files.uploaded_at IS NOT NULL AND files.deleted_at IS NULL
    WHERE benefits.type = 'downloadables' AND benefits.visibility = 'public'
      AND benefits.id IN ${grantsOf(db, holder).select('benefit_id').where('granted_at', 'is not', null)}
      AND NOT coalesce((benefits.properties -> 'archived' ->> named.file_id)::boolean, false)`
}

export async function listOffered(
  db: Database,
  holder: Holder,
  benefit_ids: readonly string[] | undefined,
  page: Page | undefined,
): Promise<{ rows: OfferedFile[]; count: number }> {
  const { limit, offset } = pageOf(page)
  const wanted = benefit_ids?.length ? sql`WHERE benefit_id = ANY (${benefit_ids}::uuid[])` : sql``
  const found = sql`FROM (${offered(db, holder)}) AS offered ${wanted}`
  const { rows } = await sql<OfferedFile>`
    SELECT * ${found} ORDER BY benefit_created_at, benefit_id, position LIMIT ${limit} OFFSET ${offset}
  `.execute(db)
  const counted = await sql<{ count: number }>`SELECT count(*) AS count ${found}`.execute(db)
  return { rows, count: counted.rows[0]!.count }
}

/** Null: they have nothing by which they get it. */
export async function findOffered(
  db: Database | Tx,
  { benefit_id, file_id, ...holder }: Offer,
): Promise<OfferedFile | null> {
  const { rows } = await sql<OfferedFile>`
    SELECT * FROM (${offered(db, holder)}) AS offered WHERE benefit_id = ${benefit_id} AND id = ${file_id}
  `.execute(db)
  return rows[0] ?? null
}

/** The same each time, although no row is kept of it: a UUID of what it stands for. */
export function idOf({ customer_id, member, benefit_id, file_id }: Offer): string {
  const bytes = createHash('sha256')
    .update(`${member?.id ?? customer_id} ${benefit_id} ${file_id}`)
    .digest()
    .subarray(0, 16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
