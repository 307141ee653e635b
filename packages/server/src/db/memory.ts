import { PGlite, types } from '@electric-sql/pglite'
import { Kysely, PGliteDialect } from 'kysely'
import type { Tables } from './tables.ts'

/** PostgreSQL in memory, for tests: one connection, and nothing of it is left afterwards. */
export async function openMemoryDatabase(migrations: readonly string[]): Promise<Kysely<Tables>> {
  const pglite = await PGlite.create({ parsers: { [types.INT8]: Number } })
  for (const migration of migrations) await pglite.exec(migration)
  return new Kysely<Tables>({ dialect: new PGliteDialect({ pglite }) })
}
