import type { Note } from '../ports/log.ts'
import { DatabaseFault, type Database, type Ports } from '../ports/ports.ts'

/** The ports of one request, whether anything may have been changed through them, and what is to be told of it. */
export interface Watched {
  ports: Ports
  mayHaveChanged(): boolean
  /** Holds only where the request did not fail: what it did is undone then. */
  noted: Parameters<Note>[]
}

const reading = ['getPayment', 'getSetup']
const writing = ['insertInto', 'updateTable', 'deleteFrom', 'mergeInto']

/** A fault may be told as "nothing was changed" only where that is certain, so every way of changing something is noted. */
export function watched(ports: Ports, requestId: string): Watched {
  let changed = false
  const note = () => void (changed = true)
  const noted: Parameters<Note>[] = []
  return {
    ports: {
      ...ports,
      requestId,
      db: watchedDatabase(ports.db, note),
      processor: watchedProcessor(ports.processor, note),
      note: (...happened) => void noted.push(happened),
    },
    mayHaveChanged: () => changed,
    noted,
  }
}

function watchedDatabase(db: Database, note: () => void): Database {
  return methodsOf(db, (name, call) => {
    if (name === 'transaction') return () => watchedTransaction(db, note)
    if (!writing.includes(name)) return call
    return (...input) => {
      note()
      return call(...input)
    }
  })
}

function watchedTransaction(db: Database, note: () => void) {
  const builder = db.transaction()
  const run = builder.execute.bind(builder) as typeof builder.execute
  builder.execute = async (inside) => {
    try {
      const result = await run(inside)
      note()
      return result
    } catch (error) {
      if (error instanceof DatabaseFault && !error.isUndone) note()
      throw error
    }
  }
  return builder
}

/** What the processor was asked to do stays done, whatever happens here. */
function watchedProcessor(processor: Ports['processor'], note: () => void): Ports['processor'] {
  return methodsOf(processor, (name, call) => {
    if (reading.includes(name)) return call
    return (...input) => {
      note()
      return call(...input)
    }
  })
}

type Call = (...input: unknown[]) => unknown

function methodsOf<Target extends object>(target: Target, seen: (name: string, call: Call) => Call): Target {
  return new Proxy(target, {
    get(_, key) {
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? seen(String(key), value.bind(target) as Call) : value
    },
  })
}
