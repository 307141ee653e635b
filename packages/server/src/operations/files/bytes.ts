import { sql } from 'kysely'
import type { Database } from '../../ports/ports.ts'

const piecesAtOnce = 16

/** A file's bytes in their order, about a megabyte at a time. */
export async function* bytesOf(db: Database, file_id: string): AsyncGenerator<Uint8Array> {
  let [number, place] = [0, 0]
  for (;;) {
    const pieces = await db
      .selectFrom('file_pieces')
      .select(['number', 'place', 'bytes'])
      .where('file_id', '=', file_id)
      .where(sql<boolean>`(number, place) > (${number}::integer, ${place}::integer)`)
      .orderBy('number')
      .orderBy('place')
      .limit(piecesAtOnce)
      .execute()
    yield* pieces.map(({ bytes }) => bytes)
    const last = pieces.at(-1)
    if (!last || pieces.length < piecesAtOnce) return
    ;[number, place] = [last.number, last.place]
  }
}
