import { createAuthClient } from 'better-auth/client'
import { adminClient, multiSessionClient, twoFactorClient, usernameClient } from 'better-auth/client/plugins'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { polarClient } from './client.ts'

const portal = 'https://portal.example/verge/portal?customer_session_token=polar_cst_1'

function clientOf(answer: () => Response | Promise<Response>, fetchOptions: { throw?: boolean } = {}) {
  const asked: Record<string, unknown>[] = []
  const client = createAuthClient({
    baseURL: 'http://localhost:3000',
    plugins: [polarClient()],
    fetchOptions: {
      ...fetchOptions,
      customFetchImpl: async (_address, init) => {
        asked.push(JSON.parse(String(init?.body ?? null)))
        return answer()
      },
    },
  })
  return { client, asked }
}
const json =
  (body: unknown, status = 200) =>
  () =>
    Response.json(body, { status })

afterEach(() => vi.unstubAllGlobals())

describe('no answer that means anything is thrown', () => {
  it.each<[string, () => Response | Promise<Response>, string, boolean]>([
    ['a network that is down', () => Promise.reject(new TypeError('fetch failed')), 'NETWORK', true],
    [
      'a page in place of an answer',
      () => new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } }),
      'MALFORMED_ANSWER',
      true,
    ],
    ['an empty answer', () => new Response(null, { status: 204 }), 'MALFORMED_ANSWER', true],
    ['an address that is none', json({ url: 'portal' }), 'MALFORMED_ANSWER', true],
    ['a gateway that breaks', () => new Response('Bad Gateway', { status: 502 }), 'HTTP_502', true],
    ['a route that is not there', () => new Response(null, { status: 404 }), 'HTTP_404', false],
    ['too many tries', json({ message: 'Too many requests' }, 429), 'HTTP_429', true],
    ['a provider that is down', json({ code: 'PORTAL_UNAVAILABLE' }, 503), 'PORTAL_UNAVAILABLE', true],
    ['a token that is refused', json({ code: 'PORTAL_MISCONFIGURED' }, 502), 'PORTAL_MISCONFIGURED', false],
  ])('%s', async (_what, answer, code, retryable) => {
    const thrown = { name: 'PortalUnavailableError', code, retryable }
    await expect(clientOf(answer).client.customerPortal()).rejects.toMatchObject(thrown)
    await expect(clientOf(answer).client.checkout({ slug: 'pro' })).rejects.toMatchObject(thrown)
    await expect(clientOf(answer, { throw: true }).client.customerPortal()).rejects.toMatchObject(thrown)
  })
})

it('answers in the same form where the app asked its client to throw', async () => {
  const opened = clientOf(json({ url: portal }), { throw: true })
  expect(await opened.client.customerPortal()).toEqual({ url: portal, error: null })
  const { client } = clientOf(json({ code: 'NO_SUBSCRIPTION', message: 'Nothing yet.' }, 404), {
    throw: true,
  })
  expect(await client.customerPortal()).toEqual({
    url: null,
    error: { code: 'NO_SUBSCRIPTION', message: 'Nothing yet.', status: 404 },
  })
})

describe('the way back', () => {
  const page = 'https://verge.example/settings?tab=billing'

  it('is the page that calls, unless the caller names another', async () => {
    vi.stubGlobal('location', { href: page })
    const { client, asked } = clientOf(json({ url: portal }))
    await client.customerPortal()
    await client.customerPortal({ returnUrl: undefined, locale: 'de' })
    await client.customerPortal({ returnUrl: '/account' })
    expect(asked.map(({ returnUrl }) => returnUrl)).toEqual([page, page, '/account'])
  })

  it('is the front page where the address is longer than a server takes', async () => {
    vi.stubGlobal('location', { href: `${page}&filter=${'a'.repeat(3000)}` })
    const { client, asked } = clientOf(json({ url: portal }))
    await client.customerPortal()
    expect(asked).toEqual([{ returnUrl: 'https://verge.example/' }])
  })

  it('is left to the server where no page calls', async () => {
    const { client, asked } = clientOf(json({ url: portal }))
    expect(await client.customerPortal({ flow: 'cancel' })).toEqual({ url: portal, error: null })
    expect(asked).toEqual([{ flow: 'cancel' }])
  })
})

