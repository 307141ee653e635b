import type { Database } from '@verge/server/ports/ports'
import { simulate, SimulationFailure, type Course } from './simulate.ts'

/**
 * The shortest course that still fails: steps are left out, first those in which nobody could do anything, then in ever
 * smaller parts (delta debugging); then good weather is
 * tried for each step that is left. A step's own chance does not depend on the others, so what is kept stays what it was.
 */
export async function shrink(
  failure: SimulationFailure,
  attempt: (course: Course) => Promise<SimulationFailure | null>,
  { within = 60_000, now = () => performance.now() } = {},
): Promise<SimulationFailure> {
  const until = now() + within
  let smallest = failure

  async function stillFails(course: Course): Promise<boolean> {
    if (now() > until) return false
    const found = await attempt(course)
    if (found) smallest = found
    return found !== null
  }

  const { cast } = failure.course
  const acted = failure.course.steps.filter((step) => cast[step]?.length !== 0)
  await stillFails({ ...failure.course, steps: acted })
  for (let parts = 2; parts <= smallest.course.steps.length;) {
    const { steps } = smallest.course
    const size = Math.ceil(steps.length / parts)
    const without = Array.from({ length: parts }, (_, part) =>
      steps.filter((_step, index) => Math.floor(index / size) !== part),
    )
    const isShorter = await anyOf(without, (kept) => stillFails({ ...smallest.course, steps: kept }))
    if (isShorter) parts = Math.max(2, Math.min(parts - 1, smallest.course.steps.length))
    // At last each step by itself.
    else parts = parts < steps.length ? Math.min(parts * 2, steps.length) : Infinity
    if (now() > until) break
  }
  for (const step of smallest.course.steps) {
    const { calm = [] } = smallest.course
    await stillFails({ ...smallest.course, calm: [...calm, step] })
  }
  return smallest
}

/** Null: everything held. */
export async function failureOf(database: Database, course: Course): Promise<SimulationFailure | null> {
  try {
    await simulate(database, course)
    return null
  } catch (error) {
    if (error instanceof SimulationFailure) return error
    throw error
  }
}

async function anyOf<Item>(
  items: readonly Item[],
  holds: (item: Item) => Promise<boolean>,
): Promise<boolean> {
  for (const item of items) if (await holds(item)) return true
  return false
}
