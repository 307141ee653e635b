import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApi } from '@verge/server/api/api'
import { createApp } from '@verge/server/app'
import { forwardedBy } from '@verge/server/caller'
import { createCheckoutPages } from '@verge/server/checkout/checkout'
import { createDocuments } from '@verge/server/documents/documents'
import { linkTo } from '@verge/server/operations/orders/document-link'
import { createBrands } from '@verge/server/portal/brand/brands'
import { routes } from '@verge/server/portal/routes'
import { checkoutsIn } from '../world/checkouts.ts'
import { portalOf, visitorOf, type Seen, type Visitor } from '../world/visitor.ts'
import { openEstate, type Estate } from './estate.ts'

const origin = 'http://localhost:4000'
let estate: Estate
let owner: Visitor
let nobody: Visitor
beforeAll(async () => {
  estate = await openEstate()
  owner = await estate.visitor(await estate.token('owner'))
  nobody = visitorOf(estate.world, portalOf(estate.world).handle)
}, 120_000)
afterAll(() => estate.world.ports.db.destroy())

const guests = ['sign-in', 'claim', 'verify-email', 'session', 'nothing/here'].map(
  (at) => `/verge/portal/${at}`,
)
const outside = [
  '/verge/cancel',
  '/verge/withdraw',
  '/verge/cancel/confirm',
  '/verge/verify',
  '/nobody/portal',
]
const paths = routes.map(({ path }) => path)

type Wanted = Record<string, RegExp>

const ofPages: Wanted = {
  'cache-control': /no-store/,
  'x-frame-options': /^DENY$/,
  'x-content-type-options': /^nosniff$/,
  'referrer-policy': /^(same-origin|strict-origin|no-referrer)$/,
  'cross-origin-opener-policy': /^same-origin$/,
  'cross-origin-resource-policy': /^same-origin$/,
  'cross-origin-embedder-policy': /^require-corp$/,
  'reporting-endpoints': /^csp="\/reports"$/,
  'permissions-policy': /^(?:[a-z-]+=\(\)(?:, |$)){25,}/,
}
/** Every word of it: a source that is added here opens a way. */
const policy =
  /^default-src 'none'; style-src 'self'; script-src 'sha256-[\w+/=]+'; connect-src 'self'; img-src data:; form-action 'self'( http:\/\/localhost:4000)*; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types verge; report-uri \/reports; report-to csp$/

/** What is not as it should be. */
const lacking = (headers: Headers, wanted: Wanted) =>
  Object.entries(wanted).flatMap(([name, pattern]) =>
    pattern.test(headers.get(name) ?? '') ? [] : [`${name}: ${headers.get(name)}`],
  )
const unprotected = ({ headers }: Pick<Seen, 'headers'>) => {
  const isPage = headers.get('content-type')?.startsWith('text/html')
  return lacking(headers, isPage ? { ...ofPages, 'content-security-policy': policy } : ofPages)
}

describe('every answer', () => {
  it.each(paths)(
    'of %s is kept by no cache, framed by no page, and tells its address to no other site',
    async (path) => {
      const address = estate.addressOf(path)
      for (const visitor of [owner, nobody]) {
        expect([path, unprotected(await visitor.get(address))]).toEqual([path, []])
        expect([path, unprotected(await visitor.post(address, {}, 'cross-site'))]).toEqual([path, []])
      }
    },
  )

  it.each([...guests, ...outside])('of %s, where nobody is signed in, neither', async (address) => {
    expect([address, unprotected(await nobody.get(address))]).toEqual([address, []])
    expect([address, unprotected(await nobody.post(address))]).toEqual([address, []])
  })
})

describe('a page of the checkout', () => {
  const { product, open } = checkoutsIn(() => estate.world)

  it('is protected as those of the portal are, there or not', async () => {
    const api = createApi(estate.world.ports, { report: () => {} })
    const pages = createCheckoutPages({
      polar: { fetch: (request) => api(request, forwardedBy(request)), baseUrl: origin },
      publicUrl: origin,
      processor: {
        origin,
        cardEntry: async () => `${origin}/sandbox/card`,
        authentication: () => `${origin}/bank`,
      },
      brands: createBrands(),
      sandbox: true,
      newReference: estate.world.ports.ids.uuid,
      report: () => {},
    })
    const buyer = visitorOf(estate.world, (request) => pages(request, { address: '198.51.100.1' }))
    const success_url = `${origin}/done`
    const { client_secret } = await open({ products: [await product('Sold', { usd: 500 })], success_url })
    for (const path of [`/${client_secret}`, `/${client_secret}/pay`, '/polar_c_nobodys', '/x/y/z']) {
      const address = `/checkout${path}`
      expect([path, unprotected(await buyer.get(address))]).toEqual([path, []])
      expect([path, unprotected(await buyer.post(address, {}, 'cross-site'))]).toEqual([path, []])
    }
  })
})

