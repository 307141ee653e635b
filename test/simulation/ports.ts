import type { CompiledQuery, QueryResult } from 'kysely'
import { retrying } from '@verge/server/db/database'
import { KeyRefused, TooManyRequests, type PaymentProcessor } from '@verge/server/ports/payment-processor'
import { UnknownOutcome } from '@verge/server/ports/unknown-outcome'
import { DatabaseFault, type Database, type Ports } from '@verge/server/ports/ports'
import type { WebhookSender } from '@verge/server/ports/webhook-sender'
import { databaseOver, isReading, type Connection, type Line } from './line.ts'
import { noAnswer, type Listeners } from './listeners.ts'
import type { Call, Fate, Operation, Schedule } from './schedule.ts'

/** The connection broke: whether what was asked last has happened, nobody can tell. */
const broken = (why: string) => new DatabaseFault({ why: 'unreachable', isUndone: false }, new Error(why))
/** There was no connection, so nothing was asked. */
const unconnected = (why: string) => new DatabaseFault({ why: 'unreachable', isUndone: true }, new Error(why))
/** The database undid this one of two that stood in each other's way. */
const conflict = (why: string) => new DatabaseFault({ why: 'conflict', isUndone: true }, new Error(why))

export interface Surroundings {
  line: Line
  schedule: Schedule
  /** As they are when nobody interferes. */
  ports: Ports
  listeners: Listeners
  /** Lets time pass while somebody waits for a slow answer. */
  dawdle(): void
  /** Hears of everything that an operation may never do. */
  forbid(finding: string): void
}

/** The world as one operation meets it: each call to a port waits for its turn and meets its fate there. */
export function portsOf(operation: Operation, surroundings: Surroundings): Ports {
  const { schedule, ports } = surroundings
  const { clock, ids } = ports
  const pass = (port: 'clock' | 'ids', what: string) =>
    schedule.pass({ operation, port, what, fates: ['crashes before'] })
  return {
    ...ports,
    // The product's own way of trying a transaction again that left nothing behind; here it does not pause.
    db: retrying(databaseOf(operation, surroundings), async () => {}),
    clock: { ...clock, now: () => (pass('clock', 'now'), operation.since ?? clock.now()) },
    ids: {
      uuid: () => (pass('ids', 'uuid'), ids.uuid()),
      bytes: (length) => (pass('ids', 'bytes'), ids.bytes(length)),
    },
    processor: processorOf(operation, surroundings),
    webhooks: webhooksOf(operation, surroundings),
  }
}

/** Who waits for a second connection while they hold the first wait for ever: here there is one, as in a full pool. */
function databaseOf(operation: Operation, { line, schedule, ports, dawdle }: Surroundings): Database {
  function connect(): Connection {
    let standing: 'idle' | 'open' | 'aborted' = 'idle'
    const isReady = () => line.holder === null || line.holder === connection

    async function end(how: 'commit' | 'rollback'): Promise<void> {
      // An aborted transaction ends in nothing, whatever is asked of it.
      const ending = standing === 'aborted' ? 'rollback' : how
      standing = 'idle'
      operation.letGo = null
      operation.since = null
      try {
        await line[ending]()
      } finally {
        line.holder = null
      }
    }
    const turn = <Answer>(what: string, fates: readonly Fate[], perform: (fate: Fate) => Promise<Answer>) => {
      const call: Call = { operation, port: 'database', what, fates }
      return schedule.turn(call, isReady, async (fate) => {
        if (fate === 'is slow') dawdle()
        return perform(fate)
      })
    }

    const connection: Connection = {
      executeQuery: <Row>(query: CompiledQuery) => {
        const isInside = standing !== 'idle'
        const isRead = isReading(query)
        const fates: Fate[] = isInside
          ? ['is refused', 'conflicts']
          : isRead
            ? ['is refused', 'is slow']
            : ['is refused', 'is slow', 'loses its answer']
        return turn(inShort(query.sql), fates, async (fate) => {
          if (standing === 'aborted') throw new Error('the transaction is aborted')
          if (fate === 'is refused' || fate === 'conflicts') {
            if (isInside) standing = 'aborted'
            throw fate === 'conflicts' ? conflict(fate) : broken(fate)
          }
          try {
            const result = await line.query(query)
            if (fate === 'loses its answer') throw broken(fate)
            return result as QueryResult<Row>
          } catch (error) {
            if (isInside) standing = 'aborted'
            throw error
          }
        })
      },
      streamQuery: () => {
        throw new Error('nothing is streamed')
      },
      begin: () =>
        turn('begin', ['is refused', 'is slow'], async (fate) => {
          if (fate === 'is refused') throw unconnected(fate)
          await line.begin()
          line.holder = connection
          standing = 'open'
          operation.letGo = () => end('rollback')
          operation.since = ports.clock.now()
        }),
      commit: () =>
        turn('commit', ['is refused', 'conflicts', 'loses its answer', 'crashes after'], async (fate) => {
          if (fate === 'is refused' || fate === 'conflicts') {
            await end('rollback')
            throw fate === 'conflicts' ? conflict(fate) : broken(fate)
          }
          await end('commit')
          if (fate === 'loses its answer') throw broken(fate)
        }),
      rollback: () =>
        turn('rollback', [], async () => {
          if (standing !== 'idle') await end('rollback')
        }),
    }
    return connection
  }
  return databaseOver(connect)
}