it('never navigates by itself', async () => {
  const location = { href: 'https://verge.example/settings' }
  vi.stubGlobal('location', location)
  vi.stubGlobal('window', { location })
  const { client } = clientOf(json({ url: portal, redirect: false }))
  await client.customerPortal()
  await client.checkout({ slug: 'pro' })
  expect(location.href).toBe('https://verge.example/settings')
})

describe('coming back', () => {
  const state = { action: null, subscription_id: null, subscriptions: [], read_at: 'now', stale: false }

  /** A tab on a page of the app, and another one that hears what is told to all. */
  function tab(page: string, sessionStorage: () => unknown) {
    const href = `https://verge.example${page}`
    const location = { href, replaced: href }
    const history = {
      state: null,
      replaceState: (_: unknown, __: string, url: URL) => void (location.replaced = url.href),
    }
    const window = Object.defineProperty({ location, history }, 'sessionStorage', { get: sessionStorage })
    for (const [name, value] of Object.entries({ window, location, document: new EventTarget() }))
      vi.stubGlobal(name, value)
    Object.assign(window, { addEventListener() {}, removeEventListener() {} })
    const asked: string[] = []
    const sent: unknown[] = []
    const client = createAuthClient({
      baseURL: 'https://verge.example',
      plugins: [polarClient()],
      fetchOptions: {
        customFetchImpl: async (address, init) => {
          const { pathname } = new URL(String(address))
          asked.push(pathname.replace('/api/auth', ''))
          sent.push(JSON.parse(String(init?.body ?? null)))
          return Response.json(pathname.endsWith('/return') ? state : { url: portal })
        },
      },
    })
    return { client, asked, sent, location }
  }
  function memory(): Storage {
    const kept = new Map<string, string>()
    return {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    } as Storage
  }

  it('from a portal that says nothing in the address reads the live state, once, and wakes other tabs', async () => {
    const session = memory()
    const heard: unknown[] = []
    const other = new BroadcastChannel('better-auth.polar')
    other.addEventListener('message', ({ data }) => heard.push(data))
    onTestFinished(() => other.close())
    await tab('/billing', () => session).client.customerPortal()

    const back = tab('/billing', () => session)
    expect(await back.client.customerReturn()).toMatchObject({
      data: { action: null, stale: false },
      error: null,
    })
    expect(back.asked).toEqual(['/customer/return'])
    await vi.waitFor(() => expect(heard).toEqual(['changed']))
    expect(await back.client.customerReturn()).toEqual({ data: null, error: null })
    expect(back.asked).toHaveLength(1)
  })

  it("from an organization's portal asks about the organization, unless the app says about whom", async () => {
    const session = memory()
    const { client, sent } = tab('/billing', () => session)
    await client.customerPortal({ organizationId: 'org_1' })
    await client.customerReturn()
    await client.customerPortal({ organizationId: 'org_1' })
    await client.customerReturn({ organizationId: 'org_2' })
    await client.customerPortal()
    await client.customerReturn()
    expect(sent.map((body) => (body as { organizationId?: string }).organizationId)).toEqual([
      'org_1',
      'org_1',
      'org_1',
      'org_2',
      undefined,
      undefined,
    ])
  })

  it('from one that signs what was done takes that out of the address', async () => {
    const { client, asked, location } = tab('/billing?portal=canceled&portal_result=signed', memory)
    expect((await client.customerReturn()).error).toBeNull()
    expect(asked).toEqual(['/customer/return'])
    expect(location.replaced).toBe('https://verge.example/billing?portal=canceled')
  })

  it('asks nothing where nobody was away', async () => {
    const { client, asked } = tab('/billing', memory)
    expect(await client.customerReturn()).toEqual({ data: null, error: null })
    expect(asked).toEqual([])
  })

  it('goes by the address alone in a browser that keeps nothing', async () => {
    const { client, asked } = tab('/billing', () => {
      throw new DOMException('The operation is insecure.', 'SecurityError')
    })
    expect((await client.customerPortal()).url).toBe(portal)
    expect(await client.customerReturn()).toEqual({ data: null, error: null })
    expect(asked).toEqual(['/customer/portal'])
  })
})

