import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { errors } from '@verge/polar/errors'
import { refusalStatus } from '@verge/polar/refusals'
import { openWorld, type World } from '../world/open.ts'
import { portalOf, visitorOf, type Seen } from '../world/visitor.ts'
import { works } from '../world/checkouts.ts'
import { errorsPage } from './page.ts'

const file = join(import.meta.dirname, '../../docs/errors.md')

let world: World
let customer_id: string
let card: string
let status = 200
let body: object = {}
let headers: Record<string, string> = {}
let breaks: 'reads' | 'writes' | null = null

beforeAll(async () => {
  world = await openWorld()
  customer_id = (await world.addCustomer('ada@example.com', works)).customer.id
  card = await world.addCard(customer_id, works)
})
afterAll(() => world.ports.db.destroy())

const handle = (request: Request) => portal().handle(request)
let opened: ReturnType<typeof portalOf> | undefined
function portal() {
  opened ??= portalOf(world, {
    between: (api) => async (request) => {
      const isRead = request.method === 'GET'
      const isBroken = breaks === 'reads' ? isRead : breaks === 'writes' && !isRead
      return isBroken ? Response.json(body, { status, headers }) : api(request)
    },
  })
  return opened
}

/** What the customer reads in the end, wherever the form led. */
async function seenAfter(act: (visitor: ReturnType<typeof visitorOf>) => Promise<Seen>): Promise<Seen> {
  breaks = null
  const visitor = visitorOf(world, handle)
  await visitor.enter(customer_id)
  const seen = await act(visitor)
  breaks = null
  return seen.location ? visitor.get(seen.location) : seen
}

const answering = (code: string, how: number, more: Record<string, string> = {}) => {
  status = how
  body = { error: code, detail: 'The words of the API.' }
  headers = more
}
const removal = () => `/verge/portal/payment-methods/${card}/remove`

/** Whether anybody was charged is said on every page that says what went wrong. */
const aboutMoney =
  /not charged|[Nn]othing (?:more )?was changed|Nothing was charged|once at most|charged at most once/

/** The code that stands on the page, and whether it says a word about money. */
function said({ html }: Seen): { code: string | undefined; money: boolean } {
  return { code: /Code: (\w+)/.exec(html)?.[1], money: aboutMoney.test(html) }
}

describe('the table of errors', () => {
  it('is what docs/errors.md says', () => {
    if (process.env.UPDATE_DOCS) writeFileSync(file, errorsPage())
    expect(readFileSync(file, 'utf8')).toBe(errorsPage())
  })

  it('says in a whole sentence what happened', () => {
    for (const [code, { happened }] of Object.entries(errors))
      expect([code, happened]).toEqual([code, expect.stringMatching(/^[A-Z].*\.$/)])
  })
})

describe('a page', () => {
  it.each(Object.entries(refusalStatus))('says what a form met: %s', async (name, how) => {
    answering(name, how)
    const seen = await seenAfter((visitor) => {
      breaks = 'writes'
      return visitor.post(removal())
    })
    const code = how === 401 ? 'SessionExpired' : name
    expect(said(seen)).toEqual({ code, money: true })
  })

  it.each([
    ['reads', 500, 'BillingUnreachable', {}],
    ['reads', 503, 'ServiceUnavailable', {}],
    ['reads', 429, 'TooManyRequests', { 'retry-after': '9' }],
    ['reads', 401, 'SessionExpired', {}],
    ['reads', 403, 'NotPermitted', {}],
    ['reads', 404, 'ResourceNotFound', {}],
    ['writes', 500, 'BillingUnreachable', {}],
  ] as const)('says that the API broke on %s with %i: %s', async (what, how, code, more) => {
    answering(how === 503 ? 'ServiceUnavailable' : code, how, more)
    const seen = await seenAfter((visitor) => {
      breaks = what
      return what === 'reads' ? visitor.get('/verge/portal/payment-methods') : visitor.post(removal())
    })
    expect(said(seen)).toEqual({ code, money: true })
  })

  it('says that the answer to a form was lost, and that it may have been done', async () => {
    answering('InternalServerError', 500)
    const seen = await seenAfter((visitor) => {
      breaks = 'writes'
      return visitor.post(`/verge/portal/subscriptions/${crypto.randomUUID()}/reason`, { reason: 'other' })
    })
    expect(said(seen)).toEqual({ code: 'OutcomeUnknown', money: true })
  })

  it.each([
    ['NotFound', 404, (at: ReturnType<typeof visitorOf>) => at.get('/nobody/portal/sign-in')],
    ['ResourceNotFound', 404, (at: ReturnType<typeof visitorOf>) => at.get('/verge/portal/nothing')],
    ['MethodNotAllowed', 405, (at: ReturnType<typeof visitorOf>) => at.post('/verge/portal/orders')],
    [
      'FormForeign',
      403,
      (at: ReturnType<typeof visitorOf>) => at.post('/verge/portal/billing', {}, 'cross-site'),
    ],
    [
      'RequestTooLarge',
      413,
      (at: ReturnType<typeof visitorOf>) => at.post('/verge/portal/billing', { name: 'x'.repeat(70_000) }),
    ],
  ] as const)('says %s', async (code, how, act) => {
    const seen = await seenAfter(act)
    expect(seen.status).toBe(how)
    expect(said(seen)).toEqual({ code, money: true })
  })

  it('says FormUnreadable to a program that sends no form', async () => {
    const request = new Request('http://localhost:4000/verge/portal/billing', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
      body: '{}',
    })
    const response = await handle(request)
    expect(response.status).toBe(415)
    expect(await response.text()).toContain('Code: FormUnreadable')
  })
})
