import { sql, type Transaction } from 'kysely'
import type { AggregateRows, Tables } from './tables.ts'

/** Many rows in one statement. They travel as one JSON document, so that a batch of any size is one parameter. */
export async function insertRows(
  tx: Transaction<Tables>,
  table: keyof Tables,
  rows: readonly object[],
): Promise<void> {
  const [first] = rows
  if (!first) return
  const columns = sql.join(Object.keys(first).map((column) => sql.ref(column)))
  await sql`
    INSERT INTO ${sql.table(table)} (${columns})
    SELECT ${columns} FROM ${recordsOf(table, rows)}
  `.execute(tx)
}

/** Sets these columns of the rows with these ids. */
export async function updateRows(
  tx: Transaction<Tables>,
  table: keyof Tables,
  columns: readonly string[],
  rows: readonly { id: string }[],
): Promise<void> {
  if (rows.length === 0) return
  await sql`${setColumns(table, columns, rows)} WHERE current.id = next.id`.execute(tx)
}

/** The same for rows that carry their next version; how many still stood at the version before. */
export async function updateVersions(
  tx: Transaction<Tables>,
  table: keyof AggregateRows,
  columns: readonly string[],
  rows: readonly { id: string; version: number }[],
): Promise<number> {
  const { numAffectedRows } = await sql`
    ${setColumns(table, columns, rows)} WHERE current.id = next.id AND current.version = next.version - 1
  `.execute(tx)
  return Number(numAffectedRows)
}

function setColumns(table: keyof Tables, columns: readonly string[], rows: readonly object[]) {
  const assignments = columns.map((column) => sql`${sql.ref(column)} = next.${sql.ref(column)}`)
  return sql`UPDATE ${sql.table(table)} AS current SET ${sql.join(assignments)} FROM ${recordsOf(table, rows)} AS next`
}

function recordsOf(table: keyof Tables, rows: readonly object[]) {
  return sql`jsonb_populate_recordset(NULL::${sql.table(table)}, ${JSON.stringify(rows)}::jsonb)`
}