describe('what was read of a customer is read anew', () => {
  function reader() {
    vi.stubGlobal('window', globalThis)
    const asked: string[] = []
    const client = createAuthClient({
      baseURL: 'http://localhost:3000',
      plugins: [polarClient(), twoFactorClient(), adminClient(), multiSessionClient(), usernameClient()],
      fetchOptions: {
        customFetchImpl: async (address) => {
          asked.push(new URL(String(address)).pathname.replace('/api/auth', ''))
          return Response.json({ subscriptions: [], read_at: new Date(), stale: false })
        },
      },
    })
    const readings = () => asked.filter((path) => path === '/subscription/list').length
    onTestFinished(client.useSubscriptions.subscribe(() => {}))
    return { client, readings }
  }
  type Client = ReturnType<typeof reader>['client']

  it.each<[string, (client: Client) => Promise<unknown>]>([
    ['signing in', (client) => client.signIn.email({ email: 'ada@example.com', password: 'verge-demo' })],
    ['signing in by a name', (client) => client.signIn.username({ username: 'ada', password: 'verge-demo' })],
    [
      'a social login on the page',
      (client) => client.signIn.social({ provider: 'google', idToken: { token: 't' } }),
    ],
    ['signing out', (client) => client.signOut()],
    ['a second factor', (client) => client.twoFactor.verifyTotp({ code: '123456' })],
    ['changing to another account', (client) => client.multiSession.setActive({ sessionToken: 't' })],
    ['acting as somebody else', (client) => client.admin.impersonateUser({ userId: 'user_2' })],
    // As its plugin tells of it, which is a package of its own.
    ['a passkey', async ({ $store }) => $store.notify('$sessionSignal')],
  ])('after %s', async (_what, act) => {
    const { client, readings } = reader()
    await vi.waitFor(() => expect(readings()).toBe(1))
    await act(client)
    await vi.waitFor(() => expect(readings()).toBeGreaterThan(1))
  })

  it('once for one signing in', async () => {
    const { client, readings } = reader()
    await vi.waitFor(() => expect(readings()).toBe(1))
    await client.signIn.email({ email: 'ada@example.com', password: 'verge-demo' })
    await vi.waitFor(() => expect(readings()).toBe(2))
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(readings()).toBe(2)
  })
})

it("follows an organization's subscriptions apart from the user's, and reads both anew together", async () => {
  vi.stubGlobal('window', globalThis)
  const asked: string[] = []
  const client = createAuthClient({
    baseURL: 'http://localhost:3000',
    plugins: [polarClient()],
    fetchOptions: {
      customFetchImpl: async (address) => {
        const { pathname, searchParams } = new URL(String(address))
        const whose = searchParams.get('organizationId') ?? 'own'
        if (pathname.endsWith('/subscription/list')) asked.push(whose)
        return Response.json({ subscriptions: [{ id: whose }], read_at: new Date(), stale: false })
      },
    },
  })
  const stores = [client.stateOf(), client.stateOf({ organizationId: 'org_1' })].map(
    ({ subscriptions }) => subscriptions,
  )
  for (const store of stores) onTestFinished(store.listen(() => {}))
  const shown = () => stores.map((store) => store.get().data?.subscriptions[0]?.id)
  await vi.waitFor(() => expect(shown()).toEqual(['own', 'org_1']))
  expect(client.stateOf({ organizationId: 'org_1' }).subscriptions).toBe(stores[1])
  expect(client.useSubscriptions.get()).toBe(stores[0]!.get())
  await client.signOut()
  await vi.waitFor(() => expect(asked.toSorted()).toEqual(['org_1', 'org_1', 'own', 'own']))
})

it('works where there is a window and no page in it, as in React Native', async () => {
  vi.stubGlobal('window', globalThis)
  const { client } = clientOf(json({ subscriptions: [], read_at: new Date(), stale: false }))
  expect(await client.signIn.email({ email: 'ada@example.com', password: 'verge-demo' })).toMatchObject({
    error: null,
  })
  const stop = client.useSubscriptions.subscribe(() => {})
  await vi.waitFor(() => expect(client.useSubscriptions.get().data).toMatchObject({ stale: false }))
  stop()
  expect(await client.customerReturn()).toEqual({ data: null, error: null })
})
