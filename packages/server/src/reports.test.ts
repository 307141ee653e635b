import { beforeEach, expect, it } from 'vitest'
import { createReports } from './reports.ts'

let said: Record<string, string>[]
let now: Date
let reports: ReturnType<typeof createReports>
beforeEach(() => {
  said = []
  now = new Date('2027-01-31T12:00:00Z')
  reports = createReports({ warn: (_, about) => said.push(about), now: () => now })
})

const send = async (body: string, method = 'POST') =>
  (
    await reports(
      new Request('http://localhost:4000/reports', { method, ...(method === 'POST' && { body }) }),
    )
  ).status
const violation = (more = {}) => ({
  type: 'csp-violation',
  body: {
    documentURL: 'https://billing.example.com/verge/portal?customer_session_token=polar_cst_secret#x',
    blockedURL: 'https://evil.example/x.js?stolen=1',
    effectiveDirective: 'script-src-elem',
    ...more,
  },
})

it('tells of a violation where it happened and what was refused, without what addresses carry', async () => {
  expect(await send(JSON.stringify([violation()]))).toBe(204)
  expect(said).toEqual([
    {
      type: 'csp-violation',
      directive: 'script-src-elem',
      page: 'https://billing.example.com/verge/portal',
      blocked: 'https://evil.example/x.js',
    },
  ])
})

it('understands the one report of a browser that knows the older way alone', async () => {
  const told = {
    'document-uri': 'https://billing.example.com/verge/portal?customer_session_token=polar_cst_secret',
    'blocked-uri': 'inline',
    'effective-directive': 'style-src-attr',
    'script-sample': 'color: red',
  }
  expect(await send(JSON.stringify({ 'csp-report': told }))).toBe(204)
  expect(said).toEqual([
    {
      type: 'csp-violation',
      directive: 'style-src-attr',
      page: 'https://billing.example.com/verge/portal',
      blocked: 'inline',
    },
  ])
})

it('writes no line break, no long text and no data that somebody made up', async () => {
  const effectiveDirective = `a\r\n{"level":"error"}\u2028${'x'.repeat(1_000)}`
  const blockedURL = 'data:text/html,polar_cst_secret'
  await send(JSON.stringify([violation({ effectiveDirective, blockedURL })]))
  expect(said[0]!.directive).toMatch(/^a\?\?[ -~]{1,198}$/)
  expect(said[0]!.blocked).toBe('data:')
})

it.each(['', 'nothing', 'null', '{}', '{"csp-report": 1}', '[1, null, {"type": 5}]', '[{"type":"x"}]'])(
  'takes %j and says nothing of it',
  async (body) => {
    expect(await send(body)).toBe(204)
    expect(said).toEqual([])
  },
)

it('tells of five in one, and reads none that is larger than any may be', async () => {
  await send(JSON.stringify(Array.from({ length: 20 }, () => violation())))
  expect(said).toHaveLength(5)
  expect(await send(`[${' '.repeat(20_000)}]`)).toBe(413)
})

it('hears thirty in a minute from everybody together', async () => {
  for (let times = 0; times < 30; times++) expect(await send('[]')).toBe(204)
  expect(await send(JSON.stringify([violation()]))).toBe(429)
  expect(said).toEqual([])
  now = new Date(now.getTime() + 60_000)
  expect(await send('[]')).toBe(204)
})

it('is only ever told something', async () => expect(await send('', 'GET')).toBe(405))
