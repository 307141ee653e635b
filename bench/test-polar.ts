import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createTestPolar } from '@verge/testing'
import { percentile, rounded, type LoneBenchmark } from './benchmark.ts'

const parameters = { later_starts: 40, warm_up: 3 }
const root = resolve(import.meta.dirname, '..')
const first = `import { createTestPolar } from ${JSON.stringify(resolve(root, 'packages/testing/src/index.ts'))}
const begun = performance.now()
const polar = await createTestPolar()
console.log(performance.now() - begun)
await polar.stop()
process.exit(0)`

/** How long a test waits for a Polar of its own: on a machine that never had one, in a new process, and in the next test. */
export const testPolar: LoneBenchmark = {
  name: 'test-polar',
  parameters,
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'verge-test-polar-'))
    const everFirst = startIn(folder)
    const inNewProcess = [1, 2, 3].map(() => startIn(folder))
    rmSync(folder, { recursive: true })
    const later: number[] = []
    for (let start = -parameters.warm_up; start < parameters.later_starts; start++) {
      const begun = performance.now()
      const polar = await createTestPolar()
      if (start >= 0) later.push(performance.now() - begun)
      await polar.addCustomer({ email: 'ada@example.com' })
      await polar.stop()
    }
    return {
      'createTestPolar()': {
        'first on a machine ms': rounded(everFirst, 0),
        'first in a process ms': rounded(percentile(inNewProcess, 0.5), 0),
        'later p50 ms': rounded(percentile(later, 0.5), 1),
        'later p99 ms': rounded(percentile(later, 0.99), 1),
      },
    }
  },
}

/** The finished database is kept below the folder that the process runs in. */
function startIn(folder: string): number {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), '--input-type=module', '--eval', first],
    { cwd: folder, encoding: 'utf8' },
  )
  const milliseconds = Number(stdout)
  if (!stdout || Number.isNaN(milliseconds)) throw new Error(`No Polar came up: ${stdout}${stderr}`)
  return milliseconds
}
