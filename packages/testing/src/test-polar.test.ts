import { HTTPClient } from '@polar-sh/sdk/lib/http.js'
import { Polar } from '@polar-sh/sdk'
import { checkout, polar as polarPlugin, portal, webhooks } from '@verge/better-auth'
import { Refusal } from '@verge/polar/refusals'
import { betterAuth } from 'better-auth'
import { memoryAdapter } from 'better-auth/adapters/memory'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cards, createTestPolar, type TestPolar } from './index.ts'

describe('a Polar in a test', () => {
  let polar: TestPolar<'pro' | 'pro-yearly'>
  beforeEach(async () => void (polar = await createTestPolar({ now: '2027-01-31T12:00:00Z' })))
  afterEach(() => polar.stop())

  const ask = async (path: string) => {
    const answer = await polar.fetch(`${polar.url}${path}`, {
      headers: { authorization: `Bearer ${polar.accessToken}` },
    })
    return (await answer.json()) as Record<string, unknown>
  }
  const types = async () => (await polar.webhooks()).map(({ type }) => type)

  it('renews a subscription when its clock is moved by a month, and tells of it', async () => {
    const ada = await polar.addCustomer({ email: 'ada@example.com', external_id: 'user-ada' })
    const { id } = await polar.subscribe(ada, polar.products.pro)
    expect(await types()).toContain('subscription.active')
    await polar.clock.advance('P1M')
    expect(polar.clock.now()).toEqual(new Date('2027-02-28T12:00:00Z'))
    expect(await ask(`/v1/subscriptions/${id}`)).toMatchObject({
      status: 'active',
      current_period_start: '2027-02-28T12:00:00.000Z',
    })
    expect((await types()).filter((type) => type === 'order.paid')).toHaveLength(2)
  })

  it('lets the next charge fail, and mails the customer why', async () => {
    const ada = await polar.addCustomer({ email: 'ada@example.com' })
    const { id } = await polar.subscribe(ada, polar.products.pro)
    await polar.failNextCharge('insufficient_funds')
    await polar.clock.advance('P1M')
    expect(await ask(`/v1/subscriptions/${id}`)).toMatchObject({ status: 'past_due' })
    expect((await polar.emails())[0]).toMatchObject({ recipient: 'ada@example.com' })
  })

  it('is new in each test: nothing that another one did is there', async () => {
    expect(await ask('/v1/customers/')).toMatchObject({ items: [] })
    expect(await polar.webhooks()).toEqual([])
    expect(await polar.emails()).toEqual([])
    const other = await createTestPolar()
    await other.addCustomer({ email: 'elsewhere@example.com' })
    expect(await ask('/v1/customers/')).toMatchObject({ items: [] })
    await other.stop()
  })

  it('refuses a clock that goes back, and a card that is none of the test cards', async () => {
    await expect(polar.clock.moveTo('2026-01-01T00:00:00Z')).rejects.toThrow('does not go back')
    const ada = await polar.addCustomer({ email: 'ada@example.com' })
    await expect(polar.subscribe(ada, polar.products.pro, '1111')).rejects.toThrow('none of the test cards')
    await expect(polar.subscribe(ada, polar.products.pro, cards.declinedWhenAdded)).rejects.toBeInstanceOf(
      Refusal,
    )
  })

  it('serves the portal to whoever holds a link', async () => {
    const ada = await polar.addCustomer({ email: 'ada@example.com' })
    await polar.subscribe(ada, polar.products.pro)
    const session = await polar.fetch(`${polar.url}/v1/customer-sessions/`, {
      method: 'POST',
      headers: { authorization: `Bearer ${polar.accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ customer_id: ada.id }),
    })
    const { customer_portal_url } = (await session.json()) as { customer_portal_url: string }
    const door = await polar.fetch(customer_portal_url)
    expect(door.status).toBe(200)
    expect(await door.text()).toContain('customer_session_token')
  })
})

it('is a Polar to an app with the plugin: its users get a portal, and its handlers hear the webhooks', async () => {
  const polar = await createTestPolar()
  const heard: string[] = []
  const client = new Polar({
    accessToken: polar.accessToken,
    serverURL: polar.url,
    httpClient: new HTTPClient({ fetcher: polar.fetch }),
  })
  const auth = betterAuth({
    baseURL: 'http://app.test',
    secret: 'a secret of at least thirty-two characters',
    database: memoryAdapter({ user: [], account: [], session: [], verification: [] }),
    emailAndPassword: { enabled: true },
    telemetry: { enabled: false },
    plugins: [
      polarPlugin({
        client,
        use: [
          portal(),
          checkout({ products: [{ productId: polar.products.pro.id, slug: 'pro' }], successUrl: '/success' }),
          webhooks({ secret: polar.webhookSecret, onPayload: ({ type }) => void heard.push(type) }),
        ],
      }),
    ],
  })
  await polar.sendWebhooksTo(auth.handler)
  const signedUp = await auth.handler(
    new Request('http://app.test/api/auth/sign-up/email', {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'http://app.test' },
      body: JSON.stringify({ email: 'ada@example.com', password: 'long-enough', name: 'Ada' }),
    }),
  )
  const { user } = (await signedUp.json()) as { user: { id: string } }
  const cookie = signedUp.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  const open = () =>
    auth.handler(
      new Request('http://app.test/api/auth/customer/portal', {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/json', origin: 'http://app.test' },
        body: '{}',
      }),
    )
  expect(await (await open()).json()).toMatchObject({ code: 'NO_SUBSCRIPTION' })
  const customer = await client.customers.getExternal({ externalId: user.id })
  await polar.subscribe(customer, polar.products.pro)
  const { url } = (await (await open()).json()) as { url: string }
  expect(url).toContain(`${polar.url}/verge/portal?customer_session_token=`)
  await polar.settled()
  expect(heard).toContain('subscription.active')
  await polar.stop()
})

it('listens where a browser or another process is to reach it', async () => {
  const polar = await createTestPolar({
    listen: true,
    products: { basic: { amount: 500, interval: 'year' } },
  })
  const answer = await fetch(`${polar.url}/v1/products/${polar.products.basic.id}`, {
    headers: { authorization: `Bearer ${polar.accessToken}` },
  })
  expect(await answer.json()).toMatchObject({ name: 'basic', recurring_interval: 'year' })
  await polar.stop()
  await expect(fetch(polar.url)).rejects.toThrow('fetch failed')
})
