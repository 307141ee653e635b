import {
  CompiledQuery,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type DatabaseConnection,
  type QueryResult,
} from 'kysely'
import type { Tables } from '@verge/server/db/tables'
import type { Database } from '@verge/server/ports/ports'

/** The one connection to the one database in memory. Everybody's statements go through it, one after the other. */
export interface Line {
  /** Whose transaction is open on it. */
  holder: object | null
  query(query: CompiledQuery): Promise<QueryResult<unknown>>
  begin(): Promise<void>
  /** As PostgreSQL does it: what was deferred is checked now, and where it does not hold nothing has happened. */
  commit(): Promise<void>
  rollback(): Promise<void>
}

export function lineTo(database: Database): Line {
  const say = async (statement: string) => void (await database.executeQuery(CompiledQuery.raw(statement)))
  return {
    holder: null,
    query: (query) => database.executeQuery(query),
    begin: () => say('BEGIN'),
    commit: () => say('COMMIT'),
    rollback: () => say('ROLLBACK'),
  }
}

export interface RewindableLine extends Line {
  /** How much was written that a crash does not undo: commits that left something, and statements of their own. */
  readonly outliving: number
  /** Remembers how everything stands; afterwards `rewind` brings it back, as often as is wanted. */
  mark(): Promise<void>
  rewind(): Promise<void>
  close(): Promise<void>
}

/** All of it inside one transaction, so that the same state can be tried many times; its transactions are savepoints. */
export async function rewindableLineTo(database: Database): Promise<RewindableLine> {
  const say = async (statement: string) => void (await database.executeQuery(CompiledQuery.raw(statement)))
  const undo = async (savepoint: string) => {
    await say(`ROLLBACK TO SAVEPOINT ${savepoint}`)
    await say(`RELEASE SAVEPOINT ${savepoint}`)
  }
  await say('BEGIN')
  let outliving = 0
  let isWriting = false
  const line: RewindableLine = {
    holder: null,
    get outliving() {
      return outliving
    },
    async query(query) {
      const isRead = isReading(query)
      if (line.holder) {
        isWriting ||= !isRead
        return database.executeQuery(query)
      }
      if (!isRead) outliving++
      // A statement of its own that fails undoes itself, and nothing else.
      await say('SAVEPOINT statement')
      try {
        const result = await database.executeQuery(query)
        await say('RELEASE SAVEPOINT statement')
        return result
      } catch (error) {
        await undo('statement')
        throw error
      }
    },
    begin() {
      isWriting = false
      return say('SAVEPOINT transaction')
    },
    async commit() {
      if (isWriting) outliving++
      try {
        await say('SET CONSTRAINTS ALL IMMEDIATE')
        await say('SET CONSTRAINTS ALL DEFERRED')
        await say('RELEASE SAVEPOINT transaction')
      } catch (error) {
        await undo('transaction')
        throw error
      }
    },
    rollback: () => undo('transaction'),
    mark: () => say('SAVEPOINT mark'),
    rewind: () => say('ROLLBACK TO SAVEPOINT mark'),
    close: () => say('ROLLBACK'),
  }
  return line
}

export const isReading = ({ sql }: CompiledQuery) => /^\s*select/i.test(sql)

export interface Connection extends DatabaseConnection {
  begin(): Promise<void>
  commit(): Promise<void>
  rollback(): Promise<void>
}

/** A database as the product knows it, over connections of our own making. */
export function databaseOver(connect: () => Connection): Database {
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
      createDriver: () => ({
        init: async () => {},
        destroy: async () => {},
        acquireConnection: async () => connect(),
        releaseConnection: async () => {},
        beginTransaction: (connection) => (connection as Connection).begin(),
        commitTransaction: (connection) => (connection as Connection).commit(),
        rollbackTransaction: (connection) => (connection as Connection).rollback(),
      }),
    },
  })
}

/** For who looks and prepares while nobody else is at work. */
export function undisturbed(line: Line): Database {
  const connection: Connection = {
    executeQuery: async <Row>(query: CompiledQuery) => (await line.query(query)) as QueryResult<Row>,
    streamQuery: () => {
      throw new Error('nothing is streamed')
    },
    async begin() {
      line.holder = connection
      await line.begin()
    },
    async commit() {
      await line.commit()
      line.holder = null
    },
    async rollback() {
      if (line.holder === connection) await line.rollback()
      line.holder = null
    },
  }
  return databaseOver(() => connection)
}
