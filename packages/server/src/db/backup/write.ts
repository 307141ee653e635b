import pg from 'pg'
import { billingSchema } from '../database.ts'
import { appliedMigrations, shareTurn } from '../migrate.ts'
import { describeApp, quoted, sequencesIn, tablesIn, type Table } from './catalogue.ts'
import { writeBackup, type Entry, type Manifest } from './file.ts'
import { BackupRefused } from './refused.ts'

/** Made by our migrations. */
export const migratedSchemas = [billingSchema, 'sandbox_processor']
/** Made by the app itself, as it stands: users and their sessions. */
export const appSchema = 'verge_app'

const rowsAtOnce = 500
/** Values as the database writes them: exact for every type, and null apart from every text. */
const asText = { getTypeParser: () => (text: unknown) => text }

interface BackupOptions {
  made_at: Date
  secrets: Record<string, string>
}

/** Everything of the product that one instant holds, into one file. @returns the rows of each table */
export async function backUp(
  config: pg.ClientConfig,
  path: string,
  { made_at, secrets }: BackupOptions,
): Promise<Record<string, number>> {
  const client = new pg.Client(config)
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query("SET search_path = ''; SET timezone = 'UTC'; SET datestyle = 'ISO, YMD'")
    // Neither a migration nor an emptied table may come between the tables that are read one after the other.
    await shareTurn(client)
    const tables = await tablesIn(client, [...migratedSchemas, appSchema])
    if (tables.length === 0)
      throw new BackupRefused('This database holds nothing of Verge: there is nothing to back up.')
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY')
    await client.query(`LOCK TABLE ${tables.map(quoted).join(', ')} IN ACCESS SHARE MODE`)
    const { rows: server } = await client.query<{ server_version: string }>('SHOW server_version')
    const manifest: Manifest = {
      format: 'verge-backup',
      version: 1,
      made_at: made_at.toISOString(),
      postgres: server[0]!.server_version,
      migrations: await appliedMigrations(client),
      tables,
      sequences: await sequencesIn(client, migratedSchemas),
      app: await describeApp(client, appSchema),
      secrets,
    }
    return await writeBackup(path, entriesOf(client, manifest))
  } finally {
    await client.end()
  }
}

async function* entriesOf(client: pg.Client, manifest: Manifest): AsyncGenerator<Entry> {
  yield { kind: 'manifest', manifest }
  for (const table of manifest.tables) {
    yield { kind: 'table', name: quoted(table) }
    yield* rowsOf(client, table)
  }
}

async function* rowsOf(client: pg.Client, table: Table): AsyncGenerator<Entry> {
  const columns = table.columns.map(({ name }) => pg.escapeIdentifier(name)).join(', ')
  await client.query(`DECLARE rows NO SCROLL CURSOR FOR SELECT ${columns} FROM ${quoted(table)}`)
  for (;;) {
    const { rows } = await client.query<(string | null)[]>({
      text: `FETCH ${rowsAtOnce} FROM rows`,
      rowMode: 'array',
      types: asText,
    })
    if (rows.length === 0) break
    for (const row of rows) yield { kind: 'row', json: JSON.stringify(row) }
  }
  await client.query('CLOSE rows')
}
