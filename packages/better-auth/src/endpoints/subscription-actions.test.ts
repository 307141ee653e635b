import { afterEach, describe, expect, it, vi } from 'vitest'
import { polarClient } from '../client.ts'
import { openApp } from '../testing/app.ts'
import { aSubscription } from '../testing/fake-polar.ts'

type Options = NonNullable<Parameters<typeof openApp>[0]>

/** Who subscribes, beside another customer who does, too. */
async function subscriber(options: Options = {}) {
  const app = await openApp(options)
  const browser = app.browser()
  const user = await browser.signUp()
  const { books } = app
  books.customers.push(
    { id: 'cus_0', external_id: user.id, email: user.email, name: null },
    { id: 'cus_9', external_id: 'somebody', email: 'grace@example.com', name: null },
  )
  books.subscriptions.push(aSubscription(), aSubscription({ id: 'sub_9', customer_id: 'cus_9' }))
  books.orders.push(
    { id: 'order_1', customer_id: 'cus_0', invoiced: false },
    { id: 'order_9', customer_id: 'cus_9', invoiced: true },
  )
  const { endpoints } = app.context.getPlugin('polar')! as unknown as {
    endpoints: Record<string, { path: string; options: { method: string | string[] } }>
  }
  const acting = Object.values(endpoints).filter(
    ({ path, options: { method } }) => method === 'POST' && /^\/(subscription|invoice)\//.test(path),
  )
  return { ...app, ...browser, user, paths: acting.map(({ path }) => path) }
}

/** What a backend answers to that which no client of the SDK can ask. */
function quoting(quote: Response | (() => Response)) {
  const asked: { path: string; body: unknown; authorization: string | null }[] = []
  vi.stubGlobal('fetch', async (address: URL, init: RequestInit) => {
    const headers = new Headers(init.headers)
    const body: unknown = JSON.parse(String(init.body))
    asked.push({ path: address.href, body, authorization: headers.get('authorization') })
    return typeof quote === 'function' ? quote() : quote.clone()
  })
  return asked
}
const noQuotes = () =>
  new Response('<!doctype html>', { status: 404, headers: { 'content-type': 'text/html' } })
const aQuote = () => Response.json({ id: 'quote_1', kind: 'to_pay', charge: { due_amount: 1000 } })

afterEach(() => vi.unstubAllGlobals())

/** Fits every endpoint that acts. */
const bodyFor = (id: string) => ({
  subscriptionId: id,
  orderId: id.replace('sub', 'order'),
  productId: 'prod_2',
})

