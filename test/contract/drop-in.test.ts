import { createHmac } from 'node:crypto'
import * as upstream from '@polar-sh/better-auth'
import { Polar } from '@polar-sh/sdk'
import * as ours from '@verge/better-auth'
import { betterAuth } from 'better-auth'
import { memoryAdapter } from 'better-auth/adapters/memory'
import { anonymous } from 'better-auth/plugins'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accessToken, serveWorld, type ServedWorld } from '../world/serve.ts'

/*
 * The same configuration, the same calls, the same results as Polar's own plugin 1.8.4. What differs on purpose:
 *
 * - who has no customer is told nothing is there, not a 500; every refusal has a code
 * - a list or a checkout by `referenceId` needs `authorizeReference`
 * - a checkout takes no product that is not configured, and no trial, discount or metadata from the client
 * - what a checkout leads to, and is shown in, is of a trusted origin
 * - `authClient.checkout()` navigates as there, and answers `{ url, error }`; there is no `checkoutEmbed`, which carries a script of Polar's
 * - a user who is deleted takes no customer with them
 * - a new address or name is told to Polar whether or not customers are made at sign-up
 * - a failing webhook handler is answered 500, not 400, and an event is handled once
 */

const url = 'http://localhost:3000'
const secret = 'whsec_of_the_app'
type Which = 'upstream' | 'ours'
let world: ServedWorld
let product: string
let cookie: string
const rows = { user: [], account: [], session: [], verification: [] }
const heard = { upstream: [] as unknown[], ours: [] as unknown[] }

beforeAll(async () => {
  world = await serveWorld()
  product = (await world.ports.db.selectFrom('products').select('id').executeTakeFirstOrThrow()).id
  const signedUp = await ask('upstream', 'POST', '/sign-up/email', {
    email: 'both@example.com',
    password: 'verge-demo',
    name: 'Both',
  })
  cookie = signedUp.cookie
  const customer = await world.ports.db
    .selectFrom('customers')
    .select('id')
    .where('email', '=', 'both@example.com')
    .executeTakeFirstOrThrow()
  await world.addCard(customer.id, '4242 4242 4242 4242')
  await world.subscribe(customer.id)
})
afterAll(() => world.close())

interface Settings {
  authenticatedUsersOnly?: boolean
  /** The product that the app sells. */
  named?: string
  /** Only ours asks. */
  authorizeReference?: () => boolean
}

/** Both plugins over one database, so that one session is the same user's in both. */
function appOf(
  which: Which,
  { authenticatedUsersOnly = true, named = product, authorizeReference }: Settings = {},
) {
  const client = new Polar({ accessToken, serverURL: world.url })
  const options = {
    client,
    createCustomerOnSignUp: true,
    getCustomerCreateParams: async () => ({ metadata: { from: 'app' } }),
  }
  const toPortal = { returnUrl: `${url}/settings`, theme: 'dark' } as const
  const sold = {
    products: [{ productId: named, slug: 'pro' }],
    successUrl: '/success?checkout_id={CHECKOUT_ID}',
    theme: 'dark' as const,
    authenticatedUsersOnly,
  }
  const heeded = { secret, onSubscriptionUpdated: async (payload: object) => void heard[which].push(payload) }
  const plugin =
    which === 'upstream'
      ? upstream.polar({
          ...options,
          use: [
            upstream.portal(toPortal),
            upstream.usage(),
            upstream.checkout(sold),
            upstream.webhooks(heeded),
          ],
        })
      : ours.polar({
          ...options,
          authorizeReference,
          use: [ours.portal(toPortal), ours.usage(), ours.checkout(sold), ours.webhooks(heeded)],
        })
  return betterAuth({
    baseURL: url,
    secret: 'a secret of at least thirty-two characters',
    database: memoryAdapter(rows),
    emailAndPassword: { enabled: true },
    logger: { disabled: true },
    plugins: [anonymous(), plugin],
  })
}

