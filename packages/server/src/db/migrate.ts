import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { billingSchema, inBillingSchema } from './database.ts'

const ownFolder = join(import.meta.dirname, 'migrations')
// Any number will do, as long as every Verge takes the same one.
const lockKey = 836_254
const lockNotAvailable = '55P03'

/** The schema is not what this program can work on, told in words. */
export class SchemaRefused extends Error {
  override readonly name = 'SchemaRefused'
}

export interface AppliedMigration {
  name: string
  hash: string
}
interface Migration extends AppliedMigration {
  sql: string
}

export interface MigrateOptions {
  turnWithinMs?: number
  /** How often a file that found a table in use begins again. */
  triesMax?: number
  folder?: string
}

/**
 * Brings the schema up to this program, one transaction a file, while others that start at the same time wait their turn
 * and others serve. Killed in between, the next start goes on where it stopped.
 */
export async function migrate(
  config: pg.ClientConfig,
  { turnWithinMs = 60_000, triesMax = 30, folder = ownFolder }: MigrateOptions = {},
): Promise<void> {
  const client = new pg.Client(inBillingSchema(config))
  // A connection that breaks fails the statement that is under way; told twice it would end the process.
  client.on('error', () => {})
  await client.connect()
  try {
    // Who has nothing to change waits for nobody, a backup among them.
    if ((await pending(client, folder)).length === 0) return
    await takeTurn(client, turnWithinMs)
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${billingSchema}`)
    await client.query(tableOfMigrations)
    for (const migration of await pending(client, folder)) await apply(client, migration, triesMax)
  } finally {
    await client.end()
  }
}

const tableOfMigrations =
  'CREATE TABLE IF NOT EXISTS schema_migrations (name text PRIMARY KEY, hash text NOT NULL)'

/** Files that this program brings and the database does not have yet. @throws SchemaRefused */
async function pending(client: pg.Client, folder: string): Promise<Migration[]> {
  const applied = await appliedMigrations(client)
  const known = migrations(folder)
  refuseUnknown(applied, known, 'database')
  return known.filter(({ name }) => !applied.some((one) => one.name === name))
}

export async function appliedMigrations(client: pg.Client): Promise<AppliedMigration[]> {
  const found = await client.query<{ there: boolean }>(
    `SELECT to_regclass('${billingSchema}.schema_migrations') IS NOT NULL AS there`,
  )
  if (!found.rows[0]!.there) return []
  const { rows } = await client.query<AppliedMigration>(
    `SELECT name, hash FROM ${billingSchema}.schema_migrations ORDER BY name`,
  )
  return rows
}

/** Until the connection ends. Asked again and again, for who waits inside a statement holds up others' indexes. */
export async function takeTurn(client: pg.Client, withinMs = 60_000): Promise<void> {
  await turn(client, 'pg_try_advisory_lock', withinMs)
}

/** Until the connection ends nobody changes the schema; others may share the turn. */
export async function shareTurn(client: pg.Client, withinMs = 60_000): Promise<void> {
  await turn(client, 'pg_try_advisory_lock_shared', withinMs)
}

const askAgainMs = 200

async function turn(client: pg.Client, lock: string, withinMs: number): Promise<void> {
  for (let waitedMs = 0; ; waitedMs += askAgainMs) {
    const { rows } = await client.query<{ taken: boolean }>(`SELECT ${lock}($1) AS taken`, [lockKey])
    if (rows[0]!.taken) return
    if (waitedMs >= withinMs)
      throw new SchemaRefused(
        `Another Verge has been changing or copying this database for ${withinMs / 1000} s. Start again when it is done.`,
      )
    await pause(client, askAgainMs)
  }
}

async function pause(client: pg.Client, ms: number): Promise<void> {
  await client.query('SELECT pg_sleep($1)', [ms / 1000])
}

async function apply(client: pg.Client, migration: Migration, triesMax: number): Promise<void> {
  if (/\bCONCURRENTLY\b/.test(migration.sql)) return applyAlone(client, migration)
  // Whoever serves queues up behind a change that waits for a table, so it waits briefly and begins again.
  await client.query("SET lock_timeout = '500ms'")
  for (let tries = 1; ; tries++) {
    try {
      return await applyWhole(client, migration)
    } catch (error) {
      if ((error as { code?: string }).code !== lockNotAvailable) throw error
      if (tries >= triesMax)
        throw new SchemaRefused(
          `${migration.name} found a table in use ${tries} times. Start again when the database is less busy.`,
          { cause: error },
        )
    }
    await pause(client, 500)
  }
}

async function applyWhole(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('BEGIN')
  try {
    await client.query(migration.sql)
    await record(client, migration)
    await client.query('COMMIT')
  } catch (error) {
    // On a connection that broke there is nothing to roll back, and what broke it is what matters.
    await client.query('ROLLBACK').catch(() => {})
    throw error
  }
}

/** An index that is made while others write cannot be made in a transaction; what a killed one left is made anew. */
async function applyAlone(client: pg.Client, migration: Migration): Promise<void> {
  const index = /CREATE (?:UNIQUE )?INDEX CONCURRENTLY (\w+)/.exec(migration.sql)?.[1]
  if (!index || migration.sql.replace(/--.*$/gm, '').trim().replace(/;$/, '').includes(';'))
    throw new Error(`${migration.name}: CREATE INDEX CONCURRENTLY stands in a file of its own.`)
  await client.query('SET lock_timeout = 0')
  await client.query(`DROP INDEX CONCURRENTLY IF EXISTS ${index}`)
  await client.query(migration.sql)
  await record(client, migration)
}

async function record(client: pg.Client, { name, hash }: AppliedMigration): Promise<void> {
  await client.query('INSERT INTO schema_migrations (name, hash) VALUES ($1, $2)', [name, hash])
}

/** Makes the empty tables that these migrations led to, inside the caller's transaction. */
export async function migrateEmpty(client: pg.Client, upTo: AppliedMigration[]): Promise<void> {
  await client.query(tableOfMigrations)
  for (const migration of migrations(ownFolder).filter(({ name }) => upTo.some((one) => one.name === name))) {
    await client.query(migration.sql.replace(/\bCONCURRENTLY\b/, ''))
    await record(client, migration)
  }
}

function migrations(folder: string): Migration[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .toSorted()
    .map((name) => {
      const sql = readFileSync(join(folder, name), 'utf8')
      return { name, sql, hash: createHash('sha256').update(sql).digest('hex') }
    })
}

/** @throws SchemaRefused where a backup was made by another program than this or an earlier one */
export function refuseForeign(applied: AppliedMigration[]): void {
  refuseUnknown(applied, migrations(ownFolder), 'backup')
}

function refuseUnknown(applied: AppliedMigration[], known: Migration[], what: 'database' | 'backup'): void {
  for (const { name, hash } of applied) {
    const own = known.find((migration) => migration.name === name)
    if (!own)
      throw new SchemaRefused(
        `The ${what} is newer than this Verge: it has ${name}. Start the newer version.`,
      )
    if (own.hash !== hash)
      throw new SchemaRefused(`${name} was applied with another text. A released migration is never edited.`)
  }
}
