import { sql, type Transaction } from 'kysely'
import type { AggregateRows, Tables } from './tables.ts'

const mark = '/* unanswered */'

/**
 * Stands before a statement in a transaction whose answer nobody needs: it travels with the next one, at latest with the
 * COMMIT, which fails where it failed.
 */
export const unanswered = sql.raw(`${mark} `)

export function isUnanswered(text: string): boolean {
  return text.startsWith(mark)
}

/** Many rows in one statement. They travel as one JSON document, so that a batch of any size is one parameter. */
export async function insertRows(
  tx: Transaction<Tables>,
  table: keyof Tables,
  rows: readonly object[],
): Promise<void> {
  if (rows.length > 0) await insertion(table, rows).execute(tx)
}

/** As a part of a greater statement. There are some rows. */
export function insertion(table: keyof Tables, rows: readonly object[]) {
  const columns = sql.join(Object.keys(rows[0]!).map((column) => sql.ref(column)))
  return sql`INSERT INTO ${sql.table(table)} (${columns}) SELECT ${columns} FROM ${recordsOf(table, rows)}`
}

/** Unlike a list of values, an array may be empty. */
export function anyOf(ids: readonly string[]) {
  return sql<string>`ANY (${[...new Set(ids)]}::uuid[])`
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

/** As a part of a greater statement: of rows that carry their next version, those that still stand at the version before. */
export function versionUpdate(
  table: keyof AggregateRows,
  columns: readonly string[],
  rows: readonly { id: string; version: number }[],
) {
  return sql`${setColumns(table, columns, rows)} WHERE current.id = next.id AND current.version = next.version - 1`
}

function setColumns(table: keyof Tables, columns: readonly string[], rows: readonly object[]) {
  const assignments = columns.map((column) => sql`${sql.ref(column)} = next.${sql.ref(column)}`)
  return sql`UPDATE ${sql.table(table)} AS current SET ${sql.join(assignments)} FROM ${recordsOf(table, rows)} AS next`
}

/** Rows as they travel, to read from as from a table. */
export function recordsOf(table: keyof Tables, rows: readonly object[]) {
  return sql`jsonb_populate_recordset(NULL::${sql.table(table)}, ${JSON.stringify(rows)}::jsonb)`
}
