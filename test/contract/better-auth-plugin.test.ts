import { createHmac } from 'node:crypto'
import { Polar } from '@polar-sh/sdk'
import { createPolar } from 'polar-sdk-1/2026-10'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PolarSdk } from '@verge/better-auth'
import { appUrl, openApp, webhookSecret } from '../world/app.ts'
import { accessToken, serveWorld, type ServedWorld } from '../world/serve.ts'

let world: ServedWorld
let people = 0
beforeAll(async () => void (world = await serveWorld()))
afterAll(() => world.close())

const clients: [string, (token?: string) => PolarSdk][] = [
  ['0.47.1', (token = accessToken) => new Polar({ accessToken: token, serverURL: world.url })],
  ['1.0.1', (token = accessToken) => createPolar({ accessToken: token, baseUrl: world.url })],
]
const newEmail = () => `user-${people++}@example.com`

/** A user of the app whose customer subscribes to Pro. */
async function subscriber(app: ReturnType<typeof openApp>) {
  const browser = app.browser()
  const email = newEmail()
  const user = await browser.signUp(email)
  const customer = await eventually(() =>
    world.ports.db.selectFrom('customers').selectAll().where('external_id', '=', user.id).executeTakeFirst(),
  )
  await world.addCard(customer.id, '4242 4242 4242 4242')
  const subscription = await world.subscribe(customer.id)
  return { ...browser, user, customer, subscription }
}

/** Bought before there was a user: Polar knows an address and no user's id. */
async function customerOfNobody(email: string): Promise<{ id: string }> {
  const { customers } = new Polar({ accessToken, serverURL: world.url })
  const customer = await customers.create({ email })
  await world.addCard(customer.id, '4242 4242 4242 4242')
  await world.subscribe(customer.id)
  return customer
}

async function prove({ auth }: ReturnType<typeof openApp>, user_id: string) {
  const { internalAdapter } = await auth.$context
  await internalAdapter.updateUser(user_id, { emailVerified: true })
}

async function eventually<Found>(look: () => Promise<Found | undefined>): Promise<Found> {
  for (let tries = 0; tries < 100; tries++) {
    const found = await look()
    if (found) return found
    await new Promise((done) => setTimeout(done, 20))
  }
  throw new Error('It did not happen')
}