describe('what is no page', () => {
  const ask = (path: string) => portalOf(estate.world).handle(new Request(`http://localhost:4000${path}`))

  it('but its style is kept for good, and read by no other site', async () => {
    const [style] = /\/assets\/[\w.-]+\.css/.exec((await nobody.get('/verge/portal/sign-in')).html)!
    const wanted = {
      'cache-control': /^public, max-age=31536000, immutable$/,
      'content-type': /^text\/css/,
      'x-content-type-options': /^nosniff$/,
      'cross-origin-resource-policy': /^same-origin$/,
    }
    expect(lacking((await ask(style!)).headers, wanted)).toEqual([])
  })

  it.each(['/assets/none.css', '/healthz', '/v1/customers/', '/files/none', '/processor/events', '/sandbox'])(
    'as %s is taken for nothing else than it says, framed by no page, and may do nothing',
    async (path) => {
      const says = async () => new Response('')
      const backend = { api: says, documents: says, files: says, checkout: says, processorEvents: says }
      const app = createApp({ portal: says, backend: { ...backend, sandbox: says } })
      const wanted = {
        'x-content-type-options': /^nosniff$/,
        'x-frame-options': /^DENY$/,
        'content-security-policy':
          /^default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
        'cross-origin-opener-policy': /^same-origin$/,
        'cross-origin-resource-policy': /^same-origin$/,
        'referrer-policy': /^same-origin$/,
        'reporting-endpoints': /^csp="\/reports"$/,
        'permissions-policy': /^(?:[a-z-]+=\(\)(?:, |$)){25,}/,
      }
      const { headers } = await app(new Request(`${origin}${path}`), { isLocal: true })
      expect(lacking(headers, wanted)).toEqual([])
    },
  )

  it('is taken by no other site as a part of its pages, and a page in no frame', async () => {
    const portal = portalOf(estate.world)
    const told = (dest: string, mode: string, site: string) =>
      portal.handle(
        new Request(`${origin}/verge/portal/sign-in`, {
          headers: { 'sec-fetch-dest': dest, 'sec-fetch-mode': mode, 'sec-fetch-site': site },
        }),
      )
    expect((await told('document', 'navigate', 'cross-site')).status).toBe(200)
    expect((await told('empty', 'cors', 'same-origin')).status).toBe(200)
    for (const [dest, mode] of [
      ['iframe', 'navigate'],
      ['script', 'no-cors'],
      ['empty', 'cors'],
    ] as const) {
      const refused = await told(dest, mode, 'cross-site')
      expect([dest, refused.status, await refused.text()]).toEqual([dest, 403, 'Forbidden'])
    }
  })

  it('as a document, there or not, is kept by no cache, framed by no page, and tells its address to nobody', async () => {
    const documents = createDocuments(estate.world.ports)
    const link = linkTo(estate.world.ports, 'cancellation', estate.owned['receipts']!)
    const wanted = {
      'cache-control': /no-store/,
      'referrer-policy': /^no-referrer$/,
      'x-content-type-options': /^nosniff$/,
      'x-frame-options': /^DENY$/,
      'content-security-policy': /^frame-ancestors 'none'$/,
      'cross-origin-resource-policy': /^same-origin$/,
    }
    for (const address of [link, `${link}x`, 'http://localhost:4000/documents/none'])
      expect(lacking((await documents(new Request(address))).headers, wanted)).toEqual([])
  })
})

describe('by https', () => {
  const wanted = { 'strict-transport-security': /^max-age=63072000; includeSubDomains$/ }
  const ways = ['/verge/portal', '/verge/portal/sign-in', '/nobody/portal', '/assets/none.css', '/healthz']

  it.each(ways)('the answer of %s says that it is asked for by nothing else', async (path) => {
    const ask = (publicUrl: string) =>
      portalOf(estate.world, { publicUrl }).handle(new Request(`http://localhost:4000${path}`))
    expect(lacking((await ask('https://billing.example.com')).headers, wanted)).toEqual([])
    expect((await ask('http://localhost:4000')).headers.has('strict-transport-security')).toBe(false)
  })
})

describe('a form', () => {
  const forms = routes.filter(({ action }) => action).map(({ path }) => path)
  it.each(forms)('of %s that another site sends does nothing, by whatever way it comes', async (path) => {
    const { db } = estate.world.ports
    const rows = async () => JSON.stringify(await db.selectFrom('audit_entries').selectAll().execute())
    const before = await rows()
    for (const from of ['cross-site', 'same-site', 'none'])
      expect(await owner.post(estate.addressOf(path), {}, from)).toMatchObject({ status: 403 })
    expect(await rows()).toBe(before)
  })
})
