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
 * - a list by `referenceId` needs `authorizeReference`
 * - a checkout takes no product that is not configured, and no trial, discount or metadata from the client
 * - `authClient.checkout()` navigates as there, and answers `{ url, error }`; there is no `checkoutEmbed`, which carries a script of Polar's
 * - a user who is deleted takes no customer with them
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

/** Both plugins over one database, so that one session is the same user's in both. */
function appOf(which: Which, { authenticatedUsersOnly = true } = {}) {
  const client = new Polar({ accessToken, serverURL: world.url })
  const options = {
    client,
    createCustomerOnSignUp: true,
    getCustomerCreateParams: async () => ({ metadata: { from: 'app' } }),
  }
  const toPortal = { returnUrl: `${url}/settings`, theme: 'dark' } as const
  const sold = {
    products: [{ productId: product, slug: 'pro' }],
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

async function ask(which: Which, method: string, path: string, body?: object) {
  const request = new Request(`${url}/api/auth${path}`, {
    method,
    headers: { 'content-type': 'application/json', origin: url, ...(cookie && { cookie }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  const response = await appOf(which).handler(request)
  return {
    status: response.status,
    said: (await response.json()) as Record<string, unknown>,
    cookie: response.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; '),
  }
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
