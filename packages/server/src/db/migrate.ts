import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { billingSchema, inBillingSchema } from './database.ts'

const directory = join(import.meta.dirname, 'migrations')
// Any number will do, as long as every Verge takes the same one.
const lockKey = 836_254

interface Migration {
  name: string
  sql: string
  hash: string
}

/** Brings the schema up to this program, one transaction a file, while others that start at the same time wait. */
export async function migrate(config: pg.ClientConfig): Promise<void> {
  const client = new pg.Client(inBillingSchema(config))
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [lockKey])
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

async function apply(client: pg.Client, { name, sql, hash }: Migration): Promise<void> {
  await client.query('BEGIN')
  try {
    await client.query(sql)
    await client.query('INSERT INTO schema_migrations (name, hash) VALUES ($1, $2)', [name, hash])
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
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
      throw new Error(`The database is newer than this Verge: it has ${name}. Start the newer version.`)
    if (own.hash !== hash)
      throw new Error(`${name} was applied with another text. A released migration is never edited.`)
  }
}