describe.each(clients)('customerPortal() with the client %s', (_version, client) => {
  const app = (options: Partial<Parameters<typeof openApp>[0]> = {}) =>
    openApp({ client: client(), createCustomerOnSignUp: true, ...options })

  it('answers an address of the portal that opens it for this customer, and comes back to the app', async () => {
    const { client: authClient, customer } = await subscriber(app())
    const { url, error } = await authClient.customerPortal({ returnUrl: '/settings' })
    expect(error).toBeNull()
    const portal = new URL(url!)
    expect(portal.pathname).toBe('/verge/portal')
    const token = portal.searchParams.get('customer_session_token')
    const headers = { authorization: `Bearer ${token}` }
    const session = await fetch(`${world.url}/v1/customer-portal/customer-session/introspect`, { headers })
    expect(await session.json()).toMatchObject({ return_url: `${appUrl}/settings` })
    const me = await fetch(`${world.url}/v1/customer-portal/customers/me`, { headers })
    expect(await me.json()).toMatchObject({ id: customer.id })
  })

  it('leads to one task where one is asked for', async () => {
    const { client: authClient, subscription } = await subscriber(app())
    const asked = { flow: 'cancel', subscriptionId: subscription.id, locale: 'de', theme: 'dark' } as const
    const { url } = await authClient.customerPortal(asked)
    expect(Object.fromEntries(new URL(url!).searchParams)).toMatchObject({
      flow: 'cancel',
      subscription_id: subscription.id,
      locale: 'de',
      theme: 'dark',
    })
  })

  it('leads to a portal of your own where one stands in front of the provider', async () => {
    const { client: authClient } = await subscriber(app({ portalUrl: 'https://billing.verge.example' }))
    const { url } = await authClient.customerPortal()
    expect(url).toMatch(
      /^https:\/\/billing\.verge\.example\/verge\/portal\?customer_session_token=polar_cst_/,
    )
  })

  it('lets a customer in whose subscription has ended', async () => {
    const { client: authClient, subscription } = await subscriber(app())
    const ended = await fetch(`${world.url}/v1/subscriptions/${subscription.id}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${accessToken}` },
    })
    expect(ended.status).toBe(200)
    expect((await authClient.customerPortal()).error).toBeNull()
  })

  it('answers NO_SUBSCRIPTION to who bought nothing yet', async () => {
    const { client: authClient, signUp } = app().browser()
    await signUp(newEmail())
    expect(await authClient.customerPortal()).toEqual({
      url: null,
      error: { code: 'NO_SUBSCRIPTION', message: expect.any(String), status: 404 },
    })
  })

  it('answers UNAUTHORIZED to who is signed out', async () => {
    const { client: authClient } = app().browser()
    expect(await authClient.customerPortal()).toMatchObject({ error: { code: 'UNAUTHORIZED', status: 401 } })
  })

  it('answers PORTAL_DISABLED where the portal is switched off', async () => {
    const { client: authClient } = await subscriber(app({ enableCustomerPortal: false }))
    expect(await authClient.customerPortal()).toMatchObject({
      error: { code: 'PORTAL_DISABLED', status: 403 },
    })
  })

  it('answers REFERENCE_NOT_ALLOWED for an organization that the user may not manage', async () => {
    const { client: authClient } = await subscriber(app())
    const answer = await authClient.customerPortal({ organizationId: 'org-of-others' })
    expect(answer).toMatchObject({ error: { code: 'REFERENCE_NOT_ALLOWED', status: 403 } })
  })

  it('opens the portal of an organization that the app says the user manages', async () => {
    const owner = await subscriber(app())
    const managing = app({
      portalOptions: { authorizeReference: ({ organizationId }) => organizationId === owner.user.id },
    })
    const { client: authClient, signUp } = managing.browser()
    await signUp(newEmail())
    expect((await authClient.customerPortal({ organizationId: owner.user.id })).error).toBeNull()
  })

  it.each(['https://evil.example/settings', 'javascript:alert(1)', '//evil.example'])(
    'does not come back to %s',
    async (returnUrl) => {
      const { client: authClient } = await subscriber(app())
      const answer = await authClient.customerPortal({ returnUrl })
      expect(answer).toMatchObject({ url: null, error: { code: 'RETURN_URL_NOT_ALLOWED', status: 403 } })
    },
  )

  it('throws, and says not to try again, when the provider refuses the token', async () => {
    const { client: authClient, signUp } = openApp({ client: client('polar_oat_of_nobody') }).browser()
    await signUp(newEmail())
    await expect(authClient.customerPortal()).rejects.toMatchObject({
      name: 'PortalUnavailableError',
      code: 'PORTAL_MISCONFIGURED',
      retryable: false,
    })
  })

  it('finds the customer of a sign-up, and one who never got one, when it is needed', async () => {
    const late = openApp({ client: client(), createCustomerOnSignUp: false })
    const { client: authClient, signUp } = late.browser()
    const user = await signUp(newEmail())
    expect(await authClient.customerPortal()).toMatchObject({ error: { code: 'NO_SUBSCRIPTION' } })
    const made = world.ports.db.selectFrom('customers').selectAll().where('external_id', '=', user.id)
    expect(await made.execute()).toHaveLength(1)
  })

  it('does not hand the customer of an address to a user who never proved that it is theirs', async () => {
    const email = newEmail()
    await customerOfNobody(email)
    const { client: authClient, signUp } = app().browser()
    await signUp(email)
    expect(await authClient.customerPortal()).toMatchObject({
      url: null,
      error: { code: 'EMAIL_NOT_VERIFIED', status: 403 },
    })
  })

  it('hands over the customer of an address that the user proved, once, and to nobody after', async () => {
    const email = newEmail()
    const customer = await customerOfNobody(email)
    const opened = app()
    const first = opened.browser()
    const user = await first.signUp(email)
    await prove(opened, user.id)
    expect((await first.client.customerPortal()).error).toBeNull()
    const linked = world.ports.db.selectFrom('customers').select('external_id').where('id', '=', customer.id)
    expect(await linked.executeTakeFirstOrThrow()).toEqual({ external_id: user.id })

    const elsewhere = app()
    const second = elsewhere.browser()
    await prove(elsewhere, (await second.signUp(email)).id)
    expect(await second.client.customerPortal()).toMatchObject({
      url: null,
      error: { code: 'CUSTOMER_TAKEN', status: 409 },
    })
    expect(await linked.executeTakeFirstOrThrow()).toEqual({ external_id: user.id })
  })

  it('answers UNAUTHORIZED to an anonymous user, who is made no customer', async () => {
    const { client: authClient, request } = app().browser()
    const { user } = await request<{ user: { id: string } }>('/sign-in/anonymous')
    expect(await authClient.customerPortal()).toMatchObject({ error: { code: 'UNAUTHORIZED', status: 401 } })
    const made = world.ports.db.selectFrom('customers').selectAll().where('external_id', '=', user.id)
    expect(await made.execute()).toEqual([])
  })

  it('keeps customer.portal() and customer.state() as the upstream plugin has them', async () => {
    const { client: authClient, subscription } = await subscriber(app())
    const opened = await authClient.customer.portal({ redirect: false })
    expect(opened.data).toMatchObject({ url: expect.stringContaining('/verge/portal?'), redirect: false })
    const state = await authClient.customer.state()
    expect(JSON.stringify(state.data)).toContain(subscription.id)
  })

  it('knows no state of somebody who is no customer, and that is no error', async () => {
    const { client: authClient, signUp } = app({ createCustomerOnSignUp: false }).browser()
    await signUp(newEmail())
    expect(await authClient.customer.state()).toEqual({ data: null, error: null })
  })

  it('starts a checkout of a product that is sold, with the customer known', async () => {
    const products = await world.ports.db.selectFrom('products').select('id').execute()
    const sold = [{ productId: products[0]!.id, slug: 'pro' }]
    const { client: authClient, signUp } = app({ products: sold }).browser()
    const user = await signUp(newEmail())
    const { url, error } = await authClient.checkout({ slug: 'pro' })
    expect(error).toBeNull()
    const { pathname } = new URL(url!)
    const client_secret = pathname.replace('/checkout/', '')
    const made = await world.ports.db
      .selectFrom('checkouts')
      .selectAll()
      .where('client_secret', '=', client_secret)
      .executeTakeFirstOrThrow()
    expect(made).toMatchObject({
      external_customer_id: user.id,
      customer_email: user.email,
      success_url: `${appUrl}/success?checkout_id={CHECKOUT_ID}`,
    })
    expect(await authClient.checkout({ slug: 'gold' })).toMatchObject({
      error: { code: 'PRODUCT_NOT_FOUND' },
    })
    expect(await app({ products: sold }).browser().client.checkout({ slug: 'pro' })).toMatchObject({
      error: { code: 'UNAUTHORIZED' },
    })
  })
})

