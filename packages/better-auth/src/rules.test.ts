import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { betterAuth } from 'better-auth'
import { memoryAdapter } from 'better-auth/adapters/memory'
import { getMigrations } from 'better-auth/db/migration'
import { createAuthClient } from 'better-auth/client'
import { polarClient } from './client.ts'
import { copySchema } from './copy/schema.ts'
import { POLAR_ERROR_CODES, type PolarErrorCode } from './error-codes.ts'
import { refusal } from './refuse.ts'
import { polar, portal } from './server.ts'
import { appUrl, delivery, openApp } from './testing/app.ts'
import { aSubscription, fakePolar } from './testing/fake-polar.ts'

/*
 * What the plugin keeps to, each rule with the test that fails without it. Those that are not in this file are named by
 * their file.
 *
 * | rule | test |
 * |---|---|
 * | an e-mail links a user to a customer only when it is verified and nobody else's | `test/contract/plugin-customers.test.ts` |
 * | a sign-up never waits for the provider, and never fails because of it | "a sign-up" |
 * | nothing is asked of the provider within a transaction, or in a `before` hook but that of a deletion | "a sign-up" |
 * | every call has a limit, and one that changes nothing is tried twice | `sdk/call.test.ts` |
 * | a customer of another user is told by its own code, and the user still signs in | "a customer of somebody else" |
 * | what was bought anonymously is handed over before a customer is made, and again until it is through | `users/users.test.ts` |
 * | a user goes by the link, after their subscriptions are settled, which is asked in a `before` hook on purpose: it fails closed | `users/users.test.ts` |
 * | whatever is asked for an organization, or by reference, needs `authorizeReference` | `references.test.ts` |
 * | an organization becomes a customer of its own, and is linked to nobody's by an address | `users/organizations.test.ts` |
 * | a checkout takes configured products; trial, discount and metadata are the server's | "a checkout" |
 * | addresses to return to are trusted, and relative ones the web app's | `addresses.test.ts`, "a checkout" |
 * | what mints a session is asked for from a trusted origin, with a session that is read anew | "what mints a session" |
 * | it is POST, but for the portal's `GET`, which Polar's own plugin has: from other sites it is refused | "what mints a session" |
 * | the portal is asked for by POST where nobody says how, so that who bought nothing is told so | "auth.api.portal" |
 * | webhooks: raw body, signature first, once by id, unknown ones kept, failures asked again | `webhooks/endpoint.test.ts` |
 * | what customers do themselves is theirs, refused by its own code, and asked for once | `endpoints/subscription-actions.test.ts` |
 * | client and server types agree with `use` | "types" |
 * | nobody's lack of a customer is a 500, and `customer.state()` is null then | "who is no customer" |
 * | any client of the SDK by structure | `test/contract/plugin-*.test.ts` run with both |
 * | billing columns cannot be written by `/update-user`, and can be called otherwise | "the tables" |
 * | only `ctx.context.adapter`; no API of Node | `web-only.test.ts` |
 * | every refusal has a code, on both sides, and a status | "codes", "refuses each by a status" |
 * | each endpoint has a limit of its own in how often it is asked | "limits" |
 * | a body-less POST is not taken for a question | "the client" |
 */

