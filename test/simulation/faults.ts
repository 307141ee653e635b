import { AsyncLocalStorage } from 'node:async_hooks'
import { UnknownOutcome } from '@verge/server/ports/payment-processor'
import type { Database } from '@verge/server/ports/ports'
import type { SandboxProcessor } from '@verge/server/ports/sandbox-processor'
import type { Chance } from './chance.ts'

/** The process dies here: whoever was at work is never heard of again. */
export class Crash extends Error {
  override readonly name = 'Crash'
}

/** How often each thing goes wrong in this simulation. */
export interface Weather {
  lostBefore: number
  lostAfter: number
  crashBefore: number
  crashAfter: number
}
export const calm: Weather = { lostBefore: 0, lostAfter: 0, crashBefore: 0, crashAfter: 0 }

export function weatherBy(chance: Chance): Weather {
  const rate = () => (chance.happens(0.5) ? chance.below(30) / 100 : 0)
  return { lostBefore: rate(), lostAfter: rate(), crashBefore: rate(), crashAfter: rate() }
}

const openTransaction = new AsyncLocalStorage<true>()

/** A database that knows who is inside one of its transactions. */
export function watched(db: Database): Database {
  return new Proxy(db, {
    get(target, key) {
      if (key !== 'transaction') {
        const value = Reflect.get(target, key) as unknown
        return typeof value === 'function' ? (value as () => unknown).bind(target) : value
      }
      return () => {
        const builder = target.transaction()
        return {
          execute: (run: Parameters<typeof builder.execute>[0]) =>
            builder.execute((tx) => openTransaction.run(true, () => run(tx))),
        }
      }
    },
  })
}

const asked = [
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

/** The processor seen through a bad line. It is never called while a database transaction is open. */
export function stormy(
  processor: SandboxProcessor,
  chance: Chance,
  weather: { now: Weather },
): SandboxProcessor {
  const seen = { ...processor }
  for (const name of asked) {
    const call = processor[name] as (input: unknown) => Promise<unknown>
    seen[name] = (async (input: unknown) => {
      if (openTransaction.getStore()) throw new Error(`${name} was called inside a transaction`)
      const { lostBefore, lostAfter, crashBefore, crashAfter } = weather.now
      if (chance.happens(crashBefore)) throw new Crash(`before ${name}`)
      if (chance.happens(lostBefore)) throw new UnknownOutcome(`${name} never arrived`)
      const answer = await call(input)
      if (chance.happens(crashAfter)) throw new Crash(`after ${name}`)
      if (chance.happens(lostAfter)) throw new UnknownOutcome(`the answer to ${name} was lost`)
      return answer
    }) as never
  }
  return seen
}
