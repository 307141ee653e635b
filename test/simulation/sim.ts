import { openMemoryBooks } from '../world/open.ts'
import { simulate, SimulationFailure } from './simulate.ts'

/** `npm run sim -- --seed 7` replays one simulation; `--seeds 500` goes through as many from there. */
function numberAfter(flag: string, fallback: number): number {
  const at = process.argv.indexOf(flag)
  return at < 0 ? fallback : Number(process.argv[at + 1])
}

const first = numberAfter('--seed', 1)
const seeds = numberAfter('--seeds', 1)
const steps = numberAfter('--steps', 150)
const database = await openMemoryBooks()
const failures: SimulationFailure[] = []
for (let seed = first; seed < first + seeds; seed++) {
  try {
    const { trace, hash } = await simulate(database, seed, steps)
    if (seeds === 1) console.log(trace.join('\n'))
    console.log(`seed ${seed}: ${steps} steps, every invariant held (${hash.slice(0, 12)})`)
  } catch (error) {
    if (!(error instanceof SimulationFailure)) throw error
    failures.push(error)
    if (seeds === 1) console.log(error.trace.join('\n'))
    console.log(error.message)
  }
}
await database.destroy()
console.log(`${seeds - failures.length} held, ${failures.length} failed`)
process.exitCode = failures.length === 0 ? 0 : 1
