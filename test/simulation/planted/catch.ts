import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from '@verge/server/ports/ports'
import { openMemoryBooks } from '../../world/open.ts'
import { failureOf } from '../shrink.ts'
import { wholeCourse, type Course } from '../simulate.ts'
import { bugs } from './bugs.ts'
import { isOfSchema, patchesOf, plantedSchema, prepareToPlant } from './plant.ts'

/** How a planted bug was found, or that it was not. */
export interface Catch {
  bug: string
  /** The first thing that did not hold; null: everything held. */
  found: string | null
  seed: number | null
  /** The steps up to the one after which it showed. */
  steps: number | null
  seconds: number
}

interface Search {
  /** Where it was found the last time: tried first. */
  known?: readonly Catch[]
  seeds: number
  steps: number
  told(caught: Catch): void
}

/** Plants each bug in a product of its own, and lets the simulation look for it. */
export async function catchBugs(names: readonly string[], search: Search): Promise<Catch[]> {
  prepareToPlant()
  const sound = await openMemoryBooks()
  const caught: Catch[] = []
  for (const name of names) {
    const books = patchesOf(name).some(isOfSchema) ? await openPlanted(name) : sound
    const one = await catchBug(name, books, search)
    caught.push(one)
    // What fails without the bug too has not found it.
    const failure = one.seed && one.steps && (await failureOf(sound, wholeCourse(one.seed, one.steps)))
    if (failure) throw new Error(`The product fails without “${name}” too: ${failure.message}`)
    search.told(one)
    if (books !== sound) await books.destroy()
  }
  await sound.destroy()
  return caught
}

async function openPlanted(name: string): Promise<Database> {
  const schema = plantedSchema(name)
  const books = await openMemoryBooks(schema.change)
  if (!schema.isComplete()) throw new Error(`“${name}” cannot be planted: the schema lacks its text`)
  return books
}

async function catchBug(bug: string, books: Database, { known = [], seeds, steps }: Search): Promise<Catch> {
  const address = `../simulate.ts?planted=${encodeURIComponent(bug)}`
  const { simulate, SimulationFailure } = (await import(address)) as typeof import('../simulate.ts')
  const last = known.find((one) => one.bug === bug)
  const courses: Course[] = Array.from({ length: seeds }, (_, index) => wholeCourse(index + 1, steps))
  if (last?.seed && last.steps) courses.unshift(wholeCourse(last.seed, last.steps))
  const began = performance.now()
  const seconds = () => Math.round((performance.now() - began) / 100) / 10
  for (const course of courses) {
    try {
      await simulate(books, course)
    } catch (error) {
      if (!(error instanceof SimulationFailure)) throw error
      const [found = ''] = error.message.split('\n')
      return { bug, found, seed: course.seed, steps: error.course.steps.length, seconds: seconds() }
    }
  }
  return { bug, found: null, seed: null, steps: null, seconds: seconds() }
}

export const allBugs = Object.keys(bugs)

const record = join(import.meta.dirname, '../../../bench/results/planted-bugs.json')

/** Takes the place of what was known of the same bugs; of bugs that are gone nothing is kept. */
export function recordCatches(news: readonly Catch[]): void {
  const all = new Map([...knownCatches(), ...news].map((one) => [one.bug, one]))
  const caught = allBugs.flatMap((bug) => all.get(bug) ?? [])
  const missed = caught.filter(({ found }) => found === null).length
  const times = caught.map(({ seconds }) => seconds).toSorted((one, other) => one - other)
  const median_seconds = times[Math.floor(times.length / 2)]
  const summary = { planted: caught.length, caught: caught.length - missed, missed, median_seconds }
  writeFileSync(record, `${JSON.stringify({ ...summary, bugs: caught }, null, 2)}\n`)
}

export function knownCatches(): Catch[] {
  if (!existsSync(record)) return []
  return (JSON.parse(readFileSync(record, 'utf8')) as { bugs: Catch[] }).bugs
}
