import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createPolar, type Polar } from '@verge/polar/client'
import { createBenefit, updateProductBenefits } from '@verge/polar/contract/benefits'
import { createCustomer } from '@verge/polar/contract/customers'
import { createMember } from '@verge/polar/contract/members'
import { updateOrganization } from '@verge/polar/contract/organizations'
import { createCustomerSession } from '@verge/polar/contract/customer-sessions'
import { listDownloadables } from '@verge/polar/contract/downloadables'
import { completeFile, createFile } from '@verge/polar/contract/files'
import { listOwnLicenseKeys } from '@verge/polar/contract/license-keys'
import { listCustomerOrders } from '@verge/polar/contract/orders'
import { listPaymentMethods } from '@verge/polar/contract/payment-methods'
import { getPortalCustomer } from '@verge/polar/contract/portal-customers'
import { getCustomerSubscription, listCustomerSubscriptions } from '@verge/polar/contract/subscriptions'
import { routes } from '@verge/server/portal/routes'
import { people } from '../people/people.ts'
import { announced } from '../world/upload.ts'
import { accessToken, newDataDirectory, startProduct, type Product } from '../world/product.ts'

const directories = [newDataDirectory(), newDataDirectory()]
let backend: Product
let portal: Product
let ids: Record<string, string>
let slug: string
let customer: Polar
let jar = new Map<string, string>()

/** As it stands in every form of this session. */
async function formToken(path: string): Promise<Record<string, string>> {
  const { text } = await ask('GET', `${path.split('/', 3).join('/')}/nothing`)
  const [, form_token] = /name="form_token" value="([^"]+)"/.exec(text) ?? []
  return form_token ? { form_token } : {}
}

async function ask(method: string, path: string, typed: Record<string, string> = {}) {
  const fields = method === 'POST' ? { ...(await formToken(path)), ...typed } : typed
  const response = await fetch(new URL(path, portal.url), {
    method,
    redirect: 'manual',
    headers: {
      cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
      ...(method === 'POST' && { 'sec-fetch-site': 'same-origin' }),
    },
    ...(method === 'POST' && { body: new URLSearchParams(fields) }),
  })
  for (const cookie of response.headers.getSetCookie()) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!
    jar.set(name!, value!)
  }
  return { status: response.status, location: response.headers.get('location'), text: await response.text() }
}

beforeAll(async () => {
  backend = await startProduct(directories[0]!)
  portal = await startProduct(directories[1]!, { POLAR_SERVER: backend.url, RATE_LIMITS: 'off' })
  const seller = createPolar({ fetch, baseUrl: backend.url, token: accessToken })
  const session = await seller.call(createCustomerSession, {
    body: { external_customer_id: people.ada.id },
  })
  slug = new URL(session.customer_portal_url).pathname.split('/')[1]!
  // From here on there is only the customer's session, at an address of the portal alone.
  const entered = await ask('POST', `/${slug}/portal/session`, { customer_session_token: session.token })
  if (entered.location !== `/${slug}/portal`) throw new Error(`The session was not taken: ${entered.text}`)
  customer = createPolar({ fetch, baseUrl: backend.url, token: session.token })
  const [subscriptions, orders, methods] = await Promise.all([
    customer.call(listCustomerSubscriptions, {}),
    customer.call(listCustomerOrders, {}),
    customer.call(listPaymentMethods, {}),
  ])
  await sellKeyAndFile(seller, subscriptions.items[0]!.product_id)
  const [keys, files] = await Promise.all([
    customer.call(listOwnLicenseKeys, {}),
    customer.call(listDownloadables, {}),
  ])
  ids = {
    keys: keys.items[0]!.id,
    downloads: files.items[0]!.id,
    subscriptions: subscriptions.items[0]!.id,
    orders: orders.items[0]!.id,
    'payment-methods': methods.items[0]!.id,
  }
}, 180_000)
afterAll(async () => {
  await Promise.all([portal?.stop(), backend?.stop()])
  for (const directory of directories) rmSync(directory, { recursive: true, force: true })
})

/** From now on they come with this product. */
async function sellKeyAndFile(seller: Polar, product_id: string): Promise<void> {
  const text = 'The app'
  const { id, upload } = await seller.call(createFile, {
    body: {
      service: 'downloadable',
      name: 'app.zip',
      mime_type: 'application/zip',
      size: text.length,
      upload: { parts: announced([text]) },
    },
  })
  const sent = await fetch(upload.parts[0]!.url, { method: 'PUT', body: text })
  const parts = [{ number: 1, checksum_etag: sent.headers.get('etag')! }]
  await seller.call(completeFile, { params: { id }, body: { id: upload.id, path: upload.path, parts } })
  const unlimited = { prefix: null, expires: null, activations: null, limit_usage: null }
  const made = await Promise.all([
    seller.call(createBenefit, {
      body: { type: 'downloadables', description: 'The app', properties: { files: [id], archived: {} } },
    }),
    seller.call(createBenefit, {
      body: { type: 'license_keys', description: 'Its key', properties: unlimited },
    }),
  ])
  const benefits = made.map((benefit) => benefit.id)
  await seller.call(updateProductBenefits, { params: { id: product_id }, body: { benefits } })
}

/** Nobody has a seat here, and the key is in use nowhere: what stands for one is nobody's. */
const addressOf = (path: string) =>
  `/${slug}/portal${path.replace('{id}', ids[path.split('/')[1]!] ?? '').replace(/\{\w+\}/, crypto.randomUUID())}`

