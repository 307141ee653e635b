import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { inBillingSchema } from './database.ts'
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded.ts'
import { migrate } from './migrate.ts'

const folder = join(import.meta.dirname, 'migrations')
const files = readdirSync(folder).toSorted()

let directory: string
let postgres: EmbeddedPostgres
let client: pg.Client
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'verge-killed-'))
  postgres = await startEmbeddedPostgres({ dataDirectory: directory })
  client = new pg.Client(inBillingSchema(postgres.config))
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await postgres.stop()
  rmSync(directory, { recursive: true, force: true })
})

/** A file's statements; a function's body is part of its own. */
function statementsOf(sql: string): string[] {
  const parts = sql.replace(/--.*$/gm, '').split(/(\$\$[\s\S]*?\$\$|;)/)
  const statements = ['']
  for (const part of parts) {
    if (part === ';') statements.push('')
    else statements[statements.length - 1] += part
  }
  return statements.map((one) => one.trim()).filter((one) => one !== '')
}

async function ask<Row extends object>(statement: string): Promise<Row[]> {
  return (await client.query<Row>(statement)).rows
}

/** All that the schemas are made of, and which migrations they know of. */
async function shape(): Promise<string> {
  const known = await ask<{ there: boolean }>(`SELECT to_regclass('schema_migrations') IS NOT NULL AS there`)
  const parts = await ask(
    `WITH mine AS (SELECT oid FROM pg_namespace WHERE nspname IN ('verge_billing', 'sandbox_processor'))
     SELECT relname AS name, relkind::text AS said FROM pg_class WHERE relnamespace IN (SELECT oid FROM mine)
     UNION ALL SELECT attrelid::regclass || '.' || attname, format_type(atttypid, atttypmod) || attnotnull FROM pg_attribute
       JOIN pg_class c ON c.oid = attrelid WHERE relnamespace IN (SELECT oid FROM mine) AND attnum > 0
     UNION ALL SELECT conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace IN (SELECT oid FROM mine)
     UNION ALL SELECT proname, prosrc FROM pg_proc WHERE pronamespace IN (SELECT oid FROM mine)
     UNION ALL SELECT tgname, pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid
       WHERE relnamespace IN (SELECT oid FROM mine) AND NOT tgisinternal
     ORDER BY 1, 2`,
  )
  const applied = known[0]!.there ? await ask('SELECT name, hash FROM schema_migrations ORDER BY name') : []
  return JSON.stringify([parts, applied])
}

it('killed at any statement of any migration leaves nothing of the file, and goes on at the next start', async () => {
  let killed = 0
  for (const [index, file] of files.entries()) {
    const earlier = files.slice(0, index)
    const statements = statementsOf(readFileSync(join(folder, file), 'utf8'))
    let before: string | null = null
    // An index that is made while others write stands alone in its file; the next test cuts it off.
    const cuts = /CONCURRENTLY/.test(statements.join()) ? 0 : statements.length
    for (let count = 0; count <= cuts; count++) {
      const cut = [...statements.slice(0, count), 'SELECT pg_terminate_backend(pg_backend_pid())']
      const cutFolder = folderOf(earlier, { [file]: `${cut.join(';\n')};\n` })
      await expect(migrate(postgres.config, { folder: cutFolder })).rejects.toThrow(/terminat/)
      before ??= await shape()
      expect(await shape()).toBe(before)
      killed++
    }
    await migrate(postgres.config, { folder: folderOf([...earlier, file]) })
    expect(await shape()).not.toBe(before)
  }
  expect(killed).toBeGreaterThan(70)
  await migrate(postgres.config)
}, 300_000)

it('makes an index anew that was cut off while others wrote', async () => {
  const last = { '990-mails.sql': 'CREATE INDEX CONCURRENTLY emails_recipient ON emails (recipient);\n' }
  await ask(
    `INSERT INTO emails (id, created_at, dedupe_key, recipient, subject, body)
     SELECT md5(n::text)::uuid, '2027-01-31', n, 'a', 'b', 'c' FROM generate_series(1, 1000) AS n`,
  )
  const other = new pg.Client(inBillingSchema(postgres.config))
  await other.connect()
  // It has to wait for whoever writes, and is killed in its wait.
  await other.query("BEGIN; UPDATE emails SET subject = 'new' WHERE dedupe_key = '1'")
  const cutOff = migrate(postgres.config, { folder: folderOf(files, last) }).catch((error: unknown) => error)
  for (let tries = 0; tries < 200; tries++) {
    const found = await ask(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX CONC%' AND wait_event_type = 'Lock'`,
    )
    if (found.length > 0) break
    await new Promise((done) => setTimeout(done, 20))
  }
  expect(await cutOff).toBeInstanceOf(Error)
  const state = () =>
    ask(`SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('emails_recipient')`)
  expect(await state()).toEqual([{ indisvalid: false }])
  await other.query('COMMIT')
  await other.end()
  await migrate(postgres.config, { folder: folderOf(files, last) })
  expect(await state()).toEqual([{ indisvalid: true }])
})

/** A folder of migrations: some of ours, and others. What stays the same from one to the next is not copied again. */
function folderOf(ours: string[], others: Record<string, string> = {}): string {
  const made = join(directory, 'migrations')
  mkdirSync(made, { recursive: true })
  for (const file of othersMade) rmSync(join(made, file))
  const there = new Set(readdirSync(made))
  for (const file of there) if (!ours.includes(file)) rmSync(join(made, file))
  for (const file of ours) if (!there.has(file)) cpSync(join(folder, file), join(made, file))
  for (const [file, sql] of Object.entries(others)) writeFileSync(join(made, file), sql)
  othersMade = Object.keys(others)
  return made
}
let othersMade: string[] = []
