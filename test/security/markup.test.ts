import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { routes } from '@verge/server/portal/routes'
import { portalOf, visitorOf, type Visitor } from '../world/visitor.ts'
import { openEstate, type Estate } from './estate.ts'
import { payloads } from './payloads.ts'

type Handler = (request: Request) => Promise<Response>

let estate: Estate
let said: (text: string) => string = (text) => text
let visitor: Visitor
const known = new Map<string, { body: string; status: number }>()
beforeAll(async () => {
  estate = await openEstate()
  visitor = visitorOf(estate.world, portalOf(estate.world, { between: changing }).handle)
  const customer_session_token = await estate.token('owner')
  await visitor.post('/verge/portal/session', { customer_session_token })
  const home = { name: 'Somebody', line1: '1 Street', city: 'Berlin', postal_code: '10115', country: 'DE' }
  await visitor.post('/verge/portal/billing', home)
  await visitor.get('/verge/portal')
  known.clear()
}, 120_000)
afterAll(() => estate.world.ports.db.destroy())

/** The same answers as the API's, with what somebody could have written in each field that takes free text. */
function changing(api: Handler): Handler {
  return async (request) => {
    if (request.method !== 'GET') return api(request)
    let answer = known.get(request.url)
    if (!answer) {
      const response = await api(request)
      answer = { body: await response.text(), status: response.status }
      known.set(request.url, answer)
    }
    const body = answer.status === 200 ? JSON.stringify(JSON.parse(answer.body, changed)) : answer.body
    return new Response(body, { status: answer.status, headers: { 'content-type': 'application/json' } })
  }
}

/** Free text: no id, date, address, number, currency, country or word of a closed list. */
const free =
  /^(name|description|label|note|comment|email|customer_email|line1|line2|city|postal_code|display_key|billing_name|invoice_number|receipt_number|customer_name|person|unit_label|code|contract|organization|product|key|last4|brand|decline_words)$/
/** Of these no API says more than a line. */
const ofAddresses = /^(line1|line2|city|postal_code)$/
const lineMax = 250
function changed(key: string, value: unknown): unknown {
  if (typeof value !== 'string' || !free.test(key)) return value
  return ofAddresses.test(key) ? said(value).slice(0, lineMax) : said(value)
}

/** The tags of a page with the names of their attributes: what a reader's browser makes of it. */
function structureOf(html: string): string[] {
  return [...html.matchAll(/<\/?[a-z!][^\s>/]*(?:"[^"]*"|'[^']*'|[^"'>])*>/gi)].map(([tag]) =>
    tag.replace(/="[^"]*"/g, '=').replace(/\s+/g, ' '),
  )
}

const files = /\.(pdf|txt|json|zip)$|^\/billing\/data$|^\/back$|^\/downloads\//
const shown = routes.filter(({ path, page }) => page && !files.test(path)).map(({ path }) => path)
const together = payloads.join(' ')
/** As it stands in a page that shows it as text. */
const escaped = (text: string) =>
  text.replace(
    /[&<>"']/g,
    (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[sign]!,
  )

/** What a page that shows nothing of this estate does instead; all others show what was written. */
const instead: Record<string, 'leads on' | 'says words of ours alone'> = {
  '/subscriptions/{id}/activate': 'says words of ours alone',
  '/subscriptions/{id}/change/return': 'says words of ours alone',
  '/orders/{id}/pay': 'leads on',
  '/orders/{id}/pay/return': 'says words of ours alone',
  '/payment-methods/add': 'leads on',
  '/payment-methods/add/return': 'leads on',
  '/confirm': 'leads on',
}
/** Pages that refuse in words, and name what is refused. */
const refusing: Record<string, number> = {
  '/subscriptions/{id}/seats': 400,
  '/subscriptions/{id}/resume': 409,
}

describe('500 payloads', () => {
  it('are as many, and no two alike', () => {
    expect(new Set(payloads).size).toBe(payloads.length)
    expect(payloads.length).toBeGreaterThanOrEqual(500)
  })

  it.each(shown)(
    'in every field at once leave %s as many tags and attributes as a plain word',
    async (path) => {
      const { owned } = estate
      const isAboutSeats = path.startsWith('/subscriptions/{id}/people')
      const address = estate.addressOf(
        path,
        isAboutSeats ? { ...owned, subscriptions: owned['team']! } : owned,
      )
      const structure = async (text: string) => {
        said = () => text
        // What a page before left to be told is told there.
        await visitor.get('/verge/portal/billing')
        const { html, status } = await visitor.get(address)
        return { html, status, tags: structureOf(html) }
      }
      const plain = await structure('word')
      const written = await structure(together)
      // What never reaches a page cannot be shown wrongly there.
      const isLeadOn = instead[path] === 'leads on'
      expect([plain.status, written.status]).toEqual(Array(2).fill(isLeadOn ? 303 : (refusing[path] ?? 200)))
      const [main = ''] = /<main[^]*<\/main>/.exec(written.html) ?? []
      expect(main.includes(escaped(together.slice(0, lineMax).trim()))).toBe(!(path in instead))
      expect(written.tags).toEqual(plain.tags)
      expect(written.html).not.toMatch(
        /(?:href|action|formaction|src)="\s*(?:javascript|vbscript|data:text)/i,
      )
    },
  )
})

describe('what is typed into a form that is not taken', () => {
  const fields = ['name', 'email', 'contract', 'day', 'reason', 'key']
  it.each([
    ['/verge/cancel', fields],
    ['/verge/withdraw', fields],
    ['/verge/portal/sign-in', ['email']],
    [
      '/verge/portal/billing',
      ['name', 'line1', 'line2', 'city', 'postal_code', 'state', 'country', 'tax_id'],
    ],
    ['/verge/portal/billing/email', ['email']],
  ])('is shown again on %s as text', async (address, names) => {
    said = (text) => text
    const seen = async (text: string) =>
      structureOf((await visitor.post(address, Object.fromEntries(names.map((name) => [name, text])))).html)
    const plain = await seen('"')
    for (let from = 0; from < payloads.length; from += 100)
      expect(await seen(payloads.slice(from, from + 100).join(' '))).toEqual(plain)
  })

  it('nor in an address: no parameter of a page becomes markup', async () => {
    for (const name of [
      'locale',
      'brand',
      'language',
      'theme',
      'next',
      'to',
      'token',
      'page',
      'flow',
      'portal',
    ]) {
      const query = new URLSearchParams({ [name]: together.slice(0, 6000) })
      for (const path of [
        '/verge/portal/sign-in',
        '/verge/cancel',
        '/verge/portal',
        '/verge/portal/orders',
      ]) {
        const { html } = await visitor.get(`${path}?${query}`)
        expect(html).not.toMatch(/<script>(?:alert|executed)|<img src=x|<svg onload|href="javascript/i)
      }
    }
  })
})
