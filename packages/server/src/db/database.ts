import type { Writable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import {
  Kysely,
  PostgresDialect,
  type PostgresPool,
  type PostgresPoolClient,
  type TransactionBuilder,
} from 'kysely'
import pg from 'pg'
import { DatabaseFault, faultOfConnecting, faultOfQuery, isPlanOutdated } from './fault.ts'
import { isUnanswered } from './rows.ts'
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
    // What is asked together travels together.
    pipeline: true,
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

interface Statement {
  text: string
  values: unknown[]
}

/** As the driver has it, beyond what its types tell. */
type Driven = pg.Query & {
  name: string | undefined
  callback(error: Error | null, result: pg.QueryResult): void
}

const nothing = { command: '', rowCount: 0, rows: [] }

/** The same pool, whose connections keep what they are asked often, and whose failures say whether the database failed. */
function telling(pool: pg.Pool): PostgresPool {
  const clients = new WeakMap<pg.PoolClient, PostgresPoolClient>()
  /** How often a table was changed under plans that are kept; a connection from before that is used no more. */
  let generation = 0

  function over(client: pg.PoolClient): PostgresPoolClient {
    const born = generation
    const isOutdated = () => born < generation
    let isInTransaction = false
    /** Asked already, and not sent yet: the way to the database and back costs more than a small statement. */
    let waiting: Statement[] = []

    /** Told as a query of the driver's own: what it is told otherwise it copies, property by property, each time. */
    function ask({ text, values }: Statement): Promise<pg.QueryResult> {
      const { promise, resolve, reject } = Promise.withResolvers<pg.QueryResult>()
      const query = new pg.Query(text, values) as Driven
      if (values.length > 0 && !isOutdated()) query.name = nameOfStatement(text)
      query.callback = (error, result) => (error ? reject(error) : resolve(result))
      client.query(query)
      return promise
    }

    /** In one go, in their order. The first that fails is what went wrong: what follows it in a transaction fails by it. */
    async function askAll(statements: readonly Statement[]) {
      const { stream } = (client as unknown as { connection: { stream: Writable } }).connection
      stream.cork()
      const asked = statements.map(ask)
      stream.uncork()
      const answers = await Promise.allSettled(asked)
      const failed = answers.find((answer) => answer.status === 'rejected')
      if (failed) throw failed.reason
      return (answers.at(-1) as PromiseFulfilledResult<pg.QueryResult>).value
    }

    async function query(text: string, values: unknown[] = []) {
      const isBegin = text === 'begin'
      if (isBegin || (isInTransaction && isUnanswered(text))) {
        isInTransaction = true
        waiting.push({ text, values })
        return nothing
      }
      const isEnd = text === 'commit' || text === 'rollback'
      const before = text === 'rollback' ? [] : waiting
      // Whoever gives up before anything was sent has nothing to take back.
      const isUnsent = waiting[0]?.text === 'begin'
      waiting = []
      if (isEnd) isInTransaction = false
      if (text === 'rollback' && isUnsent) return nothing
      try {
        return await askAll([...before, { text, values }])
      } catch (error) {
        if (!isPlanOutdated(error)) throw faultOfQuery(error) ?? error
        if (!isOutdated()) generation++
        if (client.getTransactionStatus() === 'I') return query(text, values)
        throw faultOfQuery(error)
      }
    }

    return { query: query as never, release: (destroy) => client.release(destroy || isOutdated()) }
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

const statementsMax = 1_000
const statements = new Map<string, string>()

/**
 * By its name a connection knows a statement again, so that PostgreSQL reads and plans it once and not each time. Lists
 * of many lengths make many texts: those beyond the limit have none.
 */
function nameOfStatement(text: string): string | undefined {
  if (!statements.has(text) && statements.size < statementsMax) statements.set(text, `s${statements.size}`)
  return statements.get(text)
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