describe('every action', () => {
  it("knows nothing of another customer's subscription, and leaves it as it is", async () => {
    const { ask, paths, books } = await subscriber()
    quoting(aQuote)
    const before = JSON.stringify([books.subscriptions, books.orders])
    expect(paths.length).toBeGreaterThanOrEqual(7)
    for (const path of paths) {
      const code = path.startsWith('/invoice') ? 'ORDER_NOT_FOUND' : 'SUBSCRIPTION_NOT_FOUND'
      for (const id of ['sub_9', 'sub_of_nobody'])
        for (const quoteId of [undefined, 'quote_1'])
          expect([path, await ask('POST', path, { ...bodyFor(id), quoteId })]).toMatchObject([
            path,
            { status: 404, said: { code } },
          ])
    }
    expect(JSON.stringify([books.subscriptions, books.orders])).toBe(before)
  })

  it('is refused to pages of other sites, and to a session that was ended', async () => {
    const { ask, paths, page, user, context } = await subscriber()
    const { origin } = page
    page.origin = 'https://evil.example'
    for (const path of paths)
      expect(await ask('POST', path, bodyFor('sub_1'))).toMatchObject({ said: { code: 'INVALID_ORIGIN' } })
    page.origin = origin
    await context.internalAdapter.deleteUserSessions(user.id)
    for (const path of paths) expect((await ask('POST', path, bodyFor('sub_1'))).status).toBe(401)
  })

  it('is asked of the provider once, and says that nobody knows what came of it', async () => {
    const { ask, books } = await subscriber()
    quoting(noQuotes)
    let asked = 0
    books.sdk.customerPortal.subscriptions.update = async () => {
      asked++
      throw new TypeError('fetch failed')
    }
    const actions = ['cancel', 'pause', 'change-plan']
    for (const action of actions)
      expect([action, await ask('POST', `/subscription/${action}`, bodyFor('sub_1'))]).toMatchObject([
        action,
        { status: 503, said: { code: 'OUTCOME_UNKNOWN' } },
      ])
    expect(asked).toBe(actions.length)
  })

  it('is told as done where the answer was lost and the state shows it', async () => {
    const { ask, books } = await subscriber()
    books.state.losesAnswers = true
    expect(await ask('POST', '/subscription/cancel', bodyFor('sub_1'))).toMatchObject({
      status: 200,
      said: { subscription: { cancel_at_period_end: true } },
    })
    expect(books.calls.filter((name) => name === 'customerPortal.subscriptions.update')).toHaveLength(1)
  })

  it('changes nothing while the provider is down', async () => {
    const { ask, paths, books } = await subscriber()
    books.state.down = true
    for (const path of paths)
      expect(await ask('POST', path, bodyFor('sub_1'))).toMatchObject({
        status: 503,
        said: { code: 'PORTAL_UNAVAILABLE' },
      })
  })

  it.each<[number, string, string]>([
    [403, 'AlreadyCanceledSubscription', 'ALREADY_CANCELED'],
    [403, 'NotPermitted', 'ACTION_NOT_ALLOWED'],
    [403, 'PauseResumeNotAllowed', 'ACTION_NOT_ALLOWED'],
    [402, 'PaymentFailed', 'PAYMENT_DECLINED'],
    [409, 'PaymentMethodRequired', 'PAYMENT_METHOD_REQUIRED'],
    [409, 'PaymentAlreadyInProgress', 'PAYMENT_UNDERWAY'],
    [410, 'ResourceUnavailable', 'SUBSCRIPTION_ENDED'],
    [409, 'SubscriptionLocked', 'ACTION_NOT_POSSIBLE'],
    [403, 'Forbidden', 'PORTAL_MISCONFIGURED'],
  ])('tells %s %s of the provider as %s', async (status, name, code) => {
    const { ask, books } = await subscriber()
    books.state.refuses = [status, name]
    expect(await ask('POST', '/subscription/cancel', bodyFor('sub_1'))).toMatchObject({ said: { code } })
  })
})

describe('a subscription', () => {
  it('is canceled and reactivated, and the copy has it at once', async () => {
    const { client, books, ask } = await subscriber()
    await ask('GET', '/subscription/list')
    const { data } = await client.subscription.cancel({ subscriptionId: 'sub_1', reason: 'unused' })
    expect(data?.subscription.cancel_at_period_end).toBe(true)
    books.state.down = true
    const listed = (await ask('GET', '/subscription/list')).said
    expect(listed).toMatchObject({ stale: true, subscriptions: [{ cancel_at_period_end: true }] })
    books.state.down = false
    expect((await client.subscription.cancel({ subscriptionId: 'sub_1' })).error).toMatchObject({
      code: 'ALREADY_CANCELED',
      status: 409,
    })
    const back = await client.subscription.reactivate({ subscriptionId: 'sub_1' })
    expect(back.data?.subscription.cancel_at_period_end).toBe(false)
  })

  it('is paused and resumed; a pause that is only scheduled is taken back', async () => {
    const { client, books } = await subscriber()
    const subscriptionId = 'sub_1'
    expect((await client.subscription.pause({ subscriptionId })).data?.subscription).toMatchObject({
      pause_at_period_end: true,
    })
    expect((await client.subscription.resume({ subscriptionId })).data?.subscription).toMatchObject({
      pause_at_period_end: false,
    })
    Object.assign(books.subscriptions[0]!, { status: 'paused', pause_at_period_end: false })
    expect((await client.subscription.resume({ subscriptionId })).data?.subscription.status).toBe('active')
  })

  it('changes its plan without a quote where the provider gives none', async () => {
    const { client } = await subscriber()
    quoting(noQuotes)
    const change = { subscriptionId: 'sub_1', productId: 'prod_2' }
    expect((await client.subscription.preview(change)).data).toEqual({ quote: null })
    expect((await client.subscription.changePlan(change)).data?.subscription.product_id).toBe('prod_2')
  })

  it("changes its plan on Polar's own API without asking it for what it does not have", async () => {
    const { client, books } = await subscriber()
    books.state.portal = 'https://sandbox.polar.sh/acme/portal'
    const asked = quoting(aQuote)
    const change = { subscriptionId: 'sub_1', productId: 'prod_2' }
    expect((await client.subscription.changePlan(change)).data?.subscription.product_id).toBe('prod_2')
    expect(asked).toEqual([])
  })

  it('changes its plan as quoted, or not at all, where the provider quotes', async () => {
    const { client, books } = await subscriber()
    const asked = quoting(aQuote)
    const change = { subscriptionId: 'sub_1', productId: 'prod_2' }
    expect((await client.subscription.preview(change)).data?.quote?.id).toBe('quote_1')
    expect((await client.subscription.changePlan(change)).error?.code).toBe('QUOTE_REQUIRED')
    quoting(Response.json({ error: 'QuoteOutdated', detail: 'Another price.' }, { status: 409 }))
    const agreed = { ...change, quoteId: 'quote_1' }
    expect((await client.subscription.changePlan(agreed)).error?.code).toBe('QUOTE_OUTDATED')
    expect(books.subscriptions[0]!.product_id).toBe('prod_1')
    const subscription = aSubscription({ product_id: 'prod_2' })
    const sent = quoting(Response.json({ subscription, order_id: 'order_2', client_secret: null }))
    expect((await client.subscription.changePlan(agreed)).data).toMatchObject({
      subscription: { product_id: 'prod_2' },
      order_id: 'order_2',
      url: null,
    })
    const at = 'https://billing.example/v1/verge/subscriptions/sub_1'
    expect(asked[0]).toMatchObject({ path: `${at}/change-quote`, authorization: 'Bearer cus_0' })
    expect(sent).toMatchObject([
      { path: `${at}/change`, body: { product_id: 'prod_2', quote_id: 'quote_1' } },
    ])
  })
})