it.each(routes.filter(({ page }) => page).map(({ path }) => path))(
  'the page %s is made from what Polar answers over the network',
  async (path) => {
    const { status, text } = await ask('GET', addressOf(path))
    // What this Polar does not know has no page, nor have the people of a customer who is no team; a subscription without
    // seats says so by 400, one that is not paused by 409.
    const isMissing = /\/(withdraw|receipts|activity|erase)\b|^\/people/.test(path)
    const leads = path.startsWith('/downloads') ? [302] : []
    expect(isMissing ? [404, 409] : [200, 303, 400, 409, ...leads]).toContain(status)
    expect(text).not.toContain('polar_cst_')
  },
)

it('a file is fetched by way of the page that lists it', async () => {
  const led = await ask('GET', addressOf('/downloads/{id}'))
  const file = await fetch(led.location!)
  expect([led.status, await file.text()]).toEqual([302, 'The app'])
})

describe('over the network', () => {
  const subscription = () => customer.call(getCustomerSubscription, { params: { id: ids.subscriptions! } })
  const details = { name: 'Ada Ltd', line1: 'Allee 1', postal_code: '10115', city: 'Berlin', country: 'DE' }

  /** What the form of a page sends along. */
  const quoted = async (path: string) => ({
    quote: /name="quote" value="([^"]+)"/.exec((await ask('GET', addressOf(path))).text)![1]!,
  })

  it('a cancellation is in the books, and so is that it was taken back', async () => {
    await ask('POST', addressOf('/subscriptions/{id}/cancel'))
    expect(await subscription()).toMatchObject({ cancel_at_period_end: true })
    await ask('POST', addressOf('/subscriptions/{id}/reactivate'), await quoted('/subscriptions/{id}'))
    expect(await subscription()).toMatchObject({ cancel_at_period_end: false })
  })

  it('a pause is in the books, and so is that it was taken back', async () => {
    await ask('POST', addressOf('/subscriptions/{id}/pause'), await quoted('/subscriptions/{id}/pause'))
    expect(await subscription()).toMatchObject({ pause_at_period_end: true })
    await ask('POST', addressOf('/subscriptions/{id}/pause/undo'), await quoted('/subscriptions/{id}'))
    expect(await subscription()).toMatchObject({ pause_at_period_end: false })
  })

  it('billing details are in the books', async () => {
    await ask('POST', addressOf('/billing'), details)
    expect(await customer.call(getPortalCustomer, {})).toMatchObject({
      billing_name: 'Ada Ltd',
      billing_address: { line1: 'Allee 1', city: 'Berlin' },
    })
  })

  it('an invoice comes as it was drawn there', async () => {
    const { status, text } = await ask('GET', addressOf('/orders/{id}/invoice.pdf'))
    expect(status).toBe(200)
    expect(text).toMatch(/^%PDF-/)
  })
})

it.each(routes.filter(({ action }) => action).map(({ path }) => path))(
  'the form at %s is carried out, or says in words why it cannot be',
  async (path) => {
    const { status, location } = await ask('POST', addressOf(path), {
      payment_method_id: ids['payment-methods']!,
      country: 'DE',
      email: 'ada.new@example.com',
      order: ids.orders!,
    })
    // A refusal is told on the page that the form leads to; an operation that this Polar lacks does not exist.
    expect([200, 303, 400, 403, 404, 409, 422]).toContain(status)
    const next = location ? (await ask('GET', location)).status : 200
    expect(next).toBeLessThan(400)
  },
)

it('whoever shares an address with others chooses their account, and signs in to it by its code', async () => {
  const seller = createPolar({ fetch, baseUrl: backend.url, token: accessToken, supportsOurs: true })
  await seller.call(updateOrganization, { body: { member_model_enabled: true } })
  const email = 'shared@example.com'
  const teams = await Promise.all(
    ['North', 'South'].map(async (name) => {
      const owner = { email: `owner@${name}.example`.toLowerCase() }
      const { id } = await seller.call(createCustomer, {
        body: { type: 'team', email: owner.email, name, owner },
      })
      await seller.call(createMember, { params: { id }, body: { email, role: 'billing_manager' } })
      return { id, name }
    }),
  )
  jar = new Map()
  const asked = await ask('POST', `/${slug}/portal/sign-in`, { email })
  for (const { id, name } of teams)
    expect(asked.text).toContain(`<button name="customer_id" value="${id}">${name}</button>`)
  const south = teams[1]!
  const chosen = await ask('POST', `/${slug}/portal/sign-in`, { email, customer_id: south.id })
  expect(chosen.location).toBe(`/${slug}/portal/sign-in/code`)
  const code = await vi.waitFor(async () => {
    const answer = await fetch(`${backend.url}/sandbox/emails`, {
      headers: { authorization: `Bearer ${accessToken}` },
    })
    const { items } = (await answer.json()) as { items: { recipient: string; body: string }[] }
    return /Your code is (\w{6})/.exec(items.find(({ recipient }) => recipient === email)!.body)![1]!
  })
  const entered = await ask('POST', `/${slug}/portal/sign-in/code`, { code })
  expect(entered.location).toBe(`/${slug}/portal`)
  expect((await ask('GET', `/${slug}/portal/billing`)).text).toContain('value="South"')
}, 20_000)

it('the app beside it takes requests over the same Polar', async () => {
  expect((await fetch(portal.appUrl)).status).toBe(200)
})
