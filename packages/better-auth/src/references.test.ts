import { organization } from 'better-auth/plugins'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { ReferenceRequest } from './plugin-context.ts'
import { delivery, openApp } from './testing/app.ts'
import { aSubscription } from './testing/fake-polar.ts'

type Options = NonNullable<Parameters<typeof openApp>[0]>

/** A team that subscribes, and one of its members, who does, too. */
async function member(options: Options = {}) {
  const app = await openApp({ plugins: [organization()], ...options })
  const browser = app.browser()
  const user = await browser.signUp()
  const { books } = app
  books.customers.push(
    { id: 'cus_0', external_id: user.id, email: user.email, name: null },
    { id: 'cus_team', external_id: 'org_1', email: 'team@example.com', name: 'Team' },
  )
  books.subscriptions.push(
    aSubscription({ started_at: '2026-01-10T12:00:00Z' }),
    aSubscription({ id: 'sub_team', customer_id: 'cus_team', started_at: '2026-01-10T12:00:00Z' }),
  )
  books.orders.push({ id: 'order_team', customer_id: 'cus_team', invoiced: true })
  return { ...app, ...browser, user }
}

/** What each endpoint is asked with, but for whom, and what the app is asked about it. */
const asked: Record<string, { action: ReferenceRequest['action']; body?: object }> = {
  '/customer/portal': { action: 'portal', body: {} },
  '/customer/return': { action: 'return', body: {} },
  '/customer/state': { action: 'list' },
  '/subscription/list': { action: 'list' },
  '/customer/benefits/list': { action: 'list' },
  '/customer/subscriptions/list': { action: 'list' },
  '/customer/orders/list': { action: 'list' },
  '/usage/meters/list': { action: 'list' },
  '/usage/ingest': { action: 'ingest', body: { event: 'call', metadata: {} } },
  '/checkout': { action: 'checkout', body: { slug: 'pro' } },
  '/subscription/cancel': { action: 'manage', body: { subscriptionId: 'sub_team' } },
  '/subscription/reactivate': { action: 'manage', body: { subscriptionId: 'sub_team' } },
  '/subscription/pause': { action: 'manage', body: { subscriptionId: 'sub_team' } },
  '/subscription/resume': { action: 'manage', body: { subscriptionId: 'sub_team' } },
  '/subscription/preview': { action: 'list', body: { subscriptionId: 'sub_team', productId: 'prod_2' } },
  '/subscription/change-plan': {
    action: 'manage',
    body: { subscriptionId: 'sub_team', productId: 'prod_2', quoteId: 'quote_1' },
  },
  '/orders/list': { action: 'list' },
  '/invoice/url': { action: 'list', body: { orderId: 'order_team' } },
}
type Ask = Awaited<ReturnType<typeof member>>['ask']
function forTheTeam(ask: Ask, path: string, name = 'organizationId') {
  const { body } = asked[path]!
  const about = { [name]: 'org_1' }
  return body ? ask('POST', path, { ...body, ...about }) : ask('GET', `${path}?${new URLSearchParams(about)}`)
}

afterEach(() => vi.unstubAllGlobals())

