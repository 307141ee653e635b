import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { inBillingSchema } from './database.ts'
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded.ts'
import { migrate } from './migrate.ts'

/** Five million to be sure. */
const rows = Number(process.env.MIGRATE_ROWS ?? 200_000)

let directory: string
let postgres: EmbeddedPostgres
let pool: pg.Pool
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'verge-serving-'))
  postgres = await startEmbeddedPostgres({ dataDirectory: directory })
  await migrate(postgres.config)
  // Who has to wait for a lock longer than this is refused, and the test with them.
  pool = new pg.Pool({ ...inBillingSchema(postgres.config), max: 8, lock_timeout: 1_000 })
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  await pool.query(
    `INSERT INTO emails (id, created_at, dedupe_key, recipient, subject, body)
     SELECT md5(n::text)::uuid, '2027-01-31', n, 'ada@example.com', 'Mail', repeat('x', 100) FROM generate_series(1, ${rows}) AS n`,
  )
}, 600_000)
afterAll(async () => {
  await pool.end()
  await postgres.stop()
  rmSync(directory, { recursive: true, force: true })
})

/** Reads and writes by turns, until it is told to stop. @returns how many were served */
function serve() {
  let goesOn = true
  let served = 0
  const visitors = Array.from({ length: 4 }, async (_, visitor) => {
    for (let count = 0; goesOn; count++) {
      const key = ((count * 7919 + visitor) % rows) + 1
      await (count % 2 === 0
        ? pool.query('SELECT subject FROM emails WHERE dedupe_key = $1', [key])
        : pool.query("UPDATE emails SET subject = 'Mail again' WHERE dedupe_key = $1", [key]))
      served++
    }
  })
  return async () => {
    goesOn = false
    await Promise.all(visitors)
    return served
  }
}

it('changes a large table while it is read and written, and nobody waits a second for it', async () => {
  const folder = join(directory, 'migrations')
  cpSync(join(import.meta.dirname, 'migrations'), folder, { recursive: true })
  writeFileSync(join(folder, '990-expand.sql'), 'ALTER TABLE emails ADD COLUMN dialect text;\n')
  writeFileSync(
    join(folder, '991-index.sql'),
    'CREATE INDEX CONCURRENTLY emails_dialect ON emails (dialect, created_at);\n',
  )
  writeFileSync(
    join(folder, '992-check.sql'),
    "ALTER TABLE emails ADD CONSTRAINT emails_dialect CHECK (dialect ~ '^[a-z]{2}$') NOT VALID;\n",
  )
  writeFileSync(join(folder, '993-valid.sql'), 'ALTER TABLE emails VALIDATE CONSTRAINT emails_dialect;\n')

  // Somebody holds the table for longer than a change may wait for it.
  const slow = await pool.connect()
  await slow.query('BEGIN; LOCK TABLE emails IN ROW EXCLUSIVE MODE')
  const stop = serve()
  const migrating = migrate(postgres.config, { folder })
  await new Promise((done) => setTimeout(done, 1_500))
  const { rows: early } = await pool.query("SELECT name FROM schema_migrations WHERE name LIKE '99%'")
  await slow.query('COMMIT')
  slow.release()
  await migrating
  const served = await stop()
  const { rows: late } = await pool.query("SELECT name FROM schema_migrations WHERE name LIKE '99%'")
  expect([early.length, late.length]).toEqual([0, 4])
  expect(served).toBeGreaterThan(100)
}, 600_000)

it('gives up in words where a table is never free, and changes nothing', async () => {
  const folder = join(directory, 'migrations')
  writeFileSync(join(folder, '994-later.sql'), 'ALTER TABLE emails ADD COLUMN later text;\n')
  const slow = await pool.connect()
  await slow.query('BEGIN; LOCK TABLE emails IN ACCESS SHARE MODE')
  const migrating = migrate(postgres.config, { folder, triesMax: 2 })
  await expect(migrating).rejects.toThrow('994-later.sql found a table in use 2 times')
  await slow.query('ROLLBACK')
  slow.release()
  const { rows: applied } = await pool.query("SELECT name FROM schema_migrations WHERE name LIKE '994%'")
  expect(applied).toEqual([])
})