describe('a sign-up', () => {
  it('does not wait for a provider that is silent, nor fail with one that is down', async () => {
    for (const silent of [true, false]) {
      const books = fakePolar()
      const never = () => new Promise<never>(() => {})
      if (silent)
        for (const name of ['list', 'create', 'getExternal'] as const) books.sdk.customers[name] = never
      else books.state.down = true
      const { browser } = await openApp({ books, polar: { createCustomerOnSignUp: true } })
      expect((await browser().signUp()).id).toEqual(expect.any(String))
    }
  })

  it('asks nothing of the provider until the user is there for good', async () => {
    const books = fakePolar()
    const { auth } = await openApp({ books, polar: { createCustomerOnSignUp: true } })
    const { internalAdapter, adapter } = await auth.$context
    const { runWithTransaction } = await import('@better-auth/core/context')
    await runWithTransaction(adapter, async () => {
      await internalAdapter.createUser({ email: 'a@example.com', name: 'A' }, { method: 'anonymous' })
      expect(books.calls).toEqual([])
    })
    await vi.waitFor(() => expect(books.customers).toHaveLength(1))
  })

  it('gives the customer what the app wants, without what has no value', async () => {
    const { books, browser } = await openApp({
      polar: {
        createCustomerOnSignUp: true,
        getCustomerCreateParams: ({ user }) => ({
          metadata: { tier: 'gold', by: user.name, none: undefined },
        }),
      },
    })
    await browser().signUp()
    await vi.waitFor(() => expect(books.customers).toMatchObject([{ metadata: { tier: 'gold', by: 'Ada' } }]))
    expect(Object.keys(books.customers[0]!.metadata!)).toEqual(['tier', 'by'])
  })
})

it('says of a customer of somebody else so, by its own code, and the user is signed in all the same', async () => {
  const { books, browser, context } = await openApp({ polar: { createCustomerOnSignUp: true } })
  books.customers.push({ id: 'cus_9', external_id: 'other', email: 'ada@example.com', name: null })
  const { signUp, client } = browser()
  const { id } = await signUp()
  await context.internalAdapter.updateUser(id, { emailVerified: true })
  expect(await client.customerPortal()).toMatchObject({ error: { code: 'CUSTOMER_TAKEN', status: 409 } })
  expect((await client.getSession()).data?.user.id).toBe(id)
  // Nor is it tried: not every provider would refuse it.
  expect(books.calls).not.toContain('customers.update')
})

describe('a checkout', () => {
  it('takes configured products alone, and its terms from the server alone', async () => {
    const { books, browser } = await openApp()
    const { signUp, ask } = browser()
    await signUp()
    const wished = { trialInterval: 'year', allowTrial: true, discountId: 'd', metadata: { plan: 'mine' } }
    expect((await ask('POST', '/checkout', { slug: 'pro', ...wished })).status).toBe(200)
    expect(books.checkouts).toMatchObject([
      {
        products: ['prod_1'],
        allow_trial: false,
        metadata: { plan: 'pro' },
        // The web app's, not the API's: the page that asked.
        success_url: `${appUrl}/success?checkout_id={CHECKOUT_ID}`,
      },
    ])
    expect(books.checkouts[0]).not.toHaveProperty('discount_id')
    expect(books.checkouts[0]).not.toHaveProperty('trial_interval')
    for (const body of [{ slug: 'gold' }, { products: 'prod_2' }, { products: ['prod_1', 'prod_2'] }, {}])
      expect(await ask('POST', '/checkout', body)).toMatchObject({ said: { code: 'PRODUCT_NOT_FOUND' } })
  })

  it('leads back to trusted origins alone', async () => {
    const { ask, signUp } = (await openApp()).browser()
    await signUp()
    for (const key of ['successUrl', 'returnUrl', 'embedOrigin'])
      expect(await ask('POST', '/checkout', { slug: 'pro', [key]: 'https://evil.example/x' })).toMatchObject({
        said: { code: 'RETURN_URL_NOT_ALLOWED' },
      })
  })

  it('shows the products of the moment where they are a function, in the theme of the app', async () => {
    const products = async () => [{ productId: 'prod_7', slug: 'new' }]
    const { client, signUp } = (await openApp({ checkout: { products, theme: 'dark' } })).browser()
    await signUp()
    expect((await client.checkout({ slug: 'new' })).url).toBe('https://billing.example/checkout/1?theme=dark')
  })
})

