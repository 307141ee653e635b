import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PolarSdk } from '@verge/better-auth'
import { appUrl, openApp } from '../world/app.ts'
import { anyClient, clients, newEmail, subscriber } from '../world/plugin.ts'
import { accessToken, serveWorld, type ServedWorld } from '../world/serve.ts'

let world: ServedWorld
beforeAll(async () => void (world = await serveWorld()))
afterAll(() => world.close())

describe.each(clients)('customerPortal() with the client %s', (_version, client) => {
  const app = (options: Partial<Parameters<typeof openApp>[0]> = {}) =>
    openApp({ client: client(world), createCustomerOnSignUp: true, ...options })

  it('answers an address of the portal that opens it for this customer, and comes back to the app', async () => {
    const { client: authClient, customer } = await subscriber(world, app())
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
    const { client: authClient, subscription } = await subscriber(world, app())
    const asked = {
      flow: 'cancel',
      subscriptionId: subscription.id,
      locale: 'de',
      theme: 'dark',
      brand: 'partner',
    } as const
    const { url } = await authClient.customerPortal(asked)
    expect(Object.fromEntries(new URL(url!).searchParams)).toMatchObject({
      flow: 'cancel',
      subscription_id: subscription.id,
      locale: 'de',
      theme: 'dark',
      brand: 'partner',
    })
  })

  it('leads to a portal of your own where one stands in front of the provider', async () => {
    const { client: authClient } = await subscriber(
      world,
      app({ portalUrl: 'https://billing.verge.example' }),
    )
    const { url } = await authClient.customerPortal()
    expect(url).toMatch(
      /^https:\/\/billing\.verge\.example\/verge\/portal\?customer_session_token=polar_cst_/,
    )
  })

  it('lets a customer in whose subscription has ended', async () => {
    const { client: authClient, subscription } = await subscriber(world, app())
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
    const { client: authClient } = await subscriber(world, app({ enableCustomerPortal: false }))
    expect(await authClient.customerPortal()).toMatchObject({
      error: { code: 'PORTAL_DISABLED', status: 403 },
    })
  })

  it('answers REFERENCE_NOT_ALLOWED for an organization that the user may not manage', async () => {
    const { client: authClient } = await subscriber(world, app())
    const answer = await authClient.customerPortal({ organizationId: 'org-of-others' })
    expect(answer).toMatchObject({ error: { code: 'REFERENCE_NOT_ALLOWED', status: 403 } })
  })

  it('opens the portal of an organization that the app says the user manages', async () => {
    const owner = await subscriber(world, app())
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
      const { client: authClient } = await subscriber(world, app())
      const answer = await authClient.customerPortal({ returnUrl })
      expect(answer).toMatchObject({ url: null, error: { code: 'RETURN_URL_NOT_ALLOWED', status: 403 } })
    },
  )

  it('throws, and says not to try again, when the provider refuses the token', async () => {
    const { client: authClient, signUp } = openApp({ client: client(world, 'polar_oat_of_nobody') }).browser()
    await signUp(newEmail())
    await expect(authClient.customerPortal()).rejects.toMatchObject({
      name: 'PortalUnavailableError',
      code: 'PORTAL_MISCONFIGURED',
      retryable: false,
    })
  })
})

describe('who may ask', () => {
  it('is no page of another site, with the cookies of a customer', async () => {
    const { client: authClient, page } = await subscriber(
      world,
      openApp({ client: anyClient(world), createCustomerOnSignUp: true }),
    )
    page.origin = 'https://evil.example'
    await expect(authClient.customerPortal()).rejects.toMatchObject({
      code: 'INVALID_ORIGIN',
      retryable: false,
    })
  })

  it('is nobody whose session was ended, though a cookie still vouches for it', async () => {
    const app = openApp({ client: anyClient(world), createCustomerOnSignUp: true })
    const { client: authClient, user } = await subscriber(world, app)
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
      updateExternal: fetchLike,
      getExternal: fetchLike,
      getStateExternal: fetchLike,
    },
    customerSessions: { create: fetchLike },
    subscriptions: { list: fetchLike, update: fetchLike, revoke: fetchLike },
    orders: { list: fetchLike },
    checkouts: { create: fetchLike },
    events: { ingest: fetchLike },
    customerPortal: {
      benefitGrants: { list: fetchLike },
      subscriptions: { list: fetchLike, get: fetchLike, update: fetchLike },
      orders: { list: fetchLike, invoice: fetchLike, generateInvoice: fetchLike },
      customerMeters: { list: fetchLike },
    },
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
