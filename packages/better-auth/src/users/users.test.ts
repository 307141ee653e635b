import { describe, expect, it, vi } from 'vitest'
import { appUrl, delivery, openApp } from '../testing/app.ts'
import { aSubscription } from '../testing/fake-polar.ts'
import type { SubscriptionChange, WebhooksOptions } from '../webhooks/handlers.ts'
import { anonymousKey } from './anonymous.ts'
import type { OnUserDelete } from './deletion.ts'

async function subscriber(
  onUserDelete?: OnUserDelete,
  changes: object = {},
  webhooks: Partial<WebhooksOptions> = {},
) {
  const app = await openApp({ polar: { onUserDelete }, webhooks })
  const browser = app.browser()
  const user = await browser.signUp()
  app.books.customers.push({ id: 'cus_0', external_id: user.id, email: user.email, name: 'Ada' })
  app.books.subscriptions.push(aSubscription(changes))
  const isThere = async () => (await app.context.internalAdapter.findUserById(user.id)) !== null
  return { ...app, ...browser, user, isThere }
}

describe('deleting a user', () => {
  it('is refused while a subscription renews, and nothing of the user is gone', async () => {
    const { ask, isThere } = await subscriber()
    expect(await ask('POST', '/delete-user', {})).toMatchObject({
      status: 409,
      said: { code: 'SUBSCRIPTION_RUNNING' },
    })
    expect(await isThere()).toBe(true)
    expect((await ask('GET', '/get-session')).said).toMatchObject({ user: { name: 'Ada' } })
  })

  it.each([
    ['ends anyway', { cancel_at_period_end: true }],
    ['has ended', { status: 'canceled', ended_at: '2026-11-01T00:00:00Z' }],
  ])('is done where the subscription %s', async (_what, changes) => {
    const { ask, isThere, books } = await subscriber('refuse', changes)
    expect((await ask('POST', '/delete-user', {})).status).toBe(200)
    expect(await isThere()).toBe(false)
    // The customer keeps the invoices.
    expect(books.customers).toHaveLength(1)
  })

  it('cancels to the end of the period where the app says so, or ends it at once', async () => {
    const scheduled = await subscriber('schedule')
    await scheduled.ask('POST', '/delete-user', {})
    expect(scheduled.books.subscriptions[0]).toMatchObject({ cancel_at_period_end: true, status: 'active' })
    const ended = await subscriber('end', { cancel_at_period_end: true })
    await ended.ask('POST', '/delete-user', {})
    expect(ended.books.subscriptions[0]).toMatchObject({ status: 'canceled' })
    expect([await scheduled.isThere(), await ended.isThere()]).toEqual([false, false])
  })

  it.each(['refuse', 'schedule', 'end'] as const)(
    'is not done while the provider does not answer, with "%s"',
    async (onUserDelete) => {
      const { ask, isThere, books } = await subscriber(onUserDelete)
      books.state.down = true
      expect(await ask('POST', '/delete-user', {})).toMatchObject({
        status: 503,
        said: { code: 'PORTAL_UNAVAILABLE' },
      })
      expect(await isThere()).toBe(true)
    },
  )

  it("goes by the link, never by the address: another user's customer is left alone", async () => {
    const { ask, books, user, isThere } = await subscriber()
    Object.assign(books.customers[0]!, { external_id: 'somebody else', email: user.email })
    expect((await ask('POST', '/delete-user', {})).status).toBe(200)
    expect(await isThere()).toBe(false)
    expect(books.customers).toHaveLength(1)
    expect(books.subscriptions[0]).toMatchObject({ status: 'active', cancel_at_period_end: false })
  })

  it('forgets what was kept of them', async () => {
    const { ask, context, user } = await subscriber('end')
    await ask('GET', '/subscription/list')
    await ask('POST', '/delete-user', {})
    expect(await context.adapter.findMany({ model: 'polarSubscription' })).toEqual([])
    expect(await context.adapter.findMany({ model: 'polarReading' })).toMatchObject([
      { referenceId: user.id },
    ])
  })

  it('keeps nothing of what is told of them later, and tells the app', async () => {
    const changes: SubscriptionChange[] = []
    const { ask, auth, books, context, user } = await subscriber(
      'end',
      {},
      { onSubscriptionChanged: (change) => void changes.push(change) },
    )
    await ask('POST', '/delete-user', {})
    const ended = Object.assign(books.subscriptions[0]!, { customer: { external_id: user.id } })
    const told = await delivery({ type: 'subscription.revoked', data: ended })
    expect((await auth.handler(told)).status).toBe(200)
    expect(changes).toMatchObject([{ referenceId: user.id, after: { status: 'canceled' } }])
    expect(await auth.api.reconcileSubscriptions()).toMatchObject({ healed: 0 })
    expect(await context.adapter.findMany({ model: 'polarSubscription' })).toEqual([])
  })

  it('is asked about when an administrator does it, too, and a stranger cancels nothing that way', async () => {
    const { ask, books, user, isThere, browser, context } = await subscriber('end')
    const stranger = browser()
    await stranger.signUp('eve@example.com')
    expect((await stranger.ask('POST', '/admin/remove-user', { userId: user.id })).status).toBe(403)
    expect(books.subscriptions[0]).toMatchObject({ status: 'active' })

    const chief = browser()
    const { id } = await chief.signUp('chief@example.com')
    await context.internalAdapter.updateUser(id, { role: 'admin' })
    books.state.down = true
    expect((await chief.ask('POST', '/admin/remove-user', { userId: user.id })).status).toBe(503)
    expect((await ask('GET', '/get-session')).said).toMatchObject({ user: { id: user.id } })
    books.state.down = false
    expect((await chief.ask('POST', '/admin/remove-user', { userId: user.id })).status).toBe(200)
    expect(books.subscriptions[0]).toMatchObject({ status: 'canceled' })
    expect(await isThere()).toBe(false)
  })
})