async function ask(
  which: Which,
  method: string,
  path: string,
  body?: object,
  { as = cookie, ...settings }: Settings & { as?: string } = {},
) {
  const request = new Request(`${url}/api/auth${path}`, {
    method,
    headers: { 'content-type': 'application/json', origin: url, ...(as && { cookie: as }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  const response = await appOf(which, settings).handler(request)
  return {
    status: response.status,
    said: (await response.json()) as Record<string, unknown>,
    cookie: cookieOf(response),
  }
}

const cookieOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')

/** A user of whom no billing was told. */
async function nobodysCustomer(): Promise<string> {
  const { handler } = betterAuth({
    baseURL: url,
    secret: 'a secret of at least thirty-two characters',
    database: memoryAdapter(rows),
    emailAndPassword: { enabled: true },
    logger: { disabled: true },
  })
  const body = JSON.stringify({ email: 'nobody@example.com', password: 'verge-demo', name: 'No' })
  const headers = { 'content-type': 'application/json', origin: url }
  const request = new Request(`${url}/api/auth/sign-up/email`, { method: 'POST', headers, body })
  return cookieOf(await handler(request))
}

describe('the same answer as from the upstream plugin', () => {
  it.each([
    '/customer/state',
    '/customer/subscriptions/list',
    '/customer/subscriptions/list?active=true&limit=1',
    '/customer/orders/list?page=1&limit=5',
    '/customer/orders/list?productBillingType=recurring',
    '/customer/benefits/list',
    '/usage/meters/list',
  ])('GET %s', async (path) => {
    const [theirs, own] = [await ask('upstream', 'GET', path), await ask('ours', 'GET', path)]
    expect(theirs.status).toBe(200)
    expect(own).toEqual(theirs)
  })

  it.each([
    ['GET', '/customer/portal', undefined],
    ['POST', '/customer/portal', { redirect: false }],
    ['POST', '/checkout', { slug: 'pro' }],
    ['POST', '/checkout', { slug: 'pro', redirect: false }],
  ])('%s %s, but for the secret in it', async (method, path, body) => {
    const [theirs, own] = [await ask('upstream', method, path, body), await ask('ours', method, path, body)]
    const shape = ({ status, said }: typeof own) => {
      const { url: address, ...rest } = said
      const { origin, pathname, searchParams } = new URL(String(address))
      const names = [...searchParams.keys()].toSorted()
      return { status, rest, origin, page: pathname.replace(/polar_c_\w+/, '…'), names }
    }
    expect(theirs.status).toBe(200)
    expect(shape(own)).toEqual(shape(theirs))
  })

  it('POST /usage/ingest', async () => {
    const event = { event: 'call', metadata: { tokens: 7 } }
    const [theirs, own] = [
      await ask('upstream', 'POST', '/usage/ingest', event),
      await ask('ours', 'POST', '/usage/ingest', event),
    ]
    expect(theirs.status).toBe(200)
    expect(own).toEqual(theirs)
  })
})

const reads = [
  '/customer/state',
  '/customer/subscriptions/list',
  '/customer/orders/list',
  '/customer/benefits/list',
  '/usage/meters/list',
]

describe('who is not signed in', () => {
  const as = { as: '' }

  it.each([...reads, '/customer/portal'])('is refused as by the upstream plugin: GET %s', async (path) => {
    const theirs = await ask('upstream', 'GET', path, undefined, as)
    expect(theirs.status).toBe(401)
    expect(await ask('ours', 'GET', path, undefined, as)).toEqual(theirs)
  })

  it('is refused a checkout where that is for users alone, and starts one where it is for everybody', async () => {
    for (const which of ['upstream', 'ours'] as const) {
      const body = { slug: 'pro' }
      expect((await ask(which, 'POST', '/checkout', body, as)).status).toBe(401)
      const everybody = { ...as, authenticatedUsersOnly: false }
      const begun = await checkoutBegun(which, body, everybody)
      expect(begun).toMatchObject({ external_customer_id: null, metadata: {} })
    }
  })
})

describe('an anonymous user', () => {
  it('is refused the portal and a checkout for users alone, with a code here', async () => {
    const { cookie: as } = await ask('upstream', 'POST', '/sign-in/anonymous', {}, { as: '' })
    expect(as).not.toBe('')
    for (const [method, path, body] of [
      ['GET', '/customer/portal'],
      ['POST', '/checkout', { slug: 'pro' }],
    ] as const) {
      expect((await ask('upstream', method, path, body, { as })).status).toBe(401)
      const own = await ask('ours', method, path, body, { as })
      expect(own).toMatchObject({ status: 401, said: { code: 'UNAUTHORIZED' } })
    }
  })
})

describe('who is no customer', () => {
  let as: string
  beforeAll(async () => void (as = await nobodysCustomer()))

  it('has nothing here, where the upstream plugin breaks', async () => {
    for (const path of reads) {
      expect((await ask('upstream', 'GET', path, undefined, { as })).status).toBe(500)
      const { status, said } = await ask('ours', 'GET', path, undefined, { as })
      expect(status).toBe(200)
      const nothing = { result: { items: [], pagination: { totalCount: 0, maxPage: 0 } } }
      expect(said).toEqual(path === '/customer/state' ? null : nothing)
    }
  })

  it('walks through lists of nothing on the server, as through any other', async () => {
    const headers = new Headers({ cookie: as })
    const pages: unknown[] = []
    for await (const page of await appOf('ours').api.orders({ headers })) pages.push(page.result.items)
    expect(pages).toEqual([[]])
  })
})

describe('a checkout', () => {
  it.each([
    { products: 'the one' },
    { products: ['the one'] },
    { slug: 'pro', embedOrigin: url },
    { slug: 'pro', customFieldData: { seats: 2, team: 'red', trial: false } },
    { slug: 'pro', successUrl: '/thanks', returnUrl: `${url}/pricing` },
  ])('is the same for %j', async (asked) => {
    const named = (id: string) => (id === 'the one' ? product : id)
    const { products } = asked
    const body = {
      ...asked,
      products: Array.isArray(products) ? products.map(named) : products && named(products),
    }
    const theirs = await checkoutBegun('upstream', body)
    expect(theirs).toMatchObject({ product_id: product })
    expect(await checkoutBegun('ours', body)).toEqual(theirs)
  })

  it('for a reference is the same where the app allows it, and refused here where it does not', async () => {
    const body = { slug: 'pro', referenceId: 'org_1' }
    const theirs = await checkoutBegun('upstream', body)
    expect(theirs).toMatchObject({ metadata: { referenceId: 'org_1' } })
    expect(await checkoutBegun('ours', body, { authorizeReference: () => true })).toEqual(theirs)
    const refused = await ask('ours', 'POST', '/checkout', body)
    expect(refused).toMatchObject({ status: 403, said: { code: 'REFERENCE_NOT_ALLOWED' } })
  })

  it.each([
    ['of a product that the app does not name', { products: 'another' }, 404, 'PRODUCT_NOT_FOUND'],
    [
      'that leads to an origin that the app does not trust',
      { slug: 'pro', successUrl: 'https://evil.example/' },
      403,
      'RETURN_URL_NOT_ALLOWED',
    ],
    [
      'within a page that the app does not trust',
      { slug: 'pro', embedOrigin: 'https://evil.example' },
      403,
      'RETURN_URL_NOT_ALLOWED',
    ],
  ])('%s is refused here and not there', async (_, asked, status, code) => {
    const unnamed = 'products' in asked
    const body = unnamed ? { products: product } : asked
    const settings = unnamed ? { named: 'prod_of_the_app' } : {}
    expect((await ask('upstream', 'POST', '/checkout', body, settings)).status).toBe(200)
    expect(await ask('ours', 'POST', '/checkout', body, settings)).toMatchObject({ status, said: { code } })
  })

  it('without options sells nothing here, and whatever is asked for there', async () => {
    const client = new Polar({ accessToken, serverURL: world.url })
    const app = {
      baseURL: url,
      secret: 'a secret of at least thirty-two characters',
      logger: { disabled: true },
    }
    const request = () => {
      const body = JSON.stringify({ products: [product] })
      const headers = { 'content-type': 'application/json', origin: url }
      return new Request(`${url}/api/auth/checkout`, { method: 'POST', headers, body })
    }
    const there = betterAuth({ ...app, plugins: [upstream.polar({ client, use: [upstream.checkout()] })] })
    expect((await there.handler(request())).status).toBe(200)
    const here = betterAuth({ ...app, plugins: [ours.polar({ client, use: [ours.checkout()] })] })
    const refused = await here.handler(request())
    expect(await refused.json()).toMatchObject({ code: 'PRODUCT_NOT_FOUND' })
  })
})

/** What the provider was told of it. */
async function checkoutBegun(which: Which, body: object, settings: Settings & { as?: string } = {}) {
  const { status, said } = await ask(which, 'POST', '/checkout', body, settings)
  expect(status).toBe(200)
  const begun = await world.ports.db
    .selectFrom('checkouts')
    .selectAll()
    .where('client_secret', '=', new URL(String(said.url)).pathname.replace('/checkout/', ''))
    .executeTakeFirstOrThrow()
  // Its own names and times, and what ours says of the buyer on top: the address, which Polar reads from the customer there.
  const own = /^(id|client_secret|\w+_at|customer_email|customer_name)$/
  return Object.fromEntries(Object.entries(begun).filter(([name]) => !own.test(name)))
}

it('hands webhooks on in the same shape', async () => {
  const seller = { headers: { authorization: `Bearer ${accessToken}` } }
  const list = await fetch(`${world.url}/v1/subscriptions/`, seller)
  const { items } = (await list.json()) as { items: object[] }
  const timestamp = String(Math.floor(Date.now() / 1000))
  const body = JSON.stringify({
    type: 'subscription.updated',
    timestamp: new Date().toISOString(),
    data: items[0],
  })
  const signature = createHmac('sha256', secret).update(`evt_1.${timestamp}.${body}`).digest('base64')
  const headers = {
    'content-type': 'application/json',
    'webhook-id': 'evt_1',
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  }
  for (const which of ['upstream', 'ours'] as const) {
    const request = new Request(`${url}/api/auth/polar/webhooks`, { method: 'POST', headers, body })
    expect((await appOf(which).handler(request)).status).toBe(200)
  }
  expect(heard.ours).toHaveLength(1)
  // Fields that the client 0.47 does not know yet are handed on as well.
  expect(heard.ours[0]).toMatchObject(heard.upstream[0] as object)
})
