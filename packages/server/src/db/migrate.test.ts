import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { openStoredDatabase, type StoredDatabase } from '../../../../test/world/stored.ts'
import { billingSchema, inBillingSchema } from './database.ts'
import { migrate } from './migrate.ts'

let postgres: StoredDatabase
beforeAll(async () => void (postgres = await openStoredDatabase()))
afterEach(() => ask(`DROP SCHEMA IF EXISTS ${billingSchema}, sandbox_processor CASCADE`))
afterAll(() => postgres.close())

async function ask(statement: string): Promise<unknown[]> {
  const client = new pg.Client(inBillingSchema(postgres.config))
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<object>(statement)).rows
  } finally {
    await client.end()
  }
}
const applied = () => ask('SELECT name FROM schema_migrations ORDER BY name')

it('changes nothing when it runs again', async () => {
  await migrate(postgres.config)
  const before = await applied()
  await migrate(postgres.config)
  expect(await applied()).toEqual(before)
})

it('lets several that start at once take turns', async () => {
  await Promise.all(Array.from({ length: 4 }, () => migrate(postgres.config)))
  expect((await applied()).length).toBeGreaterThan(3)
})

it('refuses, in words, a database that a newer version has changed', async () => {
  await migrate(postgres.config)
  await ask("INSERT INTO schema_migrations (name, hash) VALUES ('999-later.sql', 'x')")
  await expect(migrate(postgres.config)).rejects.toThrow(
    'The database is newer than this Verge: it has 999-later.sql',
  )
})

it('refuses a migration whose text was changed after it ran', async () => {
  await migrate(postgres.config)
  await ask("UPDATE schema_migrations SET hash = 'other' WHERE name LIKE '001-%'")
  await expect(migrate(postgres.config)).rejects.toThrow('A released migration is never edited.')
})

it('says who is in its way when another one does not come to an end', async () => {
  const other = new pg.Client(postgres.config)
  await other.connect()
  await other.query('SELECT pg_advisory_lock(836254)')
  await expect(migrate(postgres.config, { turnWithinMs: 200 })).rejects.toThrow(
    'Another Verge has been changing',
  )
  await other.end()
})

it('goes on after it was cut off, and leaves no half of a file', async () => {
  const cut = Array.from({ length: 12 }, async (_, index) => {
    const migrating = migrate(postgres.config).catch(() => 'cut off')
    await new Promise((done) => setTimeout(done, 5 + index * 9))
    await ask(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database() AND query NOT LIKE '%pg_terminate%' AND backend_type = 'client backend'`,
    ).catch(() => {})
    return migrating
  })
  await Promise.all(cut)
  await migrate(postgres.config)
  const tables = await ask(`SELECT tablename FROM pg_tables WHERE schemaname = '${billingSchema}'`)
  expect(tables).toContainEqual({ tablename: 'subscriptions' })
  expect((await applied()).length).toBeGreaterThan(3)
})
