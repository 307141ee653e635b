import { watchTripwires } from './tripwires.ts'

/** What becomes of one call to a port. */
export type Fate =
  | 'happens'
  | 'is slow'
  | 'arrives twice'
  | 'is put off'
  | 'is not known any more'
  | 'is refused'
  | 'conflicts'
  | 'loses its answer'
  | 'crashes before'
  | 'crashes after'

export interface Operation {
  readonly name: string
  /** Its process died: nothing of it is ever heard again. */
  isDead: boolean
  /** What its process held is let go when it dies. */
  letGo: (() => Promise<void>) | null
  /** When its transaction began: one takes no time. */
  since: Date | null
}

/** One call to a port. Each is a point where the others may go on first, or where the process may die. */
export interface Call {
  readonly operation: Operation
  readonly port: 'database' | 'processor' | 'webhooks' | 'clock' | 'ids'
  readonly what: string
  /** Which fates this call may meet, besides happening and a crash before it. */
  readonly fates: readonly Fate[]
}

/** Who goes on, and what they meet: chosen by a seed, or laid down by a list of crash points. */
export interface Fortune {
  choose(among: number): number
  fateOf(call: Call, point: number): Fate
}

export type Ending<Answer = unknown> =
  | { kind: 'answered'; answer: Answer }
  | { kind: 'failed'; error: unknown }
  | { kind: 'crashed' }

export interface Schedule {
  /** Waits until this call's turn has come; then `perform` is told its fate, and what it gives is the answer. */
  turn<Answer>(call: Call, isReady: () => boolean, perform: (fate: Fate) => Promise<Answer>): Promise<Answer>
  /** A call that takes no time: it cannot wait, but the process may die there. */
  pass(call: Call): void
  /** Lets all of them run at once, one call at a time, until each has ended or died. */
  run(operations: readonly Started[], fortune: Fortune): Promise<Ending[]>
  /** The clock went on, or back: whoever works on what is due may have more to do now. */
  timePasses(): void
  /** What befell the calls of the last run, in words. */
  readonly befallen: readonly string[]
  /** How many calls the last run made. */
  readonly points: number
}

export interface Started {
  operation: Operation
  run(): Promise<unknown>
}

interface Waiting {
  call: Call
  isReady: () => boolean
  perform: (fate: Fate) => Promise<unknown>
  answer: (answer: unknown) => void
  fail: (error: unknown) => void
}

/** The process dies here. Product code never sees it of a call that waits; one that takes no time has to throw. */
export class Crash extends Error {
  override readonly name = 'Crash'
}

export function operationCalled(name: string): Operation {
  return { name, isDead: false, letGo: null, since: null }
}

/** More than anything takes that comes to an end, be it months of due work. */
const pointsMax = 100_000
/** And more than all takes that is due at one moment. */
const pointsOfMomentMax = 5_000

/** Of each crash its own: whoever waits for it would be kept by one that all wait for. */
const never = () => new Promise<never>(() => {})

/**
 * Runs operations that believe they run at once. Each call to a port waits for its turn; one is chosen, carried out
 * alone, and whoever waited for it goes on until everybody waits again. So the same choices give the same course.
 */
export function openSchedule(): Schedule {
  let waiting: Waiting[] = []
  let fortune: Fortune = steady
  let points = 0
  let moment = 0
  let befallen: string[] = []

  /** The fate of the call at this point. A crash before it has happened by the time this returns. */
  function meet(call: Call): Fate {
    const fate = fortune.fateOf(call, points++)
    if (fate !== 'happens')
      befallen.push(`${points}: ${call.port} ${call.what} of ${call.operation.name} ${fate}`)
    return fate
  }

  async function kill(operation: Operation): Promise<void> {
    operation.isDead = true
    waiting = waiting.filter(({ call }) => call.operation !== operation)
    const { letGo } = operation
    operation.letGo = null
    await letGo?.()
  }

  /** Those who died at a call that takes no time still hold what they held. */
  async function bury(started: readonly Started[]): Promise<void> {
    for (const { operation } of started) if (operation.isDead) await kill(operation)
  }

  /** Lets product code run, under watch, until it can only wait for a port. */
  async function goOn(begin: () => void): Promise<void> {
    const relax = watchTripwires()
    try {
      begin()
      await everybodyWaits()
    } finally {
      relax()
    }
  }

  function refuseEndless(): void {
    const isEndless = points - moment > pointsOfMomentMax || points > pointsMax
    if (isEndless) throw new Error(`L4 no end comes of it: ${waiting.map(wordsFor).join(', ')}`)
  }

  async function step(): Promise<void> {
    const ready = waiting.filter(({ isReady }) => isReady())
    if (ready.length === 0) throw new Error(`nobody can go on: ${waiting.map(wordsFor).join(', ')}`)
    const next = ready[ready.length === 1 ? 0 : fortune.choose(ready.length)]!
    waiting = waiting.filter((one) => one !== next)
    const { call } = next
    const fate = meet(call)
    if (fate === 'crashes before') return kill(call.operation)
    let settle: () => void
    try {
      const answer = await next.perform(fate)
      settle = () => next.answer(answer)
    } catch (error) {
      settle = () => next.fail(error)
    }
    if (fate === 'crashes after') return kill(call.operation)
    await goOn(settle)
  }

  return {
    turn(call, isReady, perform) {
      if (call.operation.isDead) return never()
      return new Promise((answer, fail) => {
        waiting.push({ call, isReady, perform, answer: answer as Waiting['answer'], fail })
      })
    },

    pass(call) {
      const { operation } = call
      if (!operation.isDead && meet(call) === 'crashes before') operation.isDead = true
      if (operation.isDead) throw new Crash(`${operation.name} died at ${call.what}`)
    },

    async run(started, chosen) {
      waiting = []
      befallen = []
      points = 0
      moment = 0
      fortune = chosen
      const endings = started.map((): Ending | null => null)
      const isOver = () =>
        started.every(({ operation }, index) => operation.isDead || endings[index] !== null)
      try {
        for (const [index, { operation, run }] of started.entries()) {
          const end = (ending: Ending) => {
            if (!operation.isDead) endings[index] = ending
          }
          await goOn(() => {
            run().then(
              (answer) => end({ kind: 'answered', answer }),
              (error: unknown) => end({ kind: 'failed', error }),
            )
          })
        }
        while (!isOver()) {
          await bury(started)
          refuseEndless()
          if (waiting.length > 0) await step()
          else if (!isOver()) throw new Error('an operation waits for something that is no port')
        }
      } finally {
        // Whoever is left is stuck, and holds nothing any more.
        for (const [index, { operation }] of started.entries()) if (!endings[index]) await kill(operation)
      }
      return endings.map((ending) => ending ?? { kind: 'crashed' })
    },

    timePasses() {
      moment = points
    },

    get befallen() {
      return befallen
    },
    get points() {
      return points
    },
  }
}

/** Nothing goes wrong, and everybody goes on in the order in which they came. */
export const steady: Fortune = { choose: () => 0, fateOf: () => 'happens' }

function wordsFor({ call: { operation, port, what } }: Waiting): string {
  return `${operation.name} at ${port} ${what}`
}

/** What needs no port is done by then: it consists of promises alone. */
function everybodyWaits(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve))
}
