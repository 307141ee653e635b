import pg from 'pg'
import { billingSchema, openDatabase } from '../database.ts'
import { brokenInvariants } from '../invariants.ts'
import { migrate, migrateEmpty, refuseForeign, takeTurn } from '../migrate.ts'
import { foreignKeysIn, quoted, triggersIn, type Table } from './catalogue.ts'
import { readBackup, type Entry, type Manifest } from './file.ts'
import { BackupRefused } from './refused.ts'
import { appSchema, migratedSchemas } from './write.ts'

/** Bounds what is held in memory and sent at once. */
const lettersAtOnce = 1_000_000

export interface Restored {
  manifest: Manifest
  rows: Record<string, number>
  /** What does not hold in it, in words; it did not when the backup was made. */
  findings: string[]
}

interface RestoreOptions {
  /** Keeps the secrets, before the data that needs them is there for good. */
  keepSecrets(secrets: Record<string, string>): void
}

/**
 * Fills an empty database from a backup and brings its schema up to this program. The data appears whole or not at all.
 * @throws BackupRefused where the file or the database is not fit for it; nothing is changed then
 */
export async function restore(
  config: pg.ClientConfig,
  path: string,
  { keepSecrets }: RestoreOptions,
): Promise<Restored> {
  const { manifest, rows } = await verified(path)
  refuseForeign(manifest.migrations)
  const client = new pg.Client(config)
  client.on('error', () => {})
  await client.connect()
  try {
    await takeTurn(client)
    await refuseUsed(client)
    await client.query("SET timezone = 'UTC'; SET datestyle = 'ISO, YMD'")
    await client.query('BEGIN')
    const finish = await prepare(client, manifest)
    await load(client, path, manifest)
    for (const statement of finish) await client.query(statement)
    await verifyCounts(client, rows)
    keepSecrets(manifest.secrets)
    await client.query('COMMIT')
  } finally {
    // Whatever was not committed is gone with the connection.
    await client.end()
  }
  if (manifest.migrations.length > 0) await migrate(config)
  return { manifest, rows, findings: await findingsIn(config, manifest) }
}

/** A backup of before the first start has no books to look into. */
async function findingsIn(config: pg.ClientConfig, { migrations }: Manifest): Promise<string[]> {
  if (migrations.length === 0) return []
  // All of it is looked at, however long that takes.
  const db = openDatabase({ ...config, statement_timeout: 0 })
  try {
    return await brokenInvariants(db)
  } finally {
    await db.destroy()
  }
}

/** Read to its end before anything is touched. */
async function verified(path: string): Promise<{ manifest: Manifest; rows: Record<string, number> }> {
  let manifest: Manifest | null = null
  const rows: Record<string, number> = {}
  let table = ''
  for await (const entry of readBackup(path)) {
    if (entry.kind === 'manifest') manifest = entry.manifest
    else if (entry.kind === 'table') rows[(table = entry.name)] = 0
    else rows[table]! += 1
  }
  return { manifest: manifest!, rows }
}

async function refuseUsed(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT schemaname || '.' || tablename AS name FROM pg_tables WHERE schemaname = ANY($1) ORDER BY 1 LIMIT 1`,
    [[...migratedSchemas, appSchema]],
  )
  if (rows[0])
    throw new BackupRefused(
      `This database is in use already: it has the table ${rows[0].name}. A backup is restored into an empty one.`,
    )
}

/** Empty tables as the backup had them, without what would judge a single row. @returns what puts that back */
async function prepare(client: pg.Client, { migrations, tables, sequences, app }: Manifest) {
  if (migrations.length > 0) {
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${billingSchema}`)
    await client.query(`SET LOCAL search_path = ${billingSchema}`)
    await migrateEmpty(client, migrations)
  }
  await client.query("SET LOCAL search_path = ''")
  const triggers = await triggersIn(client, migratedSchemas)
  const keys = await foreignKeysIn(client, migratedSchemas)
  for (const { off } of triggers) await client.query(off)
  for (const { drop } of keys) await client.query(drop)
  const migrated = tables.filter(({ schema }) => migratedSchemas.includes(schema))
  // A migration may have put rows of its own there, which the backup has too.
  if (migrated.length > 0) await client.query(`TRUNCATE ${migrated.map(quoted).join(', ')}`)
  if (app) {
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${pg.escapeIdentifier(app.name)}`)
    for (const statement of app.tables) await client.query(statement)
  }
  const counters = sequences.map(
    ({ name, last_value, is_called }) =>
      `SELECT setval(${pg.escapeLiteral(name)}, ${BigInt(last_value)}, ${Boolean(is_called)})`,
  )
  return [
    ...(app?.constraints ?? []),
    ...keys.map(({ add }) => add),
    ...triggers.map(({ on }) => on),
    ...counters,
  ]
}

async function load(client: pg.Client, path: string, { tables }: Manifest): Promise<void> {
  let table: Table | undefined
  let held: string[] = []
  let letters = 0

  async function flush(): Promise<void> {
    if (held.length > 0) await insert(client, table!, held)
    held = []
    letters = 0
  }
  for await (const entry of readBackup(path)) {
    if (entry.kind === 'table') {
      await flush()
      table = named(path, tables, entry)
    }
    if (entry.kind !== 'row') continue
    held.push(entry.json)
    letters += entry.json.length
    if (letters >= lettersAtOnce) await flush()
  }
  await flush()
}

function named(path: string, tables: Table[], { name }: Extract<Entry, { kind: 'table' }>): Table {
  const table = tables.find((one) => quoted(one) === name)
  if (!table) throw new BackupRefused(`${path} has rows of ${name}, which it does not describe.`)
  return table
}

async function insert(client: pg.Client, table: Table, rows: string[]): Promise<void> {
  const names = table.columns.map(({ name }) => pg.escapeIdentifier(name)).join(', ')
  const values = table.columns.map(({ type }, index) => `(r.value->>${index})::${type}`).join(', ')
  await client.query(
    `INSERT INTO ${quoted(table)} (${names}) OVERRIDING SYSTEM VALUE
     SELECT ${values} FROM jsonb_array_elements($1::jsonb) AS r`,
    [`[${rows.join(',')}]`],
  )
}

async function verifyCounts(client: pg.Client, rows: Record<string, number>): Promise<void> {
  for (const [table, expected] of Object.entries(rows)) {
    const found = await client.query<{ count: string }>(`SELECT count(*)::text AS count FROM ${table}`)
    if (Number(found.rows[0]!.count) !== expected)
      throw new Error(
        `${table} has ${found.rows[0]!.count} rows after restoring, and the backup ${expected}.`,
      )
  }
}
