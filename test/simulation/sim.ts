import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openMemoryBooks } from '../world/open.ts'
import { keepCase } from './cases.ts'
import { enumerateCrashes, moneyOperations } from './crash-points.ts'
import { allBugs, catchBugs, knownCatches, recordCatches } from './planted/catch.ts'
import { failureOf, shrink } from './shrink.ts'
import { simulate, wholeCourse } from './simulate.ts'

/*
 * npm run sim -- --seed 7              one simulation; the same seed goes the same way
 * npm run sim -- --seed 7 --trace      and tells every step
 * npm run sim -- --seeds 500           as many from there; what fails is shrunk
 * npm run sim -- --seed 7 --keep NAME  a failure becomes cases/NAME.json
 * npm run sim -- --crashes             every crash point of every money operation, each with every second crash
 * npm run sim -- --planted [WORD]      every planted bug (whose name has this word), found anew and written to the record
 * npm run sim -- --planted --new       those that the record does not have yet
 * npm run sim -- --planted --known     where the record says that each was found; nothing is written. --within 80: those found in as few steps
 */
const isAsked = (flag: string) => process.argv.includes(flag)
const after = (flag: string) => (isAsked(flag) ? process.argv[process.argv.indexOf(flag) + 1] : undefined)
const numberAfter = (flag: string, fallback: number) => Number(after(flag) ?? fallback)

async function simulations(): Promise<boolean> {
  const first = numberAfter('--seed', 1)
  const seeds = numberAfter('--seeds', 1)
  const steps = numberAfter('--steps', 150)
  const database = await openMemoryBooks()
  const began = performance.now()
  let held = 0
  for (let seed = first; seed < first + seeds; seed++) {
    const failure = await failureOf(database, wholeCourse(seed, steps))
    if (!failure) {
      held++
      if (seeds > 1) continue
      const { trace, hash } = await simulate(database, wholeCourse(seed, steps))
      if (isAsked('--trace')) console.log(trace.join('\n'))
      console.log(`seed ${seed}: ${steps} steps, every invariant held (${hash.slice(0, 12)})`)
      continue
    }
    console.log(isAsked('--trace') ? `${failure.trace.join('\n')}\n${failure.message}` : failure.message)
    const smallest = await shrink(failure, (course) => failureOf(database, course))
    const { steps: kept } = smallest.course
    console.log(`\nshrunk to ${kept.length} steps:\n${smallest.trace.join('\n')}\n${smallest.message}\n`)
    const name = after('--keep')
    if (name) keepCase(name, smallest)
  }
  await database.destroy()
  const rate = Math.round((seeds * steps * 1000) / (performance.now() - began))
  console.log(`${held} held, ${seeds - held} failed; ${rate} steps a second`)
  return held === seeds
}

async function crashes(): Promise<boolean> {
  const database = await openMemoryBooks()
  let failed = 0
  for (const [name, operation] of Object.entries(moneyOperations)) {
    try {
      const { points, single, double } = await enumerateCrashes(database, operation, {
        everywhere: true,
        oneSecondIn: numberAfter('--one-in', 1),
      })
      console.log(
        `${name}: ${points} calls; the books were right after ${single} crashes and ${double} double ones`,
      )
    } catch (error) {
      failed++
      console.log(`${name}: ${(error as Error).message}`)
    }
  }
  await database.destroy()
  return failed === 0
}

async function planted(): Promise<boolean> {
  const word = after('--planted')
  const record = knownCatches()
  const isKnown = new Set(isAsked('--new') ? record.map(({ bug }) => bug) : [])
  const within = numberAfter('--within', Infinity)
  const isSlow = new Set(record.filter(({ steps }) => (steps ?? 0) > within).map(({ bug }) => bug))
  const names = allBugs
    .filter((name) => !isSlow.has(name))
    .filter((name) => !word || word.startsWith('--') || name.includes(word))
    .filter((name) => !isKnown.has(name))
  const caught = await catchBugs(names, {
    known: isAsked('--known') ? record : [],
    seeds: numberAfter('--seeds', 120),
    steps: numberAfter('--steps', 150),
    told: ({ bug, found, seconds }) =>
      console.log(`${found ? 'caught' : 'MISSED'} in ${seconds} s: ${bug}\n    ${found}`),
  })
  if (!isAsked('--known')) recordCatches(caught)
  const json = after('--json')
  if (json) {
    mkdirSync(join(json, '..'), { recursive: true })
    writeFileSync(json, JSON.stringify(caught))
  }
  console.log(`${caught.filter(({ found }) => found).length} of ${caught.length} planted bugs caught`)
  return caught.every(({ found }) => found)
}

const isFine = isAsked('--planted')
  ? await planted()
  : isAsked('--crashes')
    ? await crashes()
    : await simulations()
process.exitCode = isFine ? 0 : 1
