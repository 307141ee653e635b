import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import { installOtherMajor } from './backup/older-postgres.ts'
import { installChromium } from './browser/chromium.ts'
import { installPoppler } from './poppler.ts'

interface Count {
  passed: number
  failed: number
}
interface Suite {
  name: string
  command: [string, ...string[]]
  /** Where the suite writes its counts; without a report the whole command is one check. */
  report?: { file: string; count(report: unknown): Count }
}

const results = 'test-results'
const checks: Suite[] = [
  { name: 'format', command: ['oxfmt', '--check', '.'] },
  { name: 'lint', command: ['oxlint', '--deny-warnings'] },
  {
    name: 'dead code',
    command: ['knip', '--include', 'files,exports,types,unresolved', '--no-config-hints'],
  },
  { name: 'types', command: ['tsc', '--noEmit'] },
  { name: 'types of the web app', command: ['tsc', '--noEmit', '-p', 'apps/web'] },
  {
    name: 'build of the web app',
    command: ['vite', 'build', 'apps/web', '--config', 'apps/web/vite.config.ts', '--logLevel', 'error'],
  },
  {
    name: 'unit, contract and real processes',
    command: [
      'vitest',
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${results}/unit.json`,
    ],
    report: { file: `${results}/unit.json`, count: countOfVitest },
  },
  {
    name: 'browser',
    command: ['playwright', 'test'],
    report: { file: `${results}/browser.json`, count: countOfPlaywright },
  },
]
/** Beside each other: the first has patience, and the second is one process that waits for nothing. */
const sideBySide: Suite[] = [
  {
    name: 'examples',
    command: ['playwright', 'test', '--config', 'test/examples'],
    report: { file: `${results}/examples.json`, count: countOfPlaywright },
  },
  {
    name: 'planted bugs',
    command: [
      'node',
      '--import',
      'tsx',
      'test/simulation/sim.ts',
      '--planted',
      // Each in its own short course; where a change of the product has moved that, it is searched for.
      '--known',
      '--within',
      '20',
      '--seeds',
      '20',
      '--json',
      `${results}/planted.json`,
    ],
    report: { file: `${results}/planted.json`, count: countOfPlanted },
  },
]
const afterwards: Suite[] = [{ name: 'faults', command: ['node', '--import', 'tsx', 'test/faults/check.ts'] }]

function countOfPlaywright(report: unknown): Count {
  const { expected, unexpected, flaky } = (report as { stats: Record<string, number> }).stats
  return { passed: expected ?? 0, failed: (unexpected ?? 0) + (flaky ?? 0) }
}

function countOfPlanted(report: unknown): Count {
  const caught = (report as { found: string | null }[]).filter(({ found }) => found !== null).length
  return { passed: caught, failed: (report as unknown[]).length - caught }
}

function countOfVitest(report: unknown): Count {
  const { numPassedTests, numFailedTests } = report as { numPassedTests: number; numFailedTests: number }
  return { passed: numPassedTests, failed: numFailedTests }
}

/** One that runs aside says all at the end, so that two never speak at once. */
async function run({ name, command: [program, ...args], report }: Suite, isAside = false): Promise<Count> {
  const started = performance.now()
  const log = join(results, `${name}.log`)
  const output = isAside ? openSync(log, 'w') : 'inherit'
  const [code] = await once(spawn(program, args, { stdio: ['inherit', output, output] }), 'exit')
  if (isAside) process.stdout.write(readFileSync(log))
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const succeeded = code === 0
  const count = succeeded ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
  if (report && existsSync(report.file)) {
    Object.assign(count, report.count(JSON.parse(readFileSync(report.file, 'utf8'))))
    // A suite that broke outside its tests, or ran none, has failed all the same.
    if (count.failed === 0 && (!succeeded || count.passed === 0)) count.failed = 1
  }
  console.log(`\n${name}: ${count.passed} passed, ${count.failed} failed (${seconds} s)\n`)
  return count
}

rmSync(results, { recursive: true, force: true })
mkdirSync(results)
installChromium()
installOtherMajor()
installPoppler()
const counts: Count[] = []
for (const turn of [...checks.map((check) => [check]), sideBySide, afterwards])
  counts.push(...(await Promise.all(turn.map((suite, index) => run(suite, index > 0)))))
const passed = counts.reduce((sum, count) => sum + count.passed, 0)
const failed = counts.reduce((sum, count) => sum + count.failed, 0)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
