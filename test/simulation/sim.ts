import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openBooks } from '../../packages/testing/src/books.ts'
import { keepCase } from './cases.ts'
import { enumerateCrashes } from './crash-points.ts'
import { allBugs, catchBugs, knownCatches, recordCatches } from './planted/catch.ts'
import { watchMemory } from './memory.ts'
import { moneyOperations } from './money-operations.ts'
import { failureOf, shrink } from './shrink.ts'
import { simulate, wholeCourse } from './simulate.ts'

/*
 * npm run sim -- --seed 7              one simulation; the same seed goes the same way
 * npm run sim -- --seed 7 --trace      and tells every step
 * npm run sim -- --seeds 500           as many from there; what fails is shrunk
 * npm run sim -- --seed 7 --keep NAME  a failure becomes cases/NAME.json
 * npm run sim -- --crashes             every crash point of every money operation, each with every second crash
 *                  --one-in 60         a share of the second ones; --named WORD some of the operations, without a record
 * npm run sim -- --planted             every planted bug, found anew and written to the record
 *                  --named WORD        those whose name has this word
 *                  --new               those that the record does not have yet, or as missed
 *                  --known             each where the record says that it was found; nothing is written
 *                  --shrink 300        looks for shorter courses for so many steps; with --known it writes them down
 *                  --within 12         those that a course of as many steps shows
 */
const { values: asked } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string' },
    steps: { type: 'string' },
    trace: { type: 'boolean' },
    keep: { type: 'string' },
    crashes: { type: 'boolean' },
    'one-in': { type: 'string', default: '1' },
    planted: { type: 'boolean' },
    named: { type: 'string', default: '' },
    new: { type: 'boolean' },
    known: { type: 'boolean' },
    within: { type: 'string' },
    shrink: { type: 'string' },
    json: { type: 'string' },
  },
})
const steps = Number(asked.steps ?? 150)

async function simulations(): Promise<boolean> {
  const first = Number(asked.seed)
  const seeds = Number(asked.seeds ?? 1)
  const database = await openBooks()
  const began = performance.now()
  const growth = watchMemory()
  let held = 0
  let isTight = true
  for (let seed = first; seed < first + seeds; seed++) {
    const failure = await failureOf(database, wholeCourse(seed, steps))
    const grown = growth(seed - first + 1)
    if (grown)
      console.log(`I35 after seed ${seed} ${Math.round(grown * 100)} % more memory is held than at first`)
    isTight &&= !grown
    if (!failure) {
      held++
      if (seeds > 1) continue
      const { trace, hash } = await simulate(database, wholeCourse(seed, steps))
      if (asked.trace) console.log(trace.join('\n'))
      console.log(`seed ${seed}: ${steps} steps, every invariant held (${hash.slice(0, 12)})`)
      continue
    }
    console.log(asked.trace ? `${failure.trace.join('\n')}\n${failure.message}` : failure.message)
    const smallest = await shrink(failure, (course) => failureOf(database, course))
    const { steps: kept } = smallest.course
    console.log(`\nshrunk to ${kept.length} steps:\n${smallest.trace.join('\n')}\n${smallest.message}\n`)
    if (asked.keep) keepCase(asked.keep, smallest)
  }
  await database.destroy()
  const rate = Math.round((seeds * steps * 1000) / (performance.now() - began))
  console.log(`${held} held, ${seeds - held} failed; ${rate} steps a second`)
  return held === seeds && isTight
}

/** Written after each operation, so that a run that is cut off has not run for nothing. */
async function crashes(): Promise<boolean> {
  const oneSecondIn = Number(asked['one-in'])
  const database = await openBooks()
  const found = []
  for (const [name, operation] of Object.entries(moneyOperations).filter(([name]) =>
    name.includes(asked.named),
  )) {
    const began = performance.now()
    const { failed, ...gone } = await enumerateCrashes(database, operation, { oneSecondIn })
    found.push({
      operation: name,
      ...gone,
      failed: failed.length,
      seconds: Math.round((performance.now() - began) / 1000),
    })
    if (!asked.named) recordCrashes(found, oneSecondIn)
    console.log(
      `${name}: ${gone.single} crashes and ${gone.double} double ones in ${gone.courses} courses; ${failed.length} went wrong`,
    )
    for (const words of failed) console.log(`    ${words}`)
  }
  await database.destroy()
  return found.every(({ failed }) => failed === 0)
}

interface CrashesOf {
  operation: string
  single: number
  double: number
  courses: number
  failed: number
  seconds: number
}

function recordCrashes(operations: readonly CrashesOf[], one_second_crash_in: number): void {
  const sum = (what: 'single' | 'double' | 'courses' | 'failed' | 'seconds') =>
    operations.reduce((total, one) => total + one[what], 0)
  const summary = {
    one_second_crash_in,
    operations: operations.length,
    single: sum('single'),
    double: sum('double'),
    courses: sum('courses'),
    failed: sum('failed'),
    seconds: sum('seconds'),
  }
  const record = join(import.meta.dirname, '../../bench/results/crash-points.json')
  writeFileSync(record, `${JSON.stringify({ ...summary, of: operations }, null, 2)}\n`)
}

async function planted(): Promise<boolean> {
  const record = knownCatches()
  const isKnown = new Set(record.filter(({ found }) => found !== null).map(({ bug }) => bug))
  const within = Number(asked.within ?? Infinity)
  const isShown = new Set(
    record.filter(({ course }) => course !== null && course.steps.length <= within).map(({ bug }) => bug),
  )
  const names = allBugs
    .filter((name) => name.includes(asked.named))
    .filter((name) => asked.within === undefined || isShown.has(name))
    .filter((name) => !(asked.new && isKnown.has(name)))
  const caught = await catchBugs(names, {
    known: asked.known ? record : [],
    seeds: Number(asked.seeds ?? 40),
    steps: Number(asked.steps ?? 50),
    shrinking: asked.shrink ? Number(asked.shrink) : undefined,
    told(one) {
      // One by one, so that a run that is cut off has not run for nothing.
      if (!asked.known || asked.shrink) recordCatches([one])
      const effort = `${one.searched} steps, ${one.seconds} s`
      console.log(`${one.found ? 'caught' : 'MISSED'} (${effort}): ${one.bug}\n    ${one.found}`)
    },
  })
  if (asked.json) writeFileSync(asked.json, JSON.stringify(caught))
  console.log(`${caught.filter(({ found }) => found).length} of ${caught.length} planted bugs caught`)
  return caught.every(({ found }) => found)
}

const isFine = asked.planted ? await planted() : asked.crashes ? await crashes() : await simulations()
process.exitCode = isFine ? 0 : 1