it('tells the app for which request a customer is made', async () => {
  const asked: unknown[] = []
  const getCustomerCreateParams = (_about: object, request?: Request) => {
    asked.push(request?.url.replace(appUrl, ''))
    return {}
  }
  const app = await openApp({ polar: { createCustomerOnSignUp: true, getCustomerCreateParams } })
  const { signUp, client } = app.browser()
  await signUp()
  await vi.waitFor(() => expect(asked).toEqual(['/api/auth/sign-up/email']))
  app.books.customers.length = 0
  await client.checkout({ slug: 'pro' })
  app.books.customers.length = 0
  await client.customerPortal()
  expect(asked.slice(1)).toEqual(['/api/auth/checkout', '/api/auth/customer/portal'])
})

describe('an address', () => {
  it('that the user proves is told to the customer; one that is not proven stays out of invoices', async () => {
    const { context, books, user } = await subscriber()
    await context.internalAdapter.updateUser(user.id, { email: 'new@example.com', name: 'Ada L.' })
    await vi.waitFor(() => expect(books.customers[0]).toMatchObject({ name: 'Ada L.' }))
    expect(books.customers[0]).toMatchObject({ email: 'ada@example.com' })
    await context.internalAdapter.updateUser(user.id, { emailVerified: true })
    await vi.waitFor(() => expect(books.customers[0]).toMatchObject({ email: 'new@example.com' }))
  })

  it('that the customer changed is the one that the user has, and has to be proven', async () => {
    const { auth, context, books, user } = await subscriber()
    books.customers[0]!.email = 'changed@example.com'
    // Told late and out of order: what counts is what the provider has now.
    const data = { external_id: user.id, email: 'before@example.com' }
    await auth.handler(await delivery({ type: 'customer.updated', timestamp: '', data }))
    expect(await context.internalAdapter.findUserById(user.id)).toMatchObject({
      email: 'changed@example.com',
      emailVerified: false,
    })
  })

  it('of another user is left to them', async () => {
    const { auth, context, books, user, browser } = await subscriber()
    await browser().signUp('taken@example.com')
    books.customers[0]!.email = 'taken@example.com'
    const data = { external_id: user.id, email: 'taken@example.com' }
    const told = await auth.handler(await delivery({ type: 'customer.updated', timestamp: '', data }))
    expect(told.status).toBe(200)
    expect(await context.internalAdapter.findUserById(user.id)).toMatchObject({ email: 'ada@example.com' })
  })
})

