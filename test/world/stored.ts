import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '@verge/server/db/database'
import { startEmbeddedPostgres } from '@verge/server/db/embedded'
import { migrate } from '@verge/server/db/migrate'
import type { Database } from '@verge/server/ports/ports'

export interface StoredBooks {
  db: Database
  close(): Promise<void>
}

/** Books without a single row on a PostgreSQL of their own, where callers really meet. */
export async function openStoredBooks(): Promise<StoredBooks> {
  const directory = mkdtempSync(join(tmpdir(), 'verge-books-'))
  const postgres = await startEmbeddedPostgres({ dataDirectory: directory })
  await migrate(postgres.config)
  const db = openDatabase(postgres.config)
  return {
    db,
    async close() {
      await db.destroy()
      await postgres.stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
