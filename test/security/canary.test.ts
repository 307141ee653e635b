import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApi } from '@verge/server/api/api'
import { routes } from '@verge/server/portal/routes'
import { runDue } from '@verge/server/jobs/run-due'
import { sql } from 'kysely'
import { portalOf, visitorOf, type Seen, type Visitor } from '../world/visitor.ts'
import { openEstate, type Estate } from './estate.ts'

/** A session's token is looked for everywhere but in the one link that it is for and towards the API. */
let estate: Estate
let canary: string
let visitor: Visitor
const reported: unknown[] = []
const asked: Request[] = []
const answers: { address: string; text: string }[] = []

beforeAll(async () => {
  estate = await openEstate()
  canary = await estate.token('owner')
  const { handle, faults, notes } = portalOf(estate.world, {
    between: (api) => (request) => {
      asked.push(request)
      // Whatever is asked for late is answered with a fault, so that pages of failures are seen too.
      return request.url.includes('fail-now') ? Promise.reject(new Error('offline')) : api(request)
    },
  })
  reported.push(faults, notes)
  const plain = visitorOf(estate.world, handle)
  const keep = (address: string, seen: Seen): Seen => {
    const headers = [...seen.headers].filter(([name]) => name !== 'set-cookie')
    const text = JSON.stringify({ ...seen, headers })
    answers.push({ address, text })
    return seen
  }
  visitor = {
    ...plain,
    get: async (path) => keep(path, await plain.get(path)),
    post: async (path, fields, from) => keep(path, await plain.post(path, fields, from)),
  }
}, 120_000)
afterAll(() => estate.world.ports.db.destroy())

/** Every place that a page leads to, by link or form. */
const linksOn = ({ html }: Seen) =>
  [...html.matchAll(/(?:href|action)="(\/verge\/[^"#]*)"/g)].map(([, to]) => to!.replaceAll('&amp;', '&'))

describe('the token of a session', () => {
  it('is in no page, header or address after the exchange, wherever one goes', async () => {
    await visitor.post('/verge/portal/session', { customer_session_token: canary })
    answers.length = 0
    const queue = [
      '/verge/portal',
      ...routes.flatMap(({ path, page }) => (page ? [estate.addressOf(path)] : [])),
    ]
    const seen = new Set<string>()
    while (queue.length > 0) {
      const address = queue.shift()!
      if (seen.has(address) || address.includes('sign-out')) continue
      seen.add(address)
      const page = await visitor.get(address)
      queue.push(...linksOn(page), ...(page.location?.startsWith('/verge') ? [page.location] : []))
    }
    for (const { path, action } of routes)
      if (action && path !== '/billing/sessions') await visitor.post(estate.addressOf(path), {})
    await visitor.get('/verge/portal/nothing/here')
    await visitor.post('/verge/portal/billing', {}, 'cross-site')
    expect(seen.size).toBeGreaterThan(routes.filter(({ page }) => page).length)
    expect(answers.filter(({ text }) => text.includes(canary)).map(({ address }) => address)).toEqual([])
  }, 60_000)

  it('goes to the API alone, in the one header that is for it', () => {
    expect(asked.length).toBeGreaterThan(50)
    for (const { url, headers } of asked) {
      expect(url).not.toContain(canary)
      const others = [...headers].filter(([name]) => name !== 'authorization')
      expect(JSON.stringify(others)).not.toContain(canary)
    }
  })

  it('is in no row of the books, in no mail and no webhook', async () => {
    const { db, webhooks } = estate.world.ports
    await runDue(estate.world.ports)
    const { rows: tables } = await sql<{ name: string }>`
      SELECT table_name AS name FROM information_schema.tables
      WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'`.execute(db)
    const found: string[] = []
    for (const { name } of tables) {
      const { rows } = await sql<{ row: string }>`SELECT t::text AS row FROM ${sql.table(name)} t`.execute(db)
      if (rows.some(({ row }) => row.includes(canary))) found.push(name)
    }
    expect(tables.length).toBeGreaterThan(30)
    expect(found).toEqual([])
    expect(JSON.stringify(webhooks)).not.toContain(canary)
  })

  it('is in nothing that is reported, also where everything fails', async () => {
    const failing = portalOf(estate.world, { between: () => () => Promise.reject(new Error('offline')) })
    const other = visitorOf(estate.world, failing.handle)
    const answer = await other.post('/verge/portal/session', { customer_session_token: canary })
    expect(JSON.stringify({ ...answer, headers: [...answer.headers] })).not.toContain(canary)
    const problems: unknown[] = []
    const api = createApi(estate.world.ports, {
      report: (problem) => problems.push(problem),
      note: (...line) => problems.push(line),
    })
    const url = 'http://localhost:4000/v1/customer-portal/customers/me'
    const headers = { authorization: `Bearer ${canary}x`, 'content-type': 'application/json' }
    await api(new Request(url, { method: 'PATCH', headers, body: '{' }))
    expect(problems).toEqual([['a call was refused', expect.anything()]])
    expect(reported.flat()).toContainEqual(['a session was opened', expect.anything()])
    for (const told of [...failing.faults, ...failing.notes, ...reported, ...problems])
      expect(`${String(told)} ${JSON.stringify(told)}`).not.toContain(canary)
  })
})
