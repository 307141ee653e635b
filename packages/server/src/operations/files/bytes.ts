import { sql } from 'kysely'
import type { Database } from '../../ports/ports.ts'

const piecesAtOnce = 16

/** A file's bytes in their order from the one at `first` on, about a megabyte at a time. */
export async function* bytesOf(db: Database, file_id: string, first = 0): AsyncGenerator<Uint8Array> {
  const begin = await pieceWith(db, file_id, first)
  if (!begin) return
  let { number, place, skip } = begin
  for (;;) {
    const pieces = await db
      .selectFrom('file_pieces')
      .select(['number', 'place', 'bytes'])
      .where('file_id', '=', file_id)
      .where(sql<boolean>`(number, place) >= (${number}::integer, ${place}::integer)`)
      .orderBy('number')
      .orderBy('place')
      .limit(piecesAtOnce)
      .execute()
    for (const { bytes } of pieces) {
      yield bytes.subarray(skip)
      skip = 0
    }
    const last = pieces.at(-1)
    if (!last || pieces.length < piecesAtOnce) return
    number = last.number
    place = last.place + 1
  }
}

/** In which piece that byte is, and how many of the piece come before it. Lengths are known without reading what is long. */
async function pieceWith(db: Database, file_id: string, first: number) {
  const { rows } = await sql<{ number: number; place: number; skip: number }>`
    SELECT number, place, (${first}::bigint - before)::integer AS skip FROM (
      SELECT number, place, octet_length(bytes) AS length,
        sum(octet_length(bytes)) OVER (ORDER BY number, place) - octet_length(bytes) AS before
      FROM file_pieces WHERE file_id = ${file_id}
    ) AS pieces
    WHERE before <= ${first}::bigint AND before + length > ${first}::bigint
  `.execute(db)
  return rows[0]
}