describe('who may ask', () => {
  const client = clients[0]![1]

  it('is no page of another site, with the cookies of a customer', async () => {
    const { client: authClient, page } = await subscriber(
      openApp({ client: client(), createCustomerOnSignUp: true }),
    )
    page.origin = 'https://evil.example'
    await expect(authClient.customerPortal()).rejects.toMatchObject({
      code: 'INVALID_ORIGIN',
      retryable: false,
    })
  })

  it('is nobody whose session was ended, though a cookie still vouches for it', async () => {
    const app = openApp({ client: client(), createCustomerOnSignUp: true })
    const { client: authClient, user } = await subscriber(app)
    const { internalAdapter } = await app.auth.$context
    await internalAdapter.deleteUserSessions(user.id)
    const refused = { url: null, error: { code: 'UNAUTHORIZED', status: 401 } }
    expect(await authClient.customerPortal()).toMatchObject(refused)
    expect(await authClient.checkout({ slug: 'pro' })).toMatchObject(refused)
  })
})

describe('when the provider does not answer', () => {
  const broken = (fetchLike: () => Promise<never>): PolarSdk => ({
    customers: {
      list: fetchLike,
      create: fetchLike,
      update: fetchLike,
      getExternal: fetchLike,
      getStateExternal: fetchLike,
    },
    customerSessions: { create: fetchLike },
    subscriptions: { list: fetchLike },
    orders: { list: fetchLike },
    checkouts: { create: fetchLike },
  })

  it.each<[string, () => Promise<never>]>([
    ['is down', () => Promise.reject(new TypeError('fetch failed'))],
    ['breaks', () => Promise.reject(Object.assign(new Error('Bad Gateway'), { statusCode: 502 }))],
    ['asks to slow down', () => Promise.reject(Object.assign(new Error('Too Many'), { statusCode: 429 }))],
    ['is silent', () => new Promise<never>(() => {})],
  ])('because it %s, the call throws and may be tried again', async (_how, fetchLike) => {
    const { client: authClient, signUp } = openApp({ client: broken(fetchLike), timeoutMs: 50 }).browser()
    await signUp(newEmail())
    await expect(authClient.customerPortal()).rejects.toMatchObject({
      name: 'PortalUnavailableError',
      code: 'PORTAL_UNAVAILABLE',
      retryable: true,
    })
  })

  it('still lets people sign up, at once', async () => {
    const silent = broken(() => new Promise<never>(() => {}))
    const { signUp } = openApp({ client: silent, createCustomerOnSignUp: true }).browser()
    expect((await signUp(newEmail())).id).toEqual(expect.any(String))
  })
})

