import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { billingSchema, inBillingSchema } from './database.ts'

const directory = join(import.meta.dirname, 'migrations')
// Any number will do, as long as every Verge takes the same one.
const lockKey = 836_254
const lockNotAvailable = '55P03'

/** The schema is not what this program can work on, told in words. */
export class SchemaRefused extends Error {
  override readonly name = 'SchemaRefused'
}

interface Migration {
  name: string
  sql: string
  hash: string
}

/**
 * Brings the schema up to this program, one transaction a file, while others that start at the same time wait their turn.
 * Killed in between, the next start goes on where it stopped.
 */
export async function migrate(config: pg.ClientConfig, { turnWithin = '60s' } = {}): Promise<void> {
  const client = new pg.Client(inBillingSchema(config))
  // A connection that breaks fails the statement that is under way; told twice it would end the process.
  client.on('error', () => {})
  await client.connect()
  try {
    await takeTurn(client, turnWithin)
    // What serves at the same time waits this long at most for a table that is being changed.
    await client.query("SET lock_timeout = '5s'")
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${billingSchema}`)
    await client.query(
      'CREATE TABLE IF NOT EXISTS schema_migrations (name text PRIMARY KEY, hash text NOT NULL)',
    )
    const { rows } = await client.query<{ name: string; hash: string }>(
      'SELECT name, hash FROM schema_migrations',
    )
    const known = migrations()
    refuseForeign(rows, known)
    for (const migration of known.filter(({ name }) => !rows.some((row) => row.name === name)))
      await apply(client, migration)
  } finally {
    await client.end()
  }
}

async function takeTurn(client: pg.Client, within: string): Promise<void> {
  await client.query(`SELECT set_config('lock_timeout', $1, false)`, [within])
  await client.query('SELECT pg_advisory_lock($1)', [lockKey]).catch((error: unknown) => {
    if ((error as { code?: string }).code !== lockNotAvailable) throw error
    throw new SchemaRefused(
      `Another Verge has been changing the schema of this database for ${within}. Start again when it is done.`,
    )
  })
}

async function apply(client: pg.Client, { name, sql, hash }: Migration): Promise<void> {
  await client.query('BEGIN')
  try {
    await client.query(sql)
    await client.query('INSERT INTO schema_migrations (name, hash) VALUES ($1, $2)', [name, hash])
    await client.query('COMMIT')
  } catch (error) {
    // On a connection that broke there is nothing to roll back, and what broke it is what matters.
    await client.query('ROLLBACK').catch(() => {})
    throw error
  }
}

function migrations(): Migration[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.sql'))
    .toSorted()
    .map((name) => {
      const sql = readFileSync(join(directory, name), 'utf8')
      return { name, sql, hash: createHash('sha256').update(sql).digest('hex') }
    })
}

function refuseForeign(applied: { name: string; hash: string }[], known: Migration[]): void {
  for (const { name, hash } of applied) {
    const own = known.find((migration) => migration.name === name)
    if (!own)
      throw new SchemaRefused(
        `The database is newer than this Verge: it has ${name}. Start the newer version.`,
      )
    if (own.hash !== hash)
      throw new SchemaRefused(`${name} was applied with another text. A released migration is never edited.`)
  }
}