/** `insert into "orders" ("id", ...` becomes `insert into orders`. */
function inShort(sql: string): string {
  const [, verb = 'statement', table = ''] =
    /(insert into|update|delete from|select)\b(?:[\s\S]*?\bfrom)?\s*"?([\w".]*)/i.exec(sql) ?? []
  return `${verb} ${table}`.replaceAll('"', '').toLowerCase()
}

const asked = [
  'getTyped',
  'charge',
  'getPayment',
  'lookUp',
  'cancel',
  'refund',
  'getCard',
  'setUp',
  'getSetup',
  'detach',
] as const
const fatesOfProcessor: Fate[] = [
  'is refused',
  'loses its answer',
  'arrives twice',
  'is slow',
  'is put off',
  'is not known any more',
  'crashes after',
]

/** The processor at the end of a bad line. It is never called while a database transaction is open. */
function processorOf(
  operation: Operation,
  { line, schedule, ports, dawdle, forbid }: Surroundings,
): PaymentProcessor {
  const { processor } = ports
  const seen = { ...processor }
  for (const name of asked) {
    const ask = processor[name].bind(processor) as (input: unknown) => Promise<unknown>
    const throughTheLine = (input: unknown) => {
      if (operation.letGo)
        forbid(`I33 ${operation.name} calls ${name} of the processor inside a database transaction`)
      const call: Call = { operation, port: 'processor', what: name, fates: fatesOfProcessor }
      // Its books lie in the same database, on the same connection.
      const isReady = () => line.holder === null
      return schedule.turn(call, isReady, async (fate) => {
        if (fate === 'is slow') dawdle()
        if (fate === 'is refused') throw new UnknownOutcome(`${name} never arrived`)
        if (fate === 'is put off') throw new TooManyRequests(90)
        if (fate === 'is not known any more') throw new KeyRefused(`our key was refused at ${name}`)
        if (fate === 'arrives twice') await ask(input)
        const answer = await ask(input)
        if (fate === 'loses its answer') throw new UnknownOutcome(`the answer to ${name} was lost`)
        return answer
      })
    }
    Object.assign(seen, { [name]: throughTheLine })
  }
  return seen
}

/** Strangers' servers, at the end of a line that is no better. */
function webhooksOf(
  operation: Operation,
  { line, schedule, listeners, dawdle }: Surroundings,
): WebhookSender {
  const fates: Fate[] = ['is refused', 'loses its answer', 'arrives twice', 'is slow', 'crashes after']
  return {
    problemOf: listeners.problemOf,
    send(message) {
      const call: Call = { operation, port: 'webhooks', what: 'send', fates }
      // Whoever sends inside a transaction waits for ever, as for the processor.
      const isReady = () => line.holder === null
      return schedule.turn(call, isReady, async (fate) => {
        if (fate === 'is slow') dawdle()
        if (fate === 'is refused') listeners.lose(message)
        if (fate === 'is refused') return noAnswer
        if (fate === 'arrives twice') await listeners.send(message)
        const answer = await listeners.send(message)
        return fate === 'loses its answer' ? noAnswer : answer
      })
    },
  }
}
