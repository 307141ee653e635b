import { sql, type Transaction } from 'kysely'
import type { AggregateRows, Tables } from './tables.ts'

/** Many rows in one statement. They travel as one JSON document, so that a batch of any size is one parameter. */
export async function insertRows(
  tx: Transaction<Tables>,
  table: keyof Tables,
  rows: readonly object[],
): Promise<void> {
  if (rows.length > 0) await insertion(table, rows).execute(tx)
}

/** What belongs together, into two tables in one statement; neither is empty. */
export async function insertBoth(
  tx: Transaction<Tables>,
  [table, rows]: readonly [keyof Tables, readonly object[]],
  [other, others]: readonly [keyof Tables, readonly object[]],
): Promise<void> {
  await sql`WITH inserted AS (${insertion(table, rows)}) ${insertion(other, others)}`.execute(tx)
}

function insertion(table: keyof Tables, rows: readonly object[]) {
  const columns = sql.join(Object.keys(rows[0]!).map((column) => sql.ref(column)))
  return sql`INSERT INTO ${sql.table(table)} (${columns}) SELECT ${columns} FROM ${recordsOf(table, rows)}`
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

/** Rows as they travel, to read from as from a table. */
export function recordsOf(table: keyof Tables, rows: readonly object[]) {
  return sql`jsonb_populate_recordset(NULL::${sql.table(table)}, ${JSON.stringify(rows)}::jsonb)`
}
