import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import pg from 'pg'
import { createAuth, createPolarClient, migrateAuth, openAuthDatabase } from '@verge/auth'

const root = resolve(import.meta.dirname, '../..')

/** A folder that PostgreSQL's own account may enter, gone after the test. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'verge-backup-'))
  chmodSync(folder, 0o755)
  return folder
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
}

export async function ask<Row extends object>(
  config: pg.ClientConfig,
  statement: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client(config)
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<Row>(statement, values)).rows
  } finally {
    await client.end()
  }
}

/** A digest of every row of every table that a backup is about. */
export async function digests(config: pg.ClientConfig): Promise<Record<string, string>> {
  const tables = await ask<{ name: string }>(
    config,
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname IN ('verge_billing', 'sandbox_processor', 'verge_app') ORDER BY 1`,
  )
  const found: Record<string, string> = {}
  for (const { name } of tables) {
    const [row] = await ask<{ digest: string }>(
      config,
      `SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, E'\\n' ORDER BY t::text)), '') AS digest FROM ${name} t`,
    )
    found[name] = row!.digest
  }
  return found
}

/** What the schemas are made of: columns, constraints, indexes, triggers. */
export function structure(config: pg.ClientConfig): Promise<object[]> {
  return ask(
    config,
    `WITH places AS (SELECT c.oid, n.nspname || '.' || c.relname AS place FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname IN ('verge_billing', 'sandbox_processor', 'verge_app'))
     SELECT place, a.attname AS part, format_type(a.atttypid, a.atttypmod) || a.attnotnull AS said FROM pg_attribute a JOIN places ON oid = attrelid
       WHERE attnum > 0 AND NOT attisdropped
     UNION ALL SELECT place, conname, pg_get_constraintdef(k.oid) || k.convalidated FROM pg_constraint k JOIN places ON places.oid = conrelid WHERE contype <> 'n'
     UNION ALL SELECT place, '', pg_get_indexdef(indexrelid) FROM pg_index JOIN places ON oid = indrelid
     UNION ALL SELECT place, tgname, pg_get_triggerdef(t.oid) || tgenabled::text FROM pg_trigger t JOIN places ON places.oid = tgrelid WHERE NOT tgisinternal
     ORDER BY 1, 2, 3`,
  )
}

/** Tables of the app beside the portal, with one person who signed up. */
export async function addApp(config: pg.PoolConfig): Promise<void> {
  const pool = await openAuthDatabase(config)
  const auth = createAuth({
    database: pool,
    polarClient: createPolarClient({ accessToken: 'polar_oat_none', server: 'http://localhost:9' }),
    secret: 'a secret of at least thirty-two characters',
    baseURL: 'http://localhost:3000',
    trustedOrigins: [],
    portalUrl: 'http://localhost:4000',
    successUrl: 'http://localhost:3000/success',
    webhookSecret: 'whsec_in_tests',
    products: [],
  })
  await migrateAuth(auth, pool)
  await pool.query(
    `INSERT INTO "user" (id, name, email, "emailVerified", "createdAt", "updatedAt")
     VALUES ('ada', 'Ada "the first" \\ 🌍', 'ada@example.com', true, '2027-01-31T12:00:00.123456Z', '2027-01-31T12:00:00Z')`,
  )
  await pool.end()
}

/** Runs the command as a person would. */
export function command(
  words: string[],
  environment: Record<string, string>,
  { node = [] }: { node?: string[] } = {},
) {
  const program = join(root, 'packages/cli/src/main.ts')
  const child = spawn(process.execPath, [...node, '--import', 'tsx', program, ...words], {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stdout.on('data', (chunk) => (said += String(chunk)))
  child.stderr.on('data', (chunk) => (said += String(chunk)))
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, said }))
  return { child, ended }
}
