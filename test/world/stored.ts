import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { openDatabase } from '@verge/server/db/database'
import { startEmbeddedPostgres } from '@verge/server/db/embedded'
import { migrate } from '@verge/server/db/migrate'
import type { Database } from '@verge/server/ports/ports'
import { migrations, openWorld, type World } from './open.ts'

export interface StoredDatabase {
  config: pg.PoolConfig
  close(): Promise<void>
}

/** An empty database of this file's own: on the PostgreSQL that is built in, or on the one at TEST_DATABASE_URL. */
export async function openStoredDatabase(): Promise<StoredDatabase> {
  const address = process.env.TEST_DATABASE_URL
  return address ? databaseAt(address) : embeddedDatabase()
}

async function embeddedDatabase(
  directory = mkdtempSync(join(tmpdir(), 'verge-books-')),
): Promise<StoredDatabase> {
  const { config, stop } = await startEmbeddedPostgres({ dataDirectory: directory })
  return {
    config,
    async close() {
      await stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

async function databaseAt(address: string): Promise<StoredDatabase> {
  const name = `verge_test_${randomBytes(6).toString('hex')}`
  const own = new URL(address)
  own.pathname = `/${name}`
  const there = { connectionString: address }
  await ask(there, `CREATE DATABASE ${name}`)
  return {
    config: { connectionString: own.href },
    close: () => ask(there, `DROP DATABASE ${name} WITH (FORCE)`),
  }
}

/** Setting up a PostgreSQL and its tables takes seconds: that is done once for all files, and each has a copy. */
async function migratedDatabase(): Promise<StoredDatabase> {
  const directory = mkdtempSync(join(tmpdir(), 'verge-books-'))
  execFileSync('cp', ['-a', join(await original(), 'postgresql'), directory])
  return embeddedDatabase(directory)
}

const cache = join(import.meta.dirname, '../../node_modules/.cache/verge-stored')

async function original(): Promise<string> {
  const hash = createHash('sha256').update(readFileSync(fileURLToPath(import.meta.resolve(setUpBy))))
  for (const migration of migrations) hash.update(migration)
  const place = join(cache, hash.digest('hex').slice(0, 20))
  if (existsSync(place)) return place
  mkdirSync(cache, { recursive: true })
  const draft = mkdtempSync(`${place}-`)
  const { config, stop } = await startEmbeddedPostgres({ dataDirectory: draft })
  await migrate(config)
  // No test that reads them later ends the machine; the ones that end PostgreSQL set up their own.
  await ask(config, 'ALTER SYSTEM SET fsync = off')
  await stop()
  try {
    renameSync(draft, place)
  } catch (error) {
    // Another file was first.
    if (!existsSync(place)) throw error
    rmSync(draft, { recursive: true })
  }
  return place
}

const setUpBy = '@verge/server/db/embedded'

async function ask(config: pg.ClientConfig, statement: string): Promise<void> {
  const client = new pg.Client(config)
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

export interface StoredBooks extends StoredDatabase {
  db: Database
  /** The same books over connections of their own, as another process has them. */
  elsewhere: Database
}

/** Other settings of its connections than those that the product has. */
type Settings = Pick<pg.PoolConfig, 'lock_timeout'>

/** Books without a single row on a real PostgreSQL, where callers really meet. */
export async function openStoredBooks(settings: Settings = {}): Promise<StoredBooks> {
  const stored = process.env.TEST_DATABASE_URL ? await openStoredDatabase() : await migratedDatabase()
  await migrate(stored.config)
  const config = { ...stored.config, ...settings }
  const db = openDatabase(config)
  const elsewhere = openDatabase(config)
  return {
    ...stored,
    db,
    elsewhere,
    async close() {
      await Promise.all([db.destroy(), elsewhere.destroy()])
      await stored.close()
    },
  }
}

export interface StoredWorld extends World {
  close(): Promise<void>
}

/** A world on stored books. */
export async function openStoredWorld(settings?: Settings): Promise<StoredWorld> {
  const { db, close } = await openStoredBooks(settings)
  return { ...(await openWorld({ database: db })), close }
}
