import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

export interface NamedTest {
  /** From the repository's root. */
  file: string
  /** As the runner prints it: `describe > it`. */
  name: string
}

/**
 * What a fault may not do here, and the tests that show it; or why it has no subject in this product. `except` is the part
 * of a fault that is not held off, and why.
 */
export type Fault =
  | { promise: string; tests: NamedTest[]; except?: string }
  | { promise: string; notHere: string }

export interface Ran extends NamedTest {
  passed: boolean
}

interface Verdict {
  survived: number
  expected: number
  /** Without a subject in this product. */
  notHere: number
  /** What is not held off, in part or in whole, and why. */
  open: string[]
  problems: string[]
}

const idOf = (number: number) => `F${String(number).padStart(3, '0')}`

/** Every section of the catalogue: concurrency, crashes, clock, processor, database, a Polar elsewhere, input, security. */
export const catalogue = Array.from({ length: 126 }, (_, index) => idOf(index + 1))

/** Holds the manifest against what ran: every fault is named once, and each of its tests exists and has passed. */
export function judge(
  manifest: [id: string, fault: Fault][],
  ran: Ran[],
  ids: readonly string[] = catalogue,
): Verdict {
  const problems: string[] = []
  const results = new Map<string, boolean>()
  for (const { file, name, passed } of ran) {
    const key = `${file} > ${name}`
    // A test that runs under several settings has passed when all of them did.
    results.set(key, passed && (results.get(key) ?? true))
  }
  for (const id of ids) {
    const times = manifest.filter(([one]) => one === id).length
    if (times !== 1) problems.push(`${id} stands ${times} times in the manifest`)
  }
  for (const [id] of manifest.filter(([one]) => !ids.includes(one)))
    problems.push(`${id} is not in the catalogue`)

  const here = manifest.filter(([id, fault]) => ids.includes(id) && !('notHere' in fault))
  const survived = here.filter(([id, fault]) => {
    const found = problemsOf(fault, results)
    problems.push(...found.map((problem) => `${id} ${problem}`))
    return found.length === 0
  })
  return {
    survived: survived.length,
    expected: here.length,
    notHere: manifest.length - here.length,
    open: openIn(manifest),
    problems,
  }
}

/** One line for each fault that is not held off, or not as a whole. */
export function openIn(manifest: [id: string, fault: Fault][]): string[] {
  return manifest
    .toSorted(([one], [other]) => one.localeCompare(other))
    .flatMap(([id, fault]) => {
      if ('notHere' in fault) return [`${id} has no subject here: ${fault.notHere}`]
      return fault.except ? [`${id} but: ${fault.except}`] : []
    })
}

function problemsOf(fault: Fault, results: ReadonlyMap<string, boolean>): string[] {
  if (!('tests' in fault) || fault.tests.length === 0) return ['has no test']
  return fault.tests.flatMap(({ file, name }) => {
    const passed = results.get(`${file} > ${name}`)
    if (passed === undefined) return [`names a test that did not run: ${file} > ${name}`]
    return passed ? [] : [`names a test that did not pass: ${file} > ${name}`]
  })
}

interface VitestReport {
  testResults: {
    name: string
    assertionResults: { ancestorTitles: string[]; title: string; status: string }[]
  }[]
}

export function ranInVitest(report: unknown, root: string): Ran[] {
  return (report as VitestReport).testResults.flatMap(({ name: file, assertionResults }) =>
    assertionResults.map(({ ancestorTitles, title, status }) => ({
      file: file.replace(`${root}/`, ''),
      name: [...ancestorTitles, title].join(' > '),
      passed: status === 'passed',
    })),
  )
}

interface PlaywrightSuite {
  title: string
  file: string
  specs: { title: string; file: string; tests: { status: string }[] }[]
  suites?: PlaywrightSuite[]
}

export function ranInPlaywright(report: unknown): Ran[] {
  const of = (suite: PlaywrightSuite, above: string[]): Ran[] => {
    // The outermost suite is the file itself.
    const titles = suite.title === suite.file ? [] : [...above, suite.title]
    return [
      ...suite.specs.map(({ title, file, tests }) => ({
        file: `test/browser/${file}`,
        name: [...titles, title].join(' > '),
        passed: tests.length > 0 && tests.every(({ status }) => status === 'expected'),
      })),
      ...(suite.suites ?? []).flatMap((inner) => of(inner, titles)),
    ]
  }
  return (report as { suites: PlaywrightSuite[] }).suites.flatMap((suite) => of(suite, []))
}

export function readManifest(): [id: string, fault: Fault][] {
  return readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .flatMap((name) => Object.entries(read(join(import.meta.dirname, name)) as Record<string, Fault>))
}

function read(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'))
}

function main(): void {
  const root = join(import.meta.dirname, '../..')
  const report = (name: string, ranIn: (report: unknown) => Ran[]) => {
    const path = join(root, 'test-results', name)
    return existsSync(path) ? ranIn(read(path)) : []
  }
  const ran = [
    ...report('unit.json', (found) => ranInVitest(found, root)),
    ...report('browser.json', ranInPlaywright),
  ]
  const { survived, expected, notHere, open, problems } = judge(readManifest(), ran)
  for (const problem of problems) console.error(problem)
  for (const line of open) console.log(line)
  console.log(`faults survived ${survived} of ${expected} (${notHere} have no subject here)`)
  process.exitCode = problems.length === 0 ? 0 : 1
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main()
