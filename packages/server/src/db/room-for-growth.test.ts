import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBooks } from '../../../../packages/testing/src/books.ts'
import type { Database } from '../ports/ports.ts'

let db: Database
beforeAll(async () => void (db = await openBooks()))
afterAll(() => db.destroy())

interface Column {
  table_name: string
  column_name: string
  data_type: string
}
async function columns(): Promise<Column[]> {
  const { rows } = await sql<Column>`
    SELECT table_name, column_name, data_type FROM information_schema.columns
    WHERE table_schema IN (current_schema(), 'sandbox_processor') ORDER BY 1, 2`.execute(db)
  return rows
}
const named = ({ table_name, column_name, data_type }: Column) => `${table_name}.${column_name} ${data_type}`

it('keeps every amount in 64 bits, and none in a fraction of them', async () => {
  const amounts = (await columns()).filter(({ column_name }) =>
    /(^|_)amount$|(^|_)balance$|_ms$/.test(column_name),
  )
  expect(amounts.length).toBeGreaterThan(15)
  expect(amounts.filter(({ data_type }) => data_type !== 'bigint').map(named)).toEqual([])
  const floating = (await columns()).filter(({ data_type }) => /double|real|money/.test(data_type))
  expect(floating.map(named)).toEqual([])
})

it('counts no rows with a number that could run out: ids are random, or 64 bits', async () => {
  const ids = (await columns()).filter(({ column_name }) => /^id$|_id$/.test(column_name))
  expect(ids.length).toBeGreaterThan(40)
  const small = ids.filter(({ data_type }) => ['smallint', 'integer'].includes(data_type))
  expect(small.map(named)).toEqual([])
  const { rows: sequences } = await sql<Column>`
    SELECT sequence_schema AS table_name, sequence_name AS column_name, data_type
    FROM information_schema.sequences WHERE data_type <> 'bigint'`.execute(db)
  expect(sequences.map(named)).toEqual([])
})
