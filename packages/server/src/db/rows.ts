import { sql, type Transaction } from 'kysely'
import pg from 'pg'
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

/** Many rows in one unanswered statement. They travel as one JSON document, so that a batch of any size is one parameter. */
export async function insertRows(
  tx: Transaction<Tables>,
  table: keyof Tables,
  rows: readonly object[],
): Promise<void> {
  if (rows.length > 0) await sql`${unanswered}${insertion(table, rows)}`.execute(tx)
}

/** As a part of a greater statement. There are some rows. */
export function insertion(table: keyof Tables, rows: readonly object[]) {
  const columns = namesOf(Object.keys(rows[0]!)).join(', ')
  const into = sql.raw(`INSERT INTO ${pg.escapeIdentifier(table)} (${columns}) SELECT ${columns}`)
  return sql`${into} FROM ${recordsOf(table, rows)}`
}

/** Unlike a list of values, an array may be empty. */
export function anyOf(ids: readonly string[]) {
  return sql<string>`ANY (${[...new Set(ids)]}::uuid[])`
}

/** Sets these columns of the rows with these ids, unanswered. */
export async function updateRows(
  tx: Transaction<Tables>,
  table: keyof Tables,
  columns: readonly string[],
  rows: readonly { id: string }[],
): Promise<void> {
  if (rows.length === 0) return
  await sql`${unanswered}${setColumns(table, columns, rows)} WHERE current.id = next.id`.execute(tx)
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
  const assignments = namesOf(columns).map((column) => `${column} = next.${column}`)
  const set = sql.raw(`UPDATE ${pg.escapeIdentifier(table)} AS current SET ${assignments.join(', ')}`)
  return sql`${set} FROM ${recordsOf(table, rows)} AS next`
}

/** As pieces of text: a statement of a hundred names is put together in half the time. */
const namesOf = (columns: readonly string[]) => columns.map((column) => pg.escapeIdentifier(column))

/** Rows as they travel, to read from as from a table. */
export function recordsOf(table: keyof Tables, rows: readonly object[]) {
  return sql`jsonb_populate_recordset(NULL::${sql.table(table)}, ${JSON.stringify(rows)}::jsonb)`
}