it('answers auth.api.portal() as the browser is answered: who bought nothing is told so', async () => {
  const { auth, browser, books } = await openApp()
  const { signUp, cookies } = browser()
  await signUp()
  const headers = new Headers({ cookie: cookies(), referer: `${appUrl}/billing`, origin: appUrl })
  await expect(auth.api.portal({ headers, body: {} })).rejects.toMatchObject({
    body: { code: 'NO_SUBSCRIPTION' },
  })
  const started_at = '2026-01-10T12:00:00Z'
  books.subscriptions.push(aSubscription({ customer_id: books.customers[0]!.id, started_at }))
  expect(await auth.api.portal({ headers, body: {} })).toMatchObject({ redirect: false })
})

it('leads back to the page that asks, where nobody says where', async () => {
  const { browser, books } = await openApp()
  const { signUp, ask, page } = browser()
  const { id, email } = await signUp()
  books.customers.push({ id: 'cus_0', external_id: id, email, name: null })
  const asked: object[] = []
  const { create } = books.sdk.customerSessions
  books.sdk.customerSessions.create = (session) => {
    asked.push(session)
    return create(session)
  }
  await ask('GET', '/customer/portal')
  page.origin = 'https://evil.example'
  await ask('GET', '/customer/portal')
  expect(asked).toMatchObject([{ return_url: `${appUrl}/` }, { return_url: null }])
})

describe('what mints a session', () => {
  const minting = ['/customer/portal', '/customer/return', '/checkout'] as const

  it('is refused to pages of other sites', async () => {
    const { ask, signUp, page } = (await openApp()).browser()
    await signUp()
    page.origin = 'https://evil.example'
    for (const path of minting)
      expect(await ask('POST', path, { slug: 'pro' })).toMatchObject({ said: { code: 'INVALID_ORIGIN' } })
  })

  it('is refused to what other sites embed or link to, also where it is a question', async () => {
    const { browser, books } = await openApp()
    const { signUp, ask } = browser()
    const { id, email } = await signUp()
    books.customers.push({ id: 'cus_0', external_id: id, email, name: null })
    const from = (site: string, origin?: string) =>
      ask('GET', '/customer/portal', undefined, { 'sec-fetch-site': site, origin })
    expect(await from('cross-site')).toMatchObject({ status: 403, said: { code: 'INVALID_ORIGIN' } })
    for (const origin of ['https://evil.example', 'null'])
      expect((await from('cross-site', origin)).status).toBe(403)
    expect(books.calls).not.toContain('customerSessions.create')
    // The app's own pages, its links, and an app that lives on another site than its API.
    expect((await from('same-origin')).status).toBe(200)
    expect((await from('none')).status).toBe(200)
    expect((await from('cross-site', appUrl)).status).toBe(200)
  })

  it('is refused to a session that was ended, though a cookie still vouches for it', async () => {
    const { browser, context } = await openApp({ checkout: { authenticatedUsersOnly: true } })
    const { ask, signUp } = browser()
    const { id } = await signUp()
    await context.internalAdapter.deleteUserSessions(id)
    for (const path of minting) expect((await ask('POST', path, { slug: 'pro' })).status).toBe(401)
  })
})

