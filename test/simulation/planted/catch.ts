import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from '@verge/server/ports/ports'
import { openBooks } from '../../../packages/testing/src/books.ts'
import { openChangedBooks } from '../../world/open.ts'
import { failureOf } from '../shrink.ts'
import { wholeCourse, type Cast, type Course, type SimulationFailure } from '../simulate.ts'
import { bugs } from './bugs.ts'
import { isOfSchema, patchesOf, plantedSchema, prepareToPlant } from './plant.ts'

/** How a planted bug was found, or that it was not. */
export interface Catch {
  bug: string
  /** The first thing that did not hold; null: everything held. */
  found: string | null
  /** What it takes to find it: so short, with its cast named, that changes of the product rarely move it. */
  course: (Course & { cast: Cast }) | null
  /** How many steps a search from the first seed went through until it showed. */
  searched: number
  seconds: number
}

interface Search {
  /** Where it was found the last time: tried first. Only where nothing shows there, it is searched for. */
  known?: readonly Catch[]
  seeds: number
  steps: number
  /** So many steps may be gone through to find a shorter course; of one that is known too, where it is said. */
  shrinking?: number | undefined
  told(caught: Catch): void
}

const stepsOfShrinking = 50
/** Beginning and end of a course take about as long as so many steps. */
const stepsAround = 10

/** Plants each bug in a product of its own, and lets the simulation look for it. */
export async function catchBugs(names: readonly string[], search: Search): Promise<Catch[]> {
  prepareToPlant()
  const sound = await openBooks()
  const caught: Catch[] = []
  for (const name of names) {
    const books = patchesOf(name).some(isOfSchema) ? await openPlanted(name) : sound
    const one = await catchBug(name, books, search)
    caught.push(one)
    // What fails without the bug too has not found it.
    const failure = one.course && (await failureOf(sound, one.course))
    if (failure) throw new Error(`The product fails without “${name}” too: ${failure.message}`)
    search.told(one)
    if (books !== sound) await books.destroy()
  }
  await sound.destroy()
  return caught
}

async function openPlanted(name: string): Promise<Database> {
  const schema = plantedSchema(name)
  const books = await openChangedBooks(schema.change)
  if (!schema.isComplete()) throw new Error(`“${name}” cannot be planted: the schema lacks its text`)
  return books
}

async function catchBug(
  bug: string,
  books: Database,
  { known = [], seeds, steps, shrinking }: Search,
): Promise<Catch> {
  const address = `../shrink.ts?planted=${encodeURIComponent(bug)}`
  const product = (await import(address)) as typeof import('../shrink.ts')
  let gone = 0
  async function attempt(course: Course): Promise<SimulationFailure | null> {
    const failure = await product.failureOf(books, course)
    gone += stepsAround + (failure ? failure.course.steps.length : course.steps.length)
    return failure
  }
  const shortest = (failure: SimulationFailure, within = stepsOfShrinking) =>
    product.shrink(failure, attempt, { within, now: () => gone })
  const began = performance.now()
  const seconds = () => Math.round((performance.now() - began) / 100) / 10

  const last = known.find((one) => one.bug === bug)
  const again = last?.course && (await attempt(last.course))
  if (last && again) return { ...last, ...told(shrinking ? await shortest(again, shrinking) : again) }
  gone = 0
  for (let seed = 1; seed <= seeds; seed++) {
    const failure = await attempt(wholeCourse(seed, steps))
    if (!failure) continue
    const effort = { searched: gone, seconds: seconds() }
    return { bug, ...told(await shortest(failure, shrinking)), ...effort }
  }
  return { bug, found: null, course: null, searched: gone, seconds: seconds() }
}

function told({ message, course }: SimulationFailure): { found: string; course: Course & { cast: Cast } } {
  const [found = ''] = message.split('\n')
  return { found, course }
}

export const allBugs = Object.keys(bugs)

const record = join(import.meta.dirname, '../../../bench/results/planted-bugs.json')

/** Takes the place of what was known of the same bugs; of bugs that are gone nothing is kept. */
export function recordCatches(news: readonly Catch[]): void {
  const all = new Map([...knownCatches(), ...news].map((one) => [one.bug, one]))
  const caught = allBugs.flatMap((bug) => all.get(bug) ?? [])
  const missed = caught.filter(({ found }) => found === null).length
  const summary = {
    planted: caught.length,
    caught: caught.length - missed,
    missed,
    median_steps_searched: median(caught.map(({ searched }) => searched)),
    most_steps_searched: Math.max(...caught.map(({ searched }) => searched)),
    median_seconds: median(caught.map(({ seconds }) => seconds)),
  }
  writeFileSync(record, `${inLines({ ...summary, bugs: caught })}\n`)
}

function median(numbers: readonly number[]): number | null {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? null
}

/** As the formatter wants it: what holds only numbers and words stands in one line. */
function inLines(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll(
    /\[\s+([^[\]{}]*?)\s+\]/g,
    (_, inner: string) => `[${inner.replaceAll(/\s+/g, ' ')}]`,
  )
}

export function knownCatches(): Catch[] {
  if (!existsSync(record)) return []
  return (JSON.parse(readFileSync(record, 'utf8')) as { bugs: Catch[] }).bugs
}
