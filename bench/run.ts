import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { coldVisit } from './cold-visit.ts'
import { describeCommit, describeMachine } from './machine.ts'
import { memory } from './memory.ts'
import { mutations } from './mutations.ts'
import { overviewData } from './overview-data.ts'
import { overviewRendering } from './overview-rendering.ts'
import { pluginLatency } from './plugin-latency.ts'
import { startProduct } from './product.ts'
import { writeFiguresToDocuments } from './readme.ts'
import { subscriptionYear } from './subscription-year.ts'

const results = join(import.meta.dirname, 'results')
const all = [overviewRendering, coldVisit, pluginLatency, mutations, overviewData, memory, subscriptionYear]
const wanted = process.argv.slice(2)
const benchmarks = all.filter(({ name }) => wanted.length === 0 || wanted.includes(name))

const machine = describeMachine()
const commit = describeCommit()
mkdirSync(results, { recursive: true })
// Who asks runs on the other cores, so that the product's core is its own.
if (machine.cores > 1)
  execFileSync('taskset', ['-a', '-c', '-p', `1-${machine.cores - 1}`, String(process.pid)])
const product = await startProduct()
try {
  for (const { name, parameters, elsewhere, run } of benchmarks) {
    // Other work on the machine widens every spread.
    const load_before = loadavg()[0]!.toFixed(2)
    const figures = await run(product)
    const measured_at = new Date().toISOString()
    const record = { name, machine, commit, measured_at, load_before, parameters, figures, elsewhere }
    writeFileSync(join(results, `${name}.json`), `${JSON.stringify(record, null, 2)}\n`)
    console.log(`\n${name} (bench/results/${name}.json)`)
    console.table({ ...figures, ...elsewhere })
  }
} finally {
  await product.stop()
}
if (wanted.length === 0) writeFiguresToDocuments()
