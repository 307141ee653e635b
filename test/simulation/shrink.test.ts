import { describe, expect, it } from 'vitest'
import { shrink } from './shrink.ts'
import { SimulationFailure, wholeCourse, type Course } from './simulate.ts'

/** Fails where all of these steps are gone, in bad weather where it takes that. */
function failsWith(needed: readonly number[], { stormy = [] as readonly number[] } = {}) {
  return async (course: Course): Promise<SimulationFailure | null> => {
    const isWhole = needed.every((step) => course.steps.includes(step))
    const isStormy = stormy.every((step) => !course.calm?.includes(step))
    const last = Math.max(...needed)
    const steps = course.steps.filter((step) => step <= last)
    return isWhole && isStormy ? failureOf({ ...course, steps }) : null
  }
}

function failureOf(course: Course): SimulationFailure {
  return new SimulationFailure({ ...course, cast: {} }, [], new Error('it does not hold'))
}

describe('a failure', () => {
  const failure = failureOf(wholeCourse(1, 150))

  it('is shrunk to the steps that it takes', async () => {
    const { course } = await shrink(failure, failsWith([7, 30, 31, 112]))
    expect(course.steps).toEqual([7, 30, 31, 112])
  })

  it('keeps bad weather only where it takes it', async () => {
    const { course } = await shrink(failure, failsWith([12, 90], { stormy: [90] }))
    expect(course).toMatchObject({ steps: [12, 90], calm: [12] })
  })

  it('stays as it was found where there is no time to look for a shorter one', async () => {
    const { course } = await shrink(failure, failsWith([7]), { within: -1 })
    expect(course.steps).toHaveLength(150)
  })
})