describe('acting for an organization', () => {
  it('is a question that every endpoint about a customer can be asked', async () => {
    const { context } = await member()
    const { endpoints } = context.getPlugin('polar')! as unknown as {
      endpoints: Record<string, { path: string; options: { metadata: { scope?: string } } }>
    }
    const paths = Object.values(endpoints)
      .filter(({ options }) => options.metadata.scope !== 'server')
      .map(({ path }) => path)
    expect(Object.keys(asked).toSorted()).toEqual(paths.toSorted())
  })

  it.each(Object.keys(asked))('at %s is refused where nobody says that this user may', async (path) => {
    const { ask, books } = await member()
    const before = JSON.stringify([books.subscriptions, books.orders, books.checkouts, books.calls.length])
    expect(await forTheTeam(ask, path)).toMatchObject({
      status: 403,
      said: { code: 'REFERENCE_NOT_ALLOWED' },
    })
    expect(JSON.stringify([books.subscriptions, books.orders, books.checkouts, books.calls.length])).toBe(
      before,
    )
  })

  it.each(Object.entries(asked))('at %s is asked of the app, and done', async (path, { action }) => {
    const questions: ReferenceRequest[] = []
    const { ask, user } = await member({
      polar: { authorizeReference: (request) => questions.push(request) > 0 },
    })
    // What no client of the SDK can ask: a quote, and the change as it was quoted.
    const subscription = aSubscription({ id: 'sub_team', product_id: 'prod_2' })
    vi.stubGlobal('fetch', async () => Response.json({ id: 'quote_1', subscription }))
    const { said, status } = await forTheTeam(ask, path)
    expect(questions).toMatchObject([{ user: { id: user.id }, organizationId: 'org_1', action }])
    expect({ status, code: said.code }).toEqual({ status: 200, code: undefined })
  })

  it('is asked of the part where that has its own question', async () => {
    const { ask } = await member({
      polar: { authorizeReference: () => false },
      checkout: { authorizeReference: () => true },
    })
    expect((await forTheTeam(ask, '/checkout')).status).toBe(200)
    expect((await forTheTeam(ask, '/customer/state')).status).toBe(403)
  })

  it("reads what is the organization's, and nothing of the user's", async () => {
    const { client } = await member({ polar: { authorizeReference: () => true } })
    const query = { organizationId: 'org_1' }
    const state = await client.customer.state({ query })
    expect(state.data).toMatchObject({ id: 'cus_team', external_id: 'org_1' })
    const ids = (list: unknown) => (list as { id: string }[]).map(({ id }) => id)
    expect(ids((await client.subscription.list({ query })).data!.subscriptions)).toEqual(['sub_team'])
    expect(ids((await client.orders.list({ query })).data!.orders)).toEqual(['order_team'])
    expect((await client.customerPortal(query)).url).toContain('=cus_team')
  })

  it('keeps a copy of its own, which webhooks fill as well', async () => {
    const { auth, ask, books, user } = await member({ polar: { authorizeReference: () => true } })
    const ending = aSubscription({
      id: 'sub_team',
      customer_id: 'cus_team',
      cancel_at_period_end: true,
      customer: { external_id: 'org_1' },
    })
    await auth.handler(await delivery({ type: 'subscription.canceled', timestamp: '', data: ending }))
    books.state.down = true
    expect(await ask('GET', '/subscription/list?organizationId=org_1')).toMatchObject({
      said: { stale: true, subscriptions: [{ id: 'sub_team', cancel_at_period_end: true }] },
    })
    expect(user.id).not.toBe('org_1')
    expect(await ask('GET', '/subscription/list')).toMatchObject({ status: 503 })
  })
})

describe('a note of whom something is bought for', () => {
  it('is kept with it as in the upstream plugin, and needs the same word of the app', async () => {
    const refused = await member()
    expect(await forTheTeam(refused.ask, '/checkout', 'referenceId')).toMatchObject({ status: 403 })
    const { ask, books, user } = await member({ polar: { authorizeReference: () => true } })
    expect((await forTheTeam(ask, '/checkout', 'referenceId')).status).toBe(200)
    expect(books.checkouts).toMatchObject([
      { external_customer_id: user.id, metadata: { referenceId: 'org_1' } },
    ])
  })

  it('lists what was bought in its name, whoever pays', async () => {
    const { ask, books } = await member({ polar: { authorizeReference: () => true } })
    books.subscriptions[0]!.metadata = { referenceId: 'org_1' }
    const { said } = await forTheTeam(ask, '/customer/subscriptions/list', 'referenceId')
    expect(said).toMatchObject({ items: [{ id: 'sub_1' }] })
    const refused = await member()
    expect(await forTheTeam(refused.ask, '/customer/subscriptions/list', 'referenceId')).toMatchObject({
      said: { code: 'REFERENCE_NOT_ALLOWED' },
    })
  })
})
