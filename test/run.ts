import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs'
import { setPriority } from 'node:os'
import { join, resolve } from 'node:path'

import { installOtherMajor } from './backup/older-postgres.ts'
import { installChromium } from './browser/chromium.ts'
import { newExamplesFolder } from './examples/install.ts'
import { installPoppler } from './poppler.ts'
import { installProxies } from './proxies/install.ts'
import { folderToThrowAway } from './throw-away.ts'

interface Count {
  passed: number
  failed: number
}
interface Suite {
  name: string
  command: [string, ...string[]]
  /** Where the suite writes its counts; without a report the whole command is one check. */
  report?: { file: string; count(report: unknown): Count }
  /** It waits for nobody and nobody for it: it takes what others leave of the cores. */
  isPatient?: true
}

const results = 'test-results'
const throwAway = folderToThrowAway()
process.env.TMPDIR = throwAway
const examplesFolder = newExamplesFolder()
/** For all that is started from here: what is laid out below is there, and what a process has compiled is there for the next. */
Object.assign(process.env, {
  PACKAGES_ARE_BUILT: 'yes',
  EXAMPLES_FOLDER: examplesFolder,
  NODE_COMPILE_CACHE: resolve('node_modules/.cache/compiled'),
})
/** What this project's own packages may not do at their installation, those of other people's projects may, and tests make some. */
delete process.env['npm_config_ignore_scripts']

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
]
const packages: Suite = {
  name: 'build of the packages',
  command: ['node', '--import', 'tsx', 'release/build.ts'],
}
const unit: Suite = {
  name: 'unit, contract and real processes',
  command: [
    'vitest',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${results}/unit.json`,
  ],
  report: { file: `${results}/unit.json`, count: countOfVitest },
}
/** Which is mostly to wait for a registry. */
const installing: Suite = {
  name: 'installation of the examples',
  command: ['node', '--import', 'tsx', 'test/examples/install.ts', examplesFolder],
}
const examples: Suite = {
  name: 'examples',
  command: ['playwright', 'test', '--config', 'test/examples'],
  report: { file: `${results}/examples.json`, count: countOfPlaywright },
}
const planted: Suite = {
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
  isPatient: true,
}
const browser: Suite = {
  name: 'browser',
  command: ['playwright', 'test'],
  report: { file: `${results}/browser.json`, count: countOfPlaywright },
}
const faults: Suite = { name: 'faults', command: ['node', '--import', 'tsx', 'test/faults/check.ts'] }

/** One turn after the other; of each the lanes beside each other, so that no core waits where a suite does. */
const turns: Suite[][][] = [
  [checks, [packages]],
  [[unit], [installing, examples], [planted]],
  [[browser]],
  [[faults]],
]

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
async function run(
  { name, command: [program, ...args], report, isPatient }: Suite,
  isAside: boolean,
): Promise<Count> {
  const started = performance.now()
  const log = join(results, `${name}.log`)
  const output = isAside ? openSync(log, 'w') : 'inherit'
  const child = spawn(program, args, { stdio: ['inherit', output, output] })
  if (isPatient && child.pid !== undefined) setPriority(child.pid, 10)
  const [code] = await once(child, 'exit')
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
installProxies()
const counts: Count[] = []
const runLane = async (lane: Suite[], isAside: boolean) => {
  for (const suite of lane) counts.push(await run(suite, isAside))
}
for (const lanes of turns) await Promise.all(lanes.map((lane, index) => runLane(lane, index > 0)))
rmSync(throwAway, { recursive: true, force: true })
const passed = counts.reduce((sum, count) => sum + count.passed, 0)
const failed = counts.reduce((sum, count) => sum + count.failed, 0)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
