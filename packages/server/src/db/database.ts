import { setTimeout } from 'node:timers/promises'
import {
  Kysely,
  PostgresDialect,
  type PostgresPool,
  type PostgresPoolClient,
  type TransactionBuilder,
} from 'kysely'
import pg from 'pg'
import { DatabaseFault, faultOfConnecting, faultOfQuery } from './fault.ts'
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
    // Nobody looks longer than two seconds at a page that does nothing.
    lock_timeout: 1_500,
    // A process that was stopped in the middle of a transaction holds up the others no longer than this.
    idle_in_transaction_session_timeout: 10_000,
    ...inBillingSchema(config),
  })
  // An idle connection that the server closes is replaced at the next query. One that is in use fails what was asked;
  // told a second time, to nobody, it would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return retrying(new Kysely<Tables>({ dialect: new PostgresDialect({ pool: telling(pool) }) }))
}

/** The same pool, whose failures say whether the database failed or what it was asked. */
function telling(pool: pg.Pool): PostgresPool {
  const clients = new WeakMap<pg.PoolClient, PostgresPoolClient>()

  function over(client: pg.PoolClient): PostgresPoolClient {
    const query = (text: string, values: unknown[]) =>
      client.query(text, values).catch((error: unknown) => {
        throw faultOfQuery(error) ?? error
      })
    return { query: query as never, release: (destroy) => client.release(destroy) }
  }

  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect().catch((error: unknown) => {
        throw faultOfConnecting(error)
      })
      // One for each connection, by which the query builder knows it again.
      const known = clients.get(client) ?? over(client)
      clients.set(client, known)
      return known
    },
  }
}

const triesMax = 5

/**
 * A transaction touches nothing but the database, so one that left nothing behind is simply tried again: it lost against
 * another, or its connection broke before the COMMIT.
 */
export function retrying(db: Kysely<Tables>, pause = pauseAfter): Kysely<Tables> {
  return new Proxy(db, {
    get(target, key) {
      if (key === 'transaction') return () => retryingTransaction(target, pause)
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}

function retryingTransaction(db: Kysely<Tables>, pause: typeof pauseAfter): TransactionBuilder<Tables> {
  const builder = db.transaction()
  const once = builder.execute.bind(builder) as TransactionBuilder<Tables>['execute']
  builder.execute = async (run) => {
    for (let tries = 1; ; tries++) {
      let isCommitting = false
      try {
        return await once(async (tx) => {
          const result = await run(tx)
          isCommitting = true
          return result
        })
      } catch (error) {
        if (!(error instanceof DatabaseFault)) throw error
        // Whether the COMMIT arrived is unknown: who asked has to look before anything is done again.
        if (isCommitting && !error.isUndone) throw error
        if (tries >= triesMax || error.why === 'busy') throw error.undone()
        await pause(tries)
      }
    }
  }
  return builder
}

/** Longer after each try, and never the same for two that met. */
async function pauseAfter(tries: number): Promise<void> {
  await setTimeout(Math.random() * 20 * 2 ** tries)
}
