import { advanceClock, runDue } from '@verge/server/jobs/run-due'
import { releaseParked } from '@verge/server/operations/due-work/parked'
import type { Database } from '@verge/server/ports/ports'
import { openJudge } from './judge.ts'
import { rewindableLineTo, type RewindableLine } from './line.ts'
import { lifeIn, type MoneyOperation } from './money-operations.ts'
import { steady, type Call, type Ending, type Fortune } from './schedule.ts'
import { hearAll } from './processor-actions.ts'
import { wordsFor } from './simulate.ts'
import { beginWorld, type Action, type Simulated } from './world.ts'

const hour = 3_600_000

export interface Enumeration {
  /** At how many calls to ports the process may die, and at how many of the recovery after one that leaves something of its own. */
  single: number
  double: number
  /** How many courses were gone through for them, with the customer coming back and without. */
  courses: number
  /** What did not hold, and where the process had died. */
  failed: string[]
}

/**
 * Lets the process die at each of the operation's calls, and again at each of its recovery's. What a crash leaves is what was
 * written and sent before it; where two leave the same they are the same from there on, and are gone through once.
 */
export async function enumerateCrashes(
  database: Database,
  operation: MoneyOperation,
  { oneSecondIn }: { oneSecondIn: number },
): Promise<Enumeration> {
  const { charges, prepare, behavior = 'invoice' } = operation
  let line: RewindableLine | null = null
  const openLine = async (over: Database) => (line = await rewindableLineTo(over))
  const world = await beginWorld(database, 1, { openLine, behavior })
  const { clock } = world.ports
  try {
    const action = await prepare(lifeIn(world, operation))
    const begun = clock.now()
    const before = await chargesIn(world)
    await line!.mark()

    const failed: string[] = []
    let courses = 0

    /** One course: the process dies at `first`, and in its recovery at `second`. Gives what is left at each of the recovery's calls. */
    const course = async (first: number, second: number, isCustomerBack: boolean): Promise<string[]> => {
      await line!.rewind()
      world.moveTo(begun)
      world.beginStep(1)
      world.told.length = 0
      world.listeners.sent.length = 0
      const judge = await openJudge(world)
      const again = second < 0 ? '' : `, and at call ${second} of the recovery`
      const back = isCustomerBack ? '; the customer comes back' : ''
      courses++
      try {
        await attempt(world, action, dyingAt(first))
        // Whoever has a lease loses it first.
        world.moveTo(new Date(clock.now().getTime() + 10 * 60_000))
        const { fortune, left } = watching(dyingAt(second))
        await attempt(world, { name: 'recovery', run: (ports) => runDue(ports) }, fortune)
        if (isCustomerBack) await attempt(world, action, steady)
        await releaseParked(world.ports)
        for (const hours of [2, 26]) {
          const to = new Date(begun.getTime() + hours * hour)
          await advanceClock(world.ports, world.moveTo, to)
        }
        // A processor tells again of what was not heard.
        await hearAll(world)
        await judge.settled()
        const charged = (await chargesIn(world)) - before
        if (!charges.includes(charged)) throw new Error(`the customer was charged ${charged} times`)
        return left
      } catch (error) {
        failed.push(`dying at call ${first}${again}${back}: ${(error as Error).message}`)
        return []
      }
    }

    /** Notes what a crash at each call would leave. */
    const watching = (fortune: Fortune): { fortune: Fortune; left: string[] } => {
      const left: string[] = []
      const fateOf = (call: Call, point: number) => {
        left.push(`${line!.outliving} writings, ${world.listeners.sent.length} messages`)
        return fortune.fateOf(call, point)
      }
      return { fortune: { ...fortune, fateOf }, left }
    }

    const { fortune, left } = watching(steady)
    await world.perform([action], fortune)
    let double = 0
    for (const first of firstOfEach(left)) {
      const recovery = await course(first, -1, false)
      await course(first, -1, true)
      const seconds = firstOfEach(recovery).filter((_, index) => (index + first) % oneSecondIn === 0)
      double += recovery.filter((left) => seconds.some((second) => recovery[second] === left)).length
      for (const second of seconds) for (const isBack of [false, true]) await course(first, second, isBack)
    }
    return { single: left.length, double, courses, failed }
  } finally {
    await line!.close()
  }
}

const firstOfEach = (left: readonly string[]): number[] =>
  [...left.keys()].filter((point) => left.indexOf(left[point]!) === point)

function dyingAt(point: number): Fortune {
  return { choose: () => 0, fateOf: (_call, now) => (now === point ? 'crashes before' : 'happens') }
}

async function attempt(world: Simulated, action: Action, fortune: Fortune): Promise<void> {
  const endings: Ending[] = await world.perform([action], fortune)
  wordsFor(endings[0]!)
}

/** Money that the processor took and kept. */
async function chargesIn({ ports }: Simulated): Promise<number> {
  const ledger = await ports.processor.ledger()
  return ledger.filter(({ status, refunded_at }) => status === 'succeeded' && !refunded_at).length
}
