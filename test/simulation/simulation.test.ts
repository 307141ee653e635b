import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '@verge/server/ports/ports'
import { openBooks } from '../../packages/testing/src/books.ts'
import { keptCases } from './cases.ts'
import { enumerateCrashes } from './crash-points.ts'
import { moneyOperations } from './money-operations.ts'
import { simulate, wholeCourse } from './simulate.ts'

const seeds = Number(process.env.SIMULATIONS ?? 10)
let database: Database
beforeAll(async () => void (database = await openBooks()))
afterAll(() => database.destroy())

describe('whatever customers do, and whatever goes wrong meanwhile', () => {
  it.each(Array.from({ length: seeds }, (_, index) => index + 1))(
    'the books are right after every step of simulation %i',
    async (seed) => {
      const { steps } = await simulate(database, wholeCourse(seed, 100))
      expect(steps).toBe(100)
    },
    120_000,
  )

  it.each(keptCases())('what failed once holds: $name', async ({ course }) => {
    const { steps } = await simulate(database, course)
    expect(steps).toBe(course.steps.length)
  })

  it('goes the same way twice from the same seed', async () => {
    const [one, other] = [
      // In this one somebody listens to webhooks too.
      await simulate(database, wholeCourse(3, 40)),
      await simulate(database, wholeCourse(3, 40)),
    ]
    expect(one.hash).toBe(other.hash)
  }, 120_000)
})

describe('a process that dies, and dies again while it recovers', () => {
  let second = 0
  it.each(Object.entries(moneyOperations))(
    'leaves the books right at every call of %s',
    async (_name, operation) => {
      const { single, double, failed } = await enumerateCrashes(database, operation, { oneSecondIn: 8 })
      expect(failed).toEqual([])
      expect(single).toBeGreaterThan(8)
      second += double
    },
    120_000,
  )

  it('died a second time too', () => {
    expect(second).toBeGreaterThan(200)
  })
})