describe('limits in how often', () => {
  let hours = 0
  const opening = ['POST /customer/portal', 'POST /customer/return', 'POST /checkout']
  const acting = [
    ...['cancel', 'reactivate', 'pause', 'resume', 'change-plan'].map((act) => `POST /subscription/${act}`),
    'POST /invoice/url',
  ]
  const reading = [
    'GET /customer/state',
    ...['benefits', 'orders', 'subscriptions'].map((what) => `GET /customer/${what}/list`),
    'GET /subscription/list',
    'POST /subscription/preview',
    'GET /orders/list',
    'GET /usage/meters/list',
    'POST /usage/ingest',
  ]

  it('are there for every endpoint', async () => {
    const { auth } = await openApp()
    const paths = Object.values(auth.api).flatMap(({ path }) =>
      /^\/(customer|subscription|checkout|orders|invoice|usage|polar)\b/.test(path ?? '') &&
      path !== '/polar/reconcile'
        ? [path]
        : [],
    )
    const limited = [...opening, ...acting, ...reading].map((asked) => asked.split(' ')[1])
    expect(paths.toSorted()).toEqual([...limited, '/polar/webhooks'].toSorted())
  })

  it.each([
    ...[...opening, ...acting].map((asked) => [asked, 20] as const),
    ...reading.map((asked) => [asked, 120] as const),
    // More than everything has that has no rule.
    ['POST /polar/webhooks', 200] as const,
  ])('%s: %i in a minute', async (asked, most) => {
    // Better Auth counts for all apps of a process together, so each of these has an hour of its own.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ++hours * 3_600_000 })
    onTestFinished(() => void vi.useRealTimers())
    const rateLimit = { enabled: true, storage: 'memory' as const }
    const { ask, signUp } = (await openApp({ auth: { rateLimit } })).browser()
    await signUp()
    const [method, path] = asked.split(' ') as ['GET' | 'POST', string]
    const answers: number[] = []
    for (let tries = 0; tries <= most; tries++)
      answers.push((await ask(method, path, method === 'POST' ? {} : undefined)).status)
    expect(answers.slice(0, most)).not.toContain(429)
    expect(answers.at(-1) === 429).toBe(path !== '/polar/webhooks')
  })
})

it('has no error for who is no customer: empty lists, and null for a state', async () => {
  const { ask, signUp } = (await openApp()).browser()
  await signUp()
  expect(await ask('GET', '/customer/state')).toEqual({ status: 200, said: null })
  for (const list of ['customer/benefits', 'customer/orders', 'customer/subscriptions', 'usage/meters'])
    expect(await ask('GET', `/${list}/list`)).toMatchObject({ status: 200, said: { items: [] } })
})

describe('the tables', () => {
  it('are made by the migrations of Better Auth, under the names that the app likes', async () => {
    const database = new DatabaseSync(':memory:')
    const auth = betterAuth({
      database,
      secret: 's'.repeat(32),
      plugins: [
        polar({
          client: fakePolar().sdk,
          keepCopy: true,
          schema: { polarSubscription: { modelName: 'plans', fields: { heardAt: 'heard_at' } } },
          use: [portal()],
        }),
      ],
    })
    await (await getMigrations(auth.options)).runMigrations()
    const columns = database.prepare("SELECT name FROM pragma_table_info('plans')").all()
    expect(columns.map(({ name }) => name)).toEqual(expect.arrayContaining(['subscriptionId', 'heard_at']))
    const { toBeCreated, toBeAdded } = await getMigrations(auth.options)
    expect([toBeCreated, toBeAdded]).toEqual([[], []])
  })

  it('of another app in the same process keep their own names', () => {
    const tables = (modelName?: string) =>
      polar({
        client: fakePolar().sdk,
        keepCopy: true,
        ...(modelName && { schema: { polarSubscription: { modelName } } }),
        use: [],
      }).schema?.polarSubscription as { modelName?: string } | undefined
    expect(tables('plans')?.modelName).toBe('plans')
    expect(tables()?.modelName).toBeUndefined()
  })

  it('have no column that a client can write, and add none to those of Better Auth', () => {
    const tables = Object.entries(copySchema)
    expect(tables.map(([name]) => name)).toEqual([
      'polarSubscription',
      'polarReading',
      'polarCustomerState',
      'polarEvent',
    ])
    for (const [, { fields }] of tables)
      for (const [name, field] of Object.entries(fields)) expect([name, field.input]).toEqual([name, false])
  })

  it('are none where the app keeps no copy', () => {
    expect(polar({ client: fakePolar().sdk, use: [] })).not.toHaveProperty('schema')
  })
})

it('has the same codes on both sides, each with words', async () => {
  const server = polar({ client: fakePolar().sdk, use: [] }).$ERROR_CODES
  expect(polarClient().$ERROR_CODES).toBe(server)
  for (const [key, { code, message }] of Object.entries(server)) {
    expect(code).toBe(key)
    expect(message).toMatch(/\.$/)
  }
})

