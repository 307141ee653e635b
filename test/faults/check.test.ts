import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  catalogue,
  judge,
  ranInPlaywright,
  ranInVitest,
  readManifest,
  type Fault,
  type Ran,
} from './check.ts'
import { faultsPage } from './page.ts'

const root = join(import.meta.dirname, '../..')
const test = { file: 'a.test.ts', name: 'a thing > holds' }
const passed: Ran = { ...test, passed: true }
const shown: Fault = { promise: 'it holds', tests: [test] }

describe('a fault has survived', () => {
  it('when the tests that it names have all passed', () => {
    const verdict = judge([['F001', shown]], [passed], ['F001'])
    expect(verdict).toEqual({ survived: 1, expected: 1, notHere: 0, open: [], problems: [] })
  })

  it('and is not counted where it has no subject', () => {
    const elsewhere: Fault = { promise: 'it holds', notHere: 'There is no such thing here.' }
    const verdict = judge([['F001', elsewhere]], [], ['F001'])
    const open = ['F001 has no subject here: There is no such thing here.']
    expect(verdict).toEqual({ survived: 0, expected: 0, notHere: 1, open, problems: [] })
  })

  it('and says which part of it is not held off', () => {
    const { survived, open } = judge(
      [['F001', { ...shown, except: 'On Sundays it is.' }]],
      [passed],
      ['F001'],
    )
    expect({ survived, open }).toEqual({ survived: 1, open: ['F001 but: On Sundays it is.'] })
  })
})

describe('the run fails', () => {
  it.each<[string, [string, Fault][], Ran[], string]>([
    ['that nobody wrote down', [], [], 'F001 stands 0 times in the manifest'],
    [
      'that is written down twice',
      [
        ['F001', shown],
        ['F001', shown],
      ],
      [passed],
      'F001 stands 2 times in the manifest',
    ],
    ['without a test', [['F001', { promise: 'it holds', tests: [] }]], [passed], 'F001 has no test'],
    ['whose test is gone', [['F001', shown]], [], 'F001 names a test that did not run'],
    [
      'whose test failed or was skipped',
      [['F001', shown]],
      [{ ...passed, passed: false }],
      'F001 names a test that did not pass',
    ],
    [
      'whose test failed in one of several runs',
      [['F001', shown]],
      [{ ...passed, passed: false }, passed],
      'F001 names a test that did not pass',
    ],
  ])('over a fault %s', (_, manifest, ran, problem) => {
    const { problems, survived, expected } = judge(manifest, ran, ['F001'])
    expect(problems.join('\n')).toContain(problem)
    expect(survived === expected && problems.length === 0).toBe(false)
  })

  it('over an id that no catalogue has', () => {
    const { problems } = judge([['F999', shown]], [passed], [])
    expect(problems).toEqual(['F999 is not in the catalogue'])
  })
})

describe('a report', () => {
  it('of vitest names a test by its file and all that it stands in', () => {
    const assertionResults = [
      { ancestorTitles: ['a thing'], title: 'holds', status: 'passed' },
      { ancestorTitles: [], title: 'alone', status: 'pending' },
    ]
    const report = { testResults: [{ name: '/work/a.test.ts', assertionResults }] }
    expect(ranInVitest(report, '/work')).toEqual([
      passed,
      { file: 'a.test.ts', name: 'alone', passed: false },
    ])
  })

  it('of playwright has passed where it did under every setting at the first try', () => {
    const spec = (title: string, ...statuses: string[]) => ({
      title,
      file: 'portal/a.spec.ts',
      tests: statuses.map((status) => ({ status })),
    })
    const inner = { title: 'inside', file: 'portal/a.spec.ts', specs: [spec('deep', 'expected')] }
    const outer = { title: 'portal/a.spec.ts', file: 'portal/a.spec.ts', suites: [inner] }
    const specs = [spec('well', 'expected', 'expected'), spec('flaky', 'flaky'), spec('left out', 'skipped')]
    const ran = ranInPlaywright({ suites: [{ ...outer, specs }] })
    expect(ran.map(({ name, passed: isPassed }) => [name, isPassed])).toEqual([
      ['well', true],
      ['flaky', false],
      ['left out', false],
      ['inside > deep', true],
    ])
    expect(ran[0]!.file).toBe('test/browser/portal/a.spec.ts')
  })
})

describe('the manifest', () => {
  it('has every fault of the catalogue once, each with a promise in words', () => {
    const manifest = readManifest()
    const everything = manifest.flatMap(([, fault]) => ('tests' in fault ? fault.tests : []))
    const ran = everything.map((named) => ({ ...named, passed: true }))
    const { problems } = judge(manifest, ran)
    expect(problems.filter((problem) => !problem.endsWith('has no test yet'))).toEqual([])
    expect(manifest.filter(([, { promise }]) => !promise.trim())).toEqual([])
  })

  it('has all of the catalogue, to its last number', () => {
    expect([catalogue.length, catalogue[0], catalogue.at(-1)]).toEqual([126, 'F001', 'F126'])
  })

  it('says in the docs what is not held off, and why', () => {
    const file = join(root, 'docs/faults.md')
    if (process.env.UPDATE_DOCS) writeFileSync(file, faultsPage(readManifest()))
    expect(readFileSync(file, 'utf8')).toBe(faultsPage(readManifest()))
  })

  it('names files that exist', () => {
    const files = readManifest().flatMap(([, fault]) =>
      'tests' in fault ? fault.tests.map(({ file }) => file) : [],
    )
    expect([...new Set(files)].filter((file) => !existsSync(join(root, file)))).toEqual([])
  })
})
