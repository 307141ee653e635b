import pg from 'pg'
import { BackupRefused } from './refused.ts'

/** A table as its data is read and written; columns that the database computes are left out. */
export interface Table {
  schema: string
  name: string
  columns: { name: string; type: string }[]
}

/** Statements that make an emptied schema anew, and those that come after its rows. */
export interface AppSchema {
  name: string
  tables: string[]
  constraints: string[]
}

export interface Sequence {
  name: string
  last_value: string
  is_called: boolean
}

export function quoted({ schema, name }: { schema: string; name: string }): string {
  return `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`
}

export async function tablesIn(client: pg.Client, schemas: string[]): Promise<Table[]> {
  const { rows } = await client.query<Table>(
    `SELECT n.nspname AS schema, c.relname AS name,
       json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) ORDER BY a.attnum) AS columns
     FROM pg_class c
     JOIN pg_namespace n ON n.oid = c.relnamespace
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
     WHERE n.nspname = ANY($1) AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> 'schema_migrations'
     GROUP BY n.nspname, c.relname ORDER BY n.nspname, c.relname`,
    [schemas],
  )
  return rows
}

export async function sequencesIn(client: pg.Client, schemas: string[]): Promise<Sequence[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, sequencename) AS name FROM pg_sequences
     WHERE schemaname = ANY($1) ORDER BY 1`,
    [schemas],
  )
  const sequences: Sequence[] = []
  for (const { name } of rows) {
    const state = await client.query<Omit<Sequence, 'name'>>(
      `SELECT last_value::text, is_called FROM ${name}`,
    )
    sequences.push({ name, ...state.rows[0]! })
  }
  return sequences
}

/** The statements that drop and make the foreign keys of these schemas, as they stand. */
export async function foreignKeysIn(client: pg.Client, schemas: string[]) {
  const { rows } = await client.query<{ drop: string; add: string }>(
    `SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', table_name, conname) AS drop,
            format('ALTER TABLE %s ADD CONSTRAINT %I %s', table_name, conname, pg_get_constraintdef(oid)) AS add
     FROM (SELECT k.*, format('%I.%I', n.nspname, c.relname) AS table_name
           FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE n.nspname = ANY($1) AND k.contype = 'f' AND k.conparentid = 0) AS keys
     ORDER BY 2`,
    [schemas],
  )
  return rows
}

/** The statements that switch the triggers of these schemas off, and on again. Their owner may. */
export async function triggersIn(client: pg.Client, schemas: string[]) {
  const { rows } = await client.query<{ off: string; on: string }>(
    `SELECT format('ALTER TABLE %I.%I DISABLE TRIGGER %I', n.nspname, c.relname, t.tgname) AS off,
            format('ALTER TABLE %I.%I ENABLE TRIGGER %I', n.nspname, c.relname, t.tgname) AS on
     FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = ANY($1) AND NOT t.tgisinternal AND t.tgparentid = 0 AND t.tgenabled = 'O'
     ORDER BY 1`,
    [schemas],
  )
  return rows
}

/**
 * A schema whose tables no migration of ours makes, described by itself: plain tables with their constraints and indexes.
 * @throws BackupRefused where there is more, which would be lost without a word
 */
export async function describeApp(client: pg.Client, schema: string): Promise<AppSchema | null> {
  const tables = await statements(
    client,
    `SELECT format('CREATE TABLE %I.%I (%s)', n.nspname, c.relname, string_agg(
       format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod))
         || CASE WHEN d.adbin IS NULL THEN '' ELSE ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid) END
         || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END, ', ' ORDER BY a.attnum)) AS statement
     FROM pg_class c
     JOIN pg_namespace n ON n.oid = c.relnamespace
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
     WHERE n.nspname = $1 AND c.relkind = 'r'
     GROUP BY n.nspname, c.relname ORDER BY 1`,
    schema,
  )
  if (tables.length === 0) return null
  await refuseMoreThanTables(client, schema)
  const constraints = await statements(
    client,
    `SELECT format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s', n.nspname, c.relname, k.conname, pg_get_constraintdef(k.oid)) AS statement
     FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND k.contype IN ('p', 'u', 'x', 'c', 'f')
     ORDER BY k.contype = 'f', 1`,
    schema,
  )
  const indexes = await statements(
    client,
    `SELECT pg_get_indexdef(i.indexrelid) AS statement
     FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
     ORDER BY 1`,
    schema,
  )
  return { name: schema, tables, constraints: [...constraints, ...indexes] }
}

async function refuseMoreThanTables(client: pg.Client, schema: string): Promise<void> {
  const more = await statements(
    client,
    `SELECT c.relname AS statement FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = $1 AND c.relkind IN ('v', 'm', 'f', 'p', 'S')
     UNION ALL SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = $1
     UNION ALL SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = $1 AND NOT t.tgisinternal
     UNION ALL SELECT c.relname || '.' || a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = $1 AND a.attnum > 0 AND (a.attgenerated <> '' OR a.attidentity <> '')
     UNION ALL SELECT t.typname FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE n.nspname = $1 AND t.typtype IN ('e', 'd', 'r')`,
    schema,
  )
  if (more.length > 0)
    throw new BackupRefused(
      `The schema ${schema} holds more than tables: ${more.join(', ')}. Use PostgreSQL's own pg_dump for this database.`,
    )
}

async function statements(client: pg.Client, query: string, schema: string): Promise<string[]> {
  const { rows } = await client.query<{ statement: string }>(query, [schema])
  return rows.map(({ statement }) => statement)
}
