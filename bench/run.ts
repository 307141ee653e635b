import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { answerTimes } from './answer-times.ts'
import type { Benchmark } from './benchmark.ts'
import { coldVisit } from './cold-visit.ts'
import { describeCommit, describeMachine } from './machine.ts'
import { memory } from './memory.ts'
import { mutations } from './mutations.ts'
import { overviewData } from './overview-data.ts'
import { overviewRendering } from './overview-rendering.ts'
import { pluginLatency } from './plugin-latency.ts'
import { startProduct } from './product.ts'
import { writeFiguresToDocuments } from './readme.ts'
import { reactBytes } from './react-bytes.ts'
import { renewals } from './renewals.ts'
import { subscriptionYear } from './subscription-year.ts'
import { testPolar } from './test-polar.ts'

const results = join(import.meta.dirname, 'results')
const lone = [renewals, overviewData, testPolar, reactBytes]
const onProduct = [
  overviewRendering,
  coldVisit,
  pluginLatency,
  mutations,
  subscriptionYear,
  memory,
  answerTimes,
]
const names = process.argv.slice(2)
const isWanted = ({ name }: { name: string }) => names.length === 0 || names.includes(name)

const machine = describeMachine()
const commit = describeCommit()
mkdirSync(results, { recursive: true })

async function measure<Subject extends unknown[]>(
  { name, parameters, elsewhere, run }: Measured<Subject>,
  ...subject: Subject
): Promise<void> {
  // Other work on the machine widens every spread.
  const load_before = loadavg()[0]!.toFixed(2)
  const figures = await run(...subject)
  const measured_at = new Date().toISOString()
  const record = { name, machine, commit, measured_at, load_before, parameters, figures, elsewhere }
  writeFileSync(join(results, `${name}.json`), `${JSON.stringify(record, null, 2)}\n`)
  console.log(`\n${name} (bench/results/${name}.json)`)
  console.table({ ...figures, ...elsewhere })
}
type Measured<Subject extends unknown[]> = Omit<Benchmark, 'run'> & {
  run(...subject: Subject): ReturnType<Benchmark['run']>
}

for (const benchmark of lone.filter(isWanted)) await measure(benchmark)

const wanted = onProduct.filter(isWanted)
if (wanted.length > 0) {
  // Who asks runs on the other cores, so that the product's core is its own.
  if (machine.cores > 1)
    execFileSync('taskset', ['-a', '-c', '-p', `1-${machine.cores - 1}`, String(process.pid)])
  const product = await startProduct()
  try {
    for (const benchmark of wanted) await measure(benchmark, product)
  } finally {
    await product.stop()
  }
}
if (names.length === 0) writeFiguresToDocuments()