describe.each([true, false])(
  'an anonymous user, with createCustomerOnSignUp: %s',
  (createCustomerOnSignUp) => {
    async function anonymousBuyer() {
      const app = await openApp({ polar: { createCustomerOnSignUp } })
      const browser = app.browser()
      await browser.client.$fetch('/sign-in/anonymous', { method: 'POST', body: {} })
      const anonymous = (await browser.client.getSession()).data!.user.id
      return { ...app, ...browser, anonymous }
    }
    const bought = { id: 'cus_bought', external_id: null, email: 'typed@example.com', name: null }

    it('leaves what they bought to the user that they turn out to be', async () => {
      const { books, client, signUp, anonymous } = await anonymousBuyer()
      expect((await client.checkout({ slug: 'pro' })).error).toBeNull()
      expect(books.checkouts).toMatchObject([{ metadata: { [anonymousKey]: anonymous } }])
      // As such a checkout leaves it: a customer of nobody, and what was bought names them.
      books.customers.push({ ...bought })
      books.subscriptions.push(
        aSubscription({ customer_id: bought.id, metadata: { [anonymousKey]: anonymous } }),
      )
      const user = await signUp()
      await vi.waitFor(() => expect(books.customers).toMatchObject([{ external_id: user.id }]))
      expect((await client.customerPortal()).error).toMatchObject({ code: 'NO_SUBSCRIPTION' })
      Object.assign(books.subscriptions[0]!, { started_at: '2026-01-10T12:00:00Z' })
      expect((await client.customerPortal()).url).toContain(bought.id)
      expect(books.customers).toHaveLength(1)
    })

    it.each<
      [string, (browser: ReturnType<Awaited<ReturnType<typeof openApp>>['browser']>) => Promise<unknown>]
    >([
      ['the portal', ({ client }) => client.customerPortal()],
      ['a checkout', ({ client }) => client.checkout({ slug: 'pro' })],
      ['the state', ({ client }) => client.customer.state()],
      ['the subscriptions', ({ client }) => client.subscription.list()],
    ])('leaves it to them after an outage, once %s is asked for', async (_what, ask) => {
      const { books, context, anonymous, ...browser } = await anonymousBuyer()
      books.customers.push({ ...bought })
      books.subscriptions.push(
        aSubscription({ customer_id: bought.id, metadata: { [anonymousKey]: anonymous } }),
      )
      books.state.down = true
      const user = await browser.signUp()
      await vi.waitFor(() => expect(books.calls).toContain('subscriptions.list'))
      await ask(browser).catch(() => {})
      expect(books.customers).toMatchObject([{ external_id: null }])
      books.state.down = false
      // Before anything else, also before a customer of their own is made, which would be in its way.
      await ask(browser)
      await vi.waitFor(() => expect(books.customers).toMatchObject([{ external_id: user.id }]))
      expect(books.customers).toHaveLength(1)
      expect((await browser.client.subscription.list()).data?.subscriptions).toMatchObject([{ id: 'sub_1' }])
      const asked = books.calls.filter((name) => name === 'customers.update').length
      await ask(browser)
      expect(books.calls.filter((name) => name === 'customers.update')).toHaveLength(asked)
      expect(await context.internalAdapter.findVerificationValue(`polar-hand-over:${user.id}`)).toBeNull()
    })

    it('leaves it to them where it was done and nobody heard of it', async () => {
      const { books, client, signUp, anonymous } = await anonymousBuyer()
      books.customers.push({ ...bought })
      books.subscriptions.push(
        aSubscription({ customer_id: bought.id, metadata: { [anonymousKey]: anonymous } }),
      )
      const { update } = books.sdk.customers
      let lost = 0
      books.sdk.customers.update = async (...input) => {
        const made = await update(...input)
        if (lost++ === 0) throw new TypeError('fetch failed')
        return made
      }
      const user = await signUp()
      await vi.waitFor(() => expect(lost).toBe(1))
      expect(await client.subscription.list()).toMatchObject({ data: { subscriptions: [{ id: 'sub_1' }] } })
      expect(books.customers).toMatchObject([{ id: bought.id, external_id: user.id }])
    })

    it('is no customer of somebody else’s: what belongs to one already stays there', async () => {
      const { books, client, signUp, anonymous } = await anonymousBuyer()
      books.customers.push({ ...bought, external_id: 'somebody' })
      books.subscriptions.push(
        aSubscription({ customer_id: bought.id, metadata: { [anonymousKey]: anonymous } }),
      )
      await signUp()
      await client.customer.state()
      expect(books.customers.find(({ id }) => id === bought.id)).toMatchObject({ external_id: 'somebody' })
      expect((await client.subscription.list()).data?.subscriptions).toEqual([])
    })

    it('is a customer as everybody else where they bought nothing', async () => {
      const { books, signUp } = await anonymousBuyer()
      const user = await signUp()
      const expected = createCustomerOnSignUp ? [{ external_id: user.id, email: user.email }] : []
      await vi.waitFor(() => expect(books.calls).toContain('orders.list'))
      await vi.waitFor(() => expect(books.customers).toMatchObject(expected))
    })
  },
)
