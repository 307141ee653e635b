import { PGlite } from '@electric-sql/pglite'
import { Kysely, PGliteDialect, sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { prepared } from './prepared.ts'

interface Note {
  id: number
  said: string[]
  at: Date
  more: unknown
}

let db: Kysely<{ notes: Note }>
const at = new Date('2027-01-31T12:00:00Z')
const note = { id: 1, said: ['a "b"', 'c'], at, more: { d: [1, null] } }

beforeAll(async () => {
  db = new Kysely({ dialect: new PGliteDialect({ pglite: prepared(await PGlite.create()) }) })
  await sql`CREATE TABLE notes (id int PRIMARY KEY, said text[], at timestamptz, more jsonb)`.execute(db)
})
afterAll(() => db.destroy())

it('gives back what was written, each time that it is asked', async () => {
  await db.insertInto('notes').values(note).execute()
  const notes = db.selectFrom('notes').selectAll().where('id', '=', 1)
  expect([await notes.execute(), await notes.execute()]).toEqual([[note], [note]])
  const { numUpdatedRows } = await db.updateTable('notes').set({ at }).executeTakeFirstOrThrow()
  expect(numUpdatedRows).toBe(1n)
})

it('goes on after a refused statement, and keeps nothing of its transaction', async () => {
  const twice = db.transaction().execute(async (tx) => {
    await tx
      .insertInto('notes')
      .values({ ...note, id: 2 })
      .execute()
    await tx.insertInto('notes').values(note).execute()
  })
  await expect(twice).rejects.toMatchObject({ code: '23505', constraint: 'notes_pkey' })
  expect(await db.selectFrom('notes').select('id').execute()).toEqual([{ id: 1 }])
})

it('sees a column that came after it first asked', async () => {
  const notes = sql`SELECT * FROM notes`
  expect((await notes.execute(db)).rows).toEqual([note])
  await sql`ALTER TABLE notes ADD seen boolean DEFAULT true`.execute(db)
  expect((await notes.execute(db)).rows).toEqual([{ ...note, seen: true }])
})
