import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Tables } from './tables.ts'

// Amounts and counts are whole numbers well inside what a number holds.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)

/** A pool whose callers wait seconds at most: for a connection, for a lock, for an answer. */
export function openDatabase(config: pg.PoolConfig): Kysely<Tables> {
  const pool = new pg.Pool({
    max: 10,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 30_000,
    lock_timeout: 5_000,
    ...config,
  })
  // An idle connection that the server closes is replaced at the next query.
  pool.on('error', () => {})
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
}