it('refuses each by a status of its own meaning', () => {
  const by_status: Record<number, PolarErrorCode[]> = {
    400: ['RETURN_INVALID', 'WEBHOOK_INVALID'],
    401: ['UNAUTHORIZED'],
    402: ['PAYMENT_DECLINED'],
    403: [
      'PORTAL_DISABLED',
      'REFERENCE_NOT_ALLOWED',
      'RETURN_URL_NOT_ALLOWED',
      'EMAIL_NOT_VERIFIED',
      'ACTION_NOT_ALLOWED',
      'RETURN_FOREIGN',
    ],
    404: ['NO_SUBSCRIPTION', 'PRODUCT_NOT_FOUND', 'SUBSCRIPTION_NOT_FOUND', 'ORDER_NOT_FOUND'],
    409: [
      'CUSTOMER_TAKEN',
      'ORGANIZATION_EMAIL_TAKEN',
      'SUBSCRIPTION_RUNNING',
      'ALREADY_CANCELED',
      'NOT_CANCELED',
      'QUOTE_REQUIRED',
      'QUOTE_OUTDATED',
      'PAUSE_NOT_POSSIBLE',
      'ACTION_NOT_POSSIBLE',
      'PAYMENT_METHOD_REQUIRED',
      'PAYMENT_UNDERWAY',
      'INVOICE_NOT_READY',
      'RETURN_REPLAYED',
    ],
    410: ['SUBSCRIPTION_ENDED', 'RETURN_EXPIRED'],
    422: ['PLAN_NOT_AVAILABLE'],
    502: ['PORTAL_MISCONFIGURED'],
    503: ['PORTAL_UNAVAILABLE', 'OUTCOME_UNKNOWN', 'WEBHOOK_UNDERWAY'],
  }
  const all = Object.keys(POLAR_ERROR_CODES) as PolarErrorCode[]
  expect(Object.groupBy(all, (code) => refusal(code).statusCode)).toEqual(by_status)
})

it('posts what has no body, since Better Auth would take it for a question', async () => {
  const { pathMethods } = polarClient()
  const { browser } = await openApp()
  const { client, signUp } = browser()
  await signUp()
  expect(pathMethods['/customer/return']).toBe('POST')
  expect((await client.customer.return()).data).toMatchObject({ action: null, subscriptions: [] })
})

it('is known to Better Auth by its name, for other plugins', async () => {
  const { context } = await openApp()
  expect(context.hasPlugin('polar')).toBe(true)
  expect(context.getPlugin('polar')?.$ERROR_CODES.NO_SUBSCRIPTION.code).toBe('NO_SUBSCRIPTION')
})

it('has types that agree with what is used: what has no part does not type-check', () => {
  const little = betterAuth({
    database: memoryAdapter({}),
    plugins: [polar({ client: fakePolar().sdk, use: [portal()] })],
  })
  const client = createAuthClient({ baseURL: appUrl, plugins: [polarClient<typeof little>()] })
  const uses = () => {
    void client.customer.state()
    void client.customerPortal()
    void little.api.listSubscriptions
    // @ts-expect-error -- usage() is not in use
    void little.api.ingestion
    // @ts-expect-error -- nor is it for the client
    void client.usage.ingest({ event: 'x', metadata: {} })
    // @ts-expect-error -- checkout() is not in use
    void client.checkout({ slug: 'pro' })
  }
  expect(uses).toBeTypeOf('function')
})

it('takes a subscription from a webhook without keeping a copy, too', async () => {
  const heard: string[] = []
  const { auth } = await openApp({
    polar: { keepCopy: false },
    webhooks: { onSubscriptionUpdated: ({ type }) => void heard.push(type) },
  })
  const event = { type: 'subscription.updated', timestamp: '', data: aSubscription() }
  expect((await auth.handler(await delivery(event))).status).toBe(200)
  expect(heard).toEqual(['subscription.updated'])
})
