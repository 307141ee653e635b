import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Tables } from './tables.ts'

// Amounts and counts are whole numbers well inside what a number holds.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)

/** The books have a schema of their own, so that they share a database with others and touch nothing of theirs. */
export const billingSchema = 'verge_billing'

export function inBillingSchema<Config extends pg.ClientConfig>(config: Config): Config {
  return { ...config, options: `${config.options ?? ''} -c search_path=${billingSchema}`.trim() }
}

/** A pool whose callers wait seconds at most: for a connection, for a lock, for an answer. */
export function openDatabase(config: pg.PoolConfig): Kysely<Tables> {
  const pool = new pg.Pool({
    max: 10,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 30_000,
    lock_timeout: 5_000,
    ...inBillingSchema(config),
  })
  // An idle connection that the server closes is replaced at the next query.
  pool.on('error', () => {})
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
}
