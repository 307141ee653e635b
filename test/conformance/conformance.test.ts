import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { awaited } from './awaited.ts'
import { serveBackend, type ServedBackend } from './backend.ts'
import { differences } from './differences.ts'
import { judge } from './judge.ts'
import { nameOf, reportOf, type Report } from './report.ts'
import { openServer } from './server.ts'
import { suite } from './suite.ts'

let backend: ServedBackend
let report: Report
beforeAll(async () => {
  backend = await serveBackend()
  report = reportOf(backend.url, await judge(await openServer(backend), suite), differences)
}, 120_000)
afterAll(() => backend.close())

const isAwaited = (id: string) => awaited.some((one) => (typeof one === 'string' ? one === id : one.test(id)))

describe('our backend, judged from outside as any other Polar', () => {
  it('does what the contract says, but for the deliberate differences', () => {
    const failed = report.verdicts.filter(
      ({ outcome, difference, id }) => outcome === 'failed' && !difference && !isAwaited(id),
    )
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