it('leads to the portal where the bank asks before the plan is changed', async () => {
  const { ask, books } = await subscriber()
  const asks = { subscription: aSubscription(), order_id: 'order_2', client_secret: 'pi_secret' }
  quoting(() => Response.json(asks))
  const change = { subscriptionId: 'sub_1', productId: 'prod_2', quoteId: 'quote_1' }
  const { said } = await ask('POST', '/subscription/change-plan', change)
  expect(said).toMatchObject({ client_secret: 'pi_secret', subscription: { product_id: 'prod_1' } })
  const { searchParams } = new URL(String(said.url))
  expect([searchParams.get('flow'), searchParams.get('subscription_id')]).toEqual(['change-plan', 'sub_1'])
  // The change waits for the bank, whether or not the portal can be opened.
  const { create } = books.sdk.customerSessions
  let sessions = 0
  books.sdk.customerSessions.create = async (asked) => {
    if (sessions++ > 0) throw new TypeError('fetch failed')
    return create(asked)
  }
  expect((await ask('POST', '/subscription/change-plan', change)).said).toMatchObject({
    client_secret: 'pi_secret',
    url: null,
  })
})

describe('orders', () => {
  it("are the customer's own, and none for who is no customer", async () => {
    const { client } = await subscriber()
    expect((await client.orders.list()).data?.orders).toMatchObject([{ id: 'order_1' }])
    const nobody = (await openApp()).browser()
    await nobody.signUp()
    expect((await nobody.client.orders.list()).data).toEqual({ orders: [] })
  })

  it('have an invoice, which is made where there is none yet', async () => {
    const { client, books } = await subscriber()
    const url = 'https://billing.example/invoices/order_1.pdf'
    expect((await client.invoice.url({ orderId: 'order_1' })).data).toEqual({ url })
    expect((await client.invoice.url({ orderId: 'order_1' })).data).toEqual({ url })
    expect(books.calls.filter((name) => name.endsWith('generateInvoice'))).toHaveLength(1)
    books.orders[0]!.invoiced = false
    books.state.refuses = [422, 'MissingInvoiceBillingDetails']
    expect((await client.invoice.url({ orderId: 'order_1' })).error?.code).toBe('INVOICE_NOT_READY')
  })
})

it('wakes what was read before after a change, and not after a question', () => {
  const { matcher } = polarClient().atomListeners[0]!
  expect(
    ['cancel', 'reactivate', 'pause', 'resume', 'change-plan'].map((one) => matcher(`/subscription/${one}`)),
  ).toEqual(Array.from({ length: 5 }, () => true))
  expect(['/subscription/list', '/subscription/preview', '/orders/list'].map(matcher)).toEqual([
    false,
    false,
    false,
  ])
})
