import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { openDatabase } from '@verge/server/db/database'
import { startEmbeddedPostgres } from '@verge/server/db/embedded'
import { migrate } from '@verge/server/db/migrate'
import type { Database } from '@verge/server/ports/ports'
import { openWorld, type World } from './open.ts'

export interface StoredDatabase {
  config: pg.PoolConfig
  close(): Promise<void>
}

/** An empty database of this file's own: on the PostgreSQL that is built in, or on the one at TEST_DATABASE_URL. */
export async function openStoredDatabase(): Promise<StoredDatabase> {
  const address = process.env.TEST_DATABASE_URL
  return address ? databaseAt(address) : embeddedDatabase()
}

async function embeddedDatabase(): Promise<StoredDatabase> {
  const directory = mkdtempSync(join(tmpdir(), 'verge-books-'))
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

  async function ask(statement: string): Promise<void> {
    const client = new pg.Client(address)
    await client.connect()
    try {
      await client.query(statement)
    } finally {
      await client.end()
    }
  }
  await ask(`CREATE DATABASE ${name}`)
  return { config: { connectionString: own.href }, close: () => ask(`DROP DATABASE ${name} WITH (FORCE)`) }
}

export interface StoredBooks extends StoredDatabase {
  db: Database
  /** The same books over connections of their own, as another process has them. */
  elsewhere: Database
}

/** Books without a single row on a real PostgreSQL, where callers really meet. */
export async function openStoredBooks(): Promise<StoredBooks> {
  const stored = await openStoredDatabase()
  await migrate(stored.config)
  const db = openDatabase(stored.config)
  const elsewhere = openDatabase(stored.config)
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
export async function openStoredWorld(): Promise<StoredWorld> {
  const { db, close } = await openStoredBooks()
  return { ...(await openWorld({ database: db })), close }
}
