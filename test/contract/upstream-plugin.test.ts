import { checkout, polar, portal } from '@polar-sh/better-auth'
import { Polar } from '@polar-sh/sdk'
import { memoryAdapter } from 'better-auth/adapters/memory'
import { betterAuth } from 'better-auth'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { accessToken, serveWorld, type ServedWorld } from '../world/serve.ts'

const url = 'http://localhost:3000'
let world: ServedWorld
beforeAll(async () => void (world = await serveWorld()))
afterAll(() => world.close())

/** Polar's own plugin 1.8.4 with its client 0.47.1, as the registry has them. */
async function openApp() {
  const products = await world.ports.db.selectFrom('products').select('id').execute()
  const auth = betterAuth({
    baseURL: url,
    secret: 'a secret of at least thirty-two characters',
    database: memoryAdapter({ user: [], account: [], session: [], verification: [] }),
    emailAndPassword: { enabled: true },
    plugins: [
      polar({
        client: new Polar({ accessToken, serverURL: world.url }),
        createCustomerOnSignUp: true,
        use: [
          portal(),
          checkout({
            products: [{ productId: products[0]!.id, slug: 'pro' }],
            successUrl: '/success?checkout_id={CHECKOUT_ID}',
            authenticatedUsersOnly: true,
          }),
        ],
      }),
    ],
  })
  let cookie = ''
  return async function ask(method: string, path: string, body?: object) {
    const headers = { 'content-type': 'application/json', origin: url, cookie }
    const request = new Request(`${url}/api/auth${path}`, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    })
    const response = await auth.handler(request)
    const set = response.headers.getSetCookie().map((one) => one.split(';')[0])
    if (set.length > 0) cookie = set.join('; ')
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }
}

it('signs up with a customer, opens the portal, and reads state, subscriptions and orders', async () => {
  const ask = await openApp()
  const email = 'upstream@example.com'
  const signedUp = await ask('POST', '/sign-up/email', { email, password: 'verge-demo', name: 'Ursula' })
  expect(signedUp.status).toBe(200)
  const { id: user_id } = signedUp.body.user as { id: string }
  const customer = await world.ports.db
    .selectFrom('customers')
    .select(['id', 'external_id'])
    .where('email', '=', email)
    .executeTakeFirstOrThrow()
  expect(customer.external_id).toBe(user_id)
  await world.addCard(customer.id, '4242 4242 4242 4242')
  const { id } = await world.subscribe(customer.id)

  const opened = await ask('GET', '/customer/portal')
  expect(opened).toMatchObject({ status: 200, body: { redirect: true } })
  expect(opened.body.url).toContain('/verge/portal?customer_session_token=polar_cst_')
  const state = await ask('GET', '/customer/state')
  expect(state.body).toMatchObject({ externalId: user_id, activeSubscriptions: [{ id }] })
  const subscriptions = await ask('GET', '/customer/subscriptions/list')
  expect(subscriptions.body).toMatchObject({ result: { items: [{ id, status: 'active' }] } })
  const orders = await ask('GET', '/customer/orders/list')
  expect(orders.body).toMatchObject({ result: { items: [{ subscriptionId: id, status: 'paid' }] } })
})

it('starts a checkout, and signs up again who is a customer already', async () => {
  const ask = await openApp()
  await new Polar({ accessToken, serverURL: world.url }).customers.create({ email: 'known@example.com' })
  const signedUp = await ask('POST', '/sign-up/email', {
    email: 'known@example.com',
    password: 'verge-demo',
    name: 'Kim',
  })
  expect(signedUp.status).toBe(200)
  const started = await ask('POST', '/checkout', { slug: 'pro' })
  expect(started.status).toBe(200)
  expect(started.body.url).toContain('/checkout/polar_c_')
})
