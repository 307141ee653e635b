import { createHash } from 'node:crypto'
import { Refusal } from '@verge/polar/refusals'
import { releaseParked } from '@verge/server/operations/due-work/parked'
import { advanceClock, runDue } from '@verge/server/jobs/run-due'
import type { Database } from '@verge/server/ports/ports'
import { makers } from './actions.ts'
import { chanceOf, chanceOfStep, type Chance } from './chance.ts'
import { openJudge, type Judge } from './judge.ts'
import { steady, type Ending } from './schedule.ts'
import { peopleBy, type People } from './people.ts'
import { hearAll } from './processor-actions.ts'
import { layTripwires } from './tripwires.ts'
import { calm, fortuneIn, weatherBy, weatherOutsideBy, type Weather } from './weather.ts'
import { beginWorld, behaviors, isWeather, type Action, type Maker, type Simulated } from './world.ts'

/** A simulation that can be told again: a seed, which of its steps, and in which of them nothing goes wrong. */
export interface Course {
  seed: number
  steps: readonly number[]
  calm?: readonly number[]
  /** Who acts in each step, by name: so that a case that is kept stays what it is when others learn to act. */
  cast?: Cast
}
export type Cast = Record<number, readonly string[]>

export interface Run {
  steps: number
  /** Everything that happened, in words; the same course gives the same. */
  trace: string[]
  hash: string
  cast: Cast
}

/** What did not hold, with everything that led there. */
export class SimulationFailure extends Error {
  override readonly name = 'SimulationFailure'
  readonly course: Course & { cast: Cast }
  readonly trace: readonly string[]

  constructor(course: Course & { cast: Cast }, trace: readonly string[], cause: unknown) {
    const step = course.steps.at(-1) ?? 0
    super(`seed ${course.seed}, step ${step}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    })
    this.course = course
    this.trace = trace
  }
}

export function wholeCourse(seed: number, steps: number): Course {
  return { seed, steps: Array.from({ length: steps }, (_, step) => step) }
}

/** Lets customers wander through their subscriptions by chance, under faults, and looks at the books after each step. */
export async function simulate(database: Database, course: Course): Promise<Run> {
  const { seed } = course
  const chance = chanceOf(seed)
  const weatherInside = weatherBy(chance)
  const world = await beginWorld(database, seed, { behavior: chance.pick(behaviors) })
  const weather = { ...weatherInside, webhooks: weatherOutsideBy(chance) }
  const people = peopleBy(chance)
  const judge = await openJudge(world)
  const trace: string[] = []
  const gone: number[] = []
  const cast: Record<number, readonly string[]> = {}
  const takeUp = layTripwires()
  try {
    for (const step of course.steps) {
      gone.push(step)
      world.beginStep(step)
      const isCalm = isFair(seed, step) || course.calm?.includes(step)
      const tell = (words: string) =>
        void trace.push(`${step} ${world.ports.clock.now().toISOString()} ${words}`)
      const acting = step < stepsOfBeginning ? people.first : people.all
      const ofStep = { chance: chanceOfStep(seed, step), weather: isCalm ? null : weather, acting, tell }
      const stage = { world, judge, ...ofStep }
      const scene = await sceneOf(stage, course.cast?.[step])
      // Named before it is played, so that the step that fails is known by who acted too.
      cast[step] = scene.cast
      if (scene.together.length > 0) await play(stage, scene)
    }
    world.beginStep(-1)
    await settle(world)
    trace.push(`${world.ports.clock.now().toISOString()} the weather clears`)
    await judge.settled()
  } catch (error) {
    throw new SimulationFailure({ ...course, steps: gone, cast }, trace, error)
  } finally {
    takeUp()
  }
  return {
    steps: course.steps.length,
    cast,
    trace,
    hash: createHash('sha256').update(trace.join('\n')).digest('hex'),
  }
}

const stepsOfBeginning = 8
const stepsOfSpell = 10

/** Bad weather comes in spells: where nothing but faults happens, nobody gets far enough to be hurt by them. */
function isFair(seed: number, step: number): boolean {
  return chanceOfStep(seed, -1 - Math.floor(step / stepsOfSpell)).happens(0.5)
}

interface Stage {
  world: Simulated
  judge: Judge
  chance: Chance
  /** Who may do something now. */
  acting: People['all']
  /** Null: nothing goes wrong. */
  weather: Weather | null
  tell(words: string): void
}

/** What happens in one step, and who does it. */
interface Scene {
  together: readonly Action[]
  cast: readonly string[]
}

/** One thing happens, or two at once; nothing, where nobody could. */
async function sceneOf({ world, chance, acting }: Stage, cast?: readonly string[]): Promise<Scene> {
  const drawn = chance.pick(acting)
  const maker = cast ? makerCalled(cast[0]) : drawn
  const action = await maker(world, chance)
  if (!action) return { together: [], cast: [] }
  const beside = besides(chance, acting, cast)
  const other = beside === again ? action : await beside?.(world, chance)
  return beside && other
    ? { together: [action, other], cast: [maker.name, beside.name] }
    : { together: [action], cast: [maker.name] }
}

async function play({ world, judge, chance, weather, tell }: Stage, { together }: Scene): Promise<void> {
  const before = await judge.before(together)
  const endings = await world.perform(together, weather ? fortuneIn(weather, chance) : calm(chance))
  const words = together.map(({ name }, index) => `${name}: ${wordsFor(endings[index]!)}`)
  tell([...words, ...world.schedule.befallen].join(' | '))
  await judge.after(together, endings, before)
}

/** What happens at the same moment: mostly nothing, sometimes the same again, sometimes something else. */
function besides(chance: Chance, acting: People['all'], cast?: readonly string[]): Maker | null {
  const isAgain = chance.happens(0.12)
  const drawn = isAgain ? again : chance.happens(0.2) ? chance.pick(acting) : null
  if (!cast) return drawn
  return cast[1] ? makerCalled(cast[1]) : null
}

async function again(): Promise<null> {
  return null
}

async function nobody(): Promise<null> {
  return null
}

function makerCalled(name: string = nobody.name): Maker {
  const maker = [...makers, again, nobody].find((one) => one.name === name)
  if (!maker) throw new Error(`There is nobody called ${name} any more: shrink the case anew, or drop it`)
  return maker
}

/** A refusal is an answer, a lost answer and a crash are the weather; anything else is a defect. */
export function wordsFor(ending: Ending): string {
  if (ending.kind === 'answered') return 'done'
  if (ending.kind === 'crashed') return 'crashed'
  const { error } = ending
  if (error instanceof Refusal) return error.error
  if (isWeather(error)) return error.name
  throw error
}

/** Faults cease, as many days go by as a bank takes twice over, and until the last of them somebody lets go on what is parked. */
export async function settle(world: Simulated): Promise<void> {
  world.listeners.mend()
  await hearAll(world)
  for (let day = 0; day < 14; day++) {
    await inPeace(world, async (ports) => {
      // What died once too often before is found parked only now.
      if (day < 10) await releaseParked(ports)
      await runDue(ports)
      await advanceClock(ports, world.moveTo, new Date(world.ports.clock.now().getTime() + 25 * 3_600_000))
    })
  }
  await inPeace(world, runDue)
  await hearAll(world)
}

/** @throws what went wrong, which nothing excuses now */
async function inPeace(world: Simulated, run: Action['run']): Promise<void> {
  const [ending] = await world.perform([{ name: 'time passes', run }], steady)
  if (ending!.kind === 'failed') throw ending!.error
}
