import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serveBackend, type ServedBackend } from './backend.ts'
import { differences, listed } from './differences.ts'
import { judge } from './judge.ts'
import { nameOf, reportOf, type Report } from './report.ts'
import { openServer } from './server.ts'
import { suite } from './suite.ts'

let backend: ServedBackend
let report: Report
beforeAll(async () => {
  backend = await serveBackend()
  report = reportOf(backend.url, await judge(await openServer(backend), suite), differences)
}, 300_000)
afterAll(() => backend.close())

it('judges every operation that must or should be there, and every behaviour', () => {
  const marked = (mark: string) => suite.filter((check) => check.kind === 'operation' && check.mark === mark)
  expect([marked('M').length, marked('S').length]).toEqual([50, 38])
  const behaviours = suite.flatMap((check) => (check.kind === 'behaviour' ? [check.id] : []))
  const numbers = Array.from({ length: 140 }, (_, index) => `B${String(index + 1).padStart(3, '0')}`)
  expect(behaviours.toSorted()).toEqual(numbers)
})

it('lists the differences in the document as they are listed here', () => {
  const document = readFileSync(join(import.meta.dirname, '../../docs/polar-compatibility.md'), 'utf8')
  expect(document).toContain(`\n\n${listed(false)}\n\n`)
  expect(document).toContain(`\n\n${listed(true)}\n`)
})

describe('our backend, judged from outside as any other Polar', () => {
  it('does what the contract says, but for the deliberate differences', () => {
    const failed = report.verdicts.filter(({ outcome, difference }) => outcome === 'failed' && !difference)
    expect(failed.map((verdict) => `${nameOf(verdict)}: ${verdict.why}`)).toEqual([])
  })

  it('still differs where a difference is listed', () => {
    const failed = new Set(report.verdicts.flatMap(({ outcome, id }) => (outcome === 'failed' ? [id] : [])))
    const stale = differences.flatMap(({ checks }) => checks).filter((id) => !failed.has(id))
    expect(stale).toEqual([])
  })

  it('tells each check once, by a name of its own', () => {
    const names = report.verdicts.map(nameOf)
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  })
})
