import { Kysely, PostgresDialect, type TransactionBuilder } from 'kysely'
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
  return retrying(new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }))
}

const triesMax = 5
// The database undid one of two that stood in each other's way: it lost nothing but its turn.
const conflicts = ['40001', '40P01']

/** A transaction touches nothing but the database, so one that lost against another is simply tried again. */
function retrying(db: Kysely<Tables>): Kysely<Tables> {
  return new Proxy(db, {
    get(target, key) {
      if (key === 'transaction') return () => retryingTransaction(target)
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}

function retryingTransaction(db: Kysely<Tables>): TransactionBuilder<Tables> {
  const builder = db.transaction()
  const once = builder.execute.bind(builder) as TransactionBuilder<Tables>['execute']
  builder.execute = async (run) => {
    for (let tries = 1; ; tries++) {
      try {
        return await once(run)
      } catch (error) {
        const { code } = error as { code?: string }
        if (tries >= triesMax || !code || !conflicts.includes(code)) throw error
      }
    }
  }
  return builder
}