describe('webhooks', () => {
  function delivery(body: string, { id = 'evt_1', secret = webhookSecret, age_s = 0 } = {}) {
    const timestamp = String(Math.floor(Date.now() / 1000) - age_s)
    const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')
    return new Request(`${appUrl}/api/auth/polar/webhooks`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': `v1,${signature}`,
      },
      body,
    })
  }
  const event = JSON.stringify({ type: 'subscription.invented', timestamp: '2026-11-23T00:00:00Z', data: {} })

  it('are handed on once, also events that nobody knows yet', async () => {
    const heard: string[] = []
    const { auth } = openApp({
      client: clients[0]![1](),
      onPayload: async ({ type }) => {
        heard.push(type)
        await new Promise((done) => setTimeout(done, 50))
      },
    })
    const together = await Promise.all([auth.handler(delivery(event)), auth.handler(delivery(event))])
    expect(together.map(({ status }) => status)).toEqual([200, 200])
    expect((await auth.handler(delivery(event))).status).toBe(200)
    expect(heard).toEqual(['subscription.invented'])
  })

  it('reach the handler that is named after them', async () => {
    const heard: string[] = []
    const onSubscriptionUpdated = ({ type }: { type: string }) => void heard.push(type)
    const { auth } = openApp({ client: clients[0]![1](), onSubscriptionUpdated })
    for (const type of ['subscription.updated', 'subscription.active', 'order.paid'])
      await auth.handler(delivery(JSON.stringify({ type, timestamp: '', data: {} }), { id: type }))
    expect(heard).toEqual(['subscription.updated'])
  })

  it('are refused unsigned, wrongly signed, or old', async () => {
    const { auth } = openApp({ client: clients[0]![1]() })
    const unsigned = new Request(`${appUrl}/api/auth/polar/webhooks`, { method: 'POST', body: event })
    expect((await auth.handler(unsigned)).status).toBe(400)
    expect((await auth.handler(delivery(event, { secret: 'whsec_other' }))).status).toBe(400)
    expect((await auth.handler(delivery(event, { age_s: 3600 }))).status).toBe(400)
  })

  it('are sent again after a handler that failed', async () => {
    let failures = 0
    const { auth } = openApp({
      client: clients[0]![1](),
      onPayload: () => {
        if (failures++ === 0) throw new Error('not now')
      },
    })
    expect((await auth.handler(delivery(event, { id: 'evt_2' }))).status).toBe(500)
    expect((await auth.handler(delivery(event, { id: 'evt_2' }))).status).toBe(200)
  })
})
