import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { expect, test, type Page } from '@playwright/test'
import { works } from '../world/checkouts.ts'
import { openWorld, type World } from '../world/open.ts'
import { portalOf } from '../world/visitor.ts'
import { createCustomer } from '@verge/server/operations/customers/create'
import { createMember } from '@verge/server/operations/members/for-seller'
import { updateOrganization } from '@verge/server/operations/organizations/update'
import { createCustomerSession } from '@verge/server/operations/customer-sessions/create'
import { violationsEverywhere } from './looks.ts'

// Colours are measured where they stand, not on their way there.
test.use({ contextOptions: { reducedMotion: 'reduce' } })
test.describe.configure({ timeout: 90_000 })

type Api = (request: Request) => Promise<Response>
const answering =
  (status: number, body: object = {}, headers: Record<string, string> = {}) =>
  async () =>
    Response.json(body, { status, headers })
/** What becomes of the portal's calls to the API, and what its page says then. */
const failures: Record<string, { api: Api; title: string; code: string }> = {
  'a session that was ended': {
    api: answering(401, { error: 'Unauthorized', detail: 'Unauthorized' }),
    title: 'This link no longer works',
    code: 'SessionExpired',
  },
  'nothing at this address': {
    api: answering(404, { error: 'ResourceNotFound', detail: 'Not found' }),
    title: 'This page does not exist',
    code: 'ResourceNotFound',
  },
  'something for others': {
    api: answering(403, { error: 'NotPermitted', detail: 'Not permitted' }),
    title: 'This is for those who look after the bills',
    code: 'NotPermitted',
  },
  'a fault of our own': {
    api: () => {
      throw new Error('A bug')
    },
    title: 'Something went wrong on our side',
    code: 'InternalServerError',
  },
  'an API that cannot be reached': {
    api: () => Promise.reject(new Error('offline')),
    title: 'The billing service does not answer',
    code: 'BillingUnreachable',
  },
  'an API that is asked too often': {
    api: answering(429, { error: 'TooManyRequests', detail: 'Too many requests' }, { 'retry-after': '60' }),
    title: 'The billing service does not answer',
    code: 'TooManyRequests',
  },
  'an API that is restarting': {
    api: answering(503, { error: 'ServiceUnavailable', detail: 'Busy' }),
    title: 'The billing service does not answer',
    code: 'ServiceUnavailable',
  },
}

/** A form as no page of ours has it. */
const sendForm = (page: Page, form: { action: string; comment?: string; enctype?: string }) =>
  page.evaluate(({ action, comment = '', enctype = 'application/x-www-form-urlencoded' }) => {
    const sent = Object.assign(document.createElement('form'), { action, enctype, method: 'post' })
    const field = Object.assign(document.createElement('textarea'), { name: 'comment', value: comment })
    sent.append(field)
    document.body.append(sent)
    sent.submit()
  }, form)

/** What is asked for as no page of ours asks, and what is said of it. */
const refusals: Record<string, { ask(page: Page): Promise<unknown>; title: string; code: string }> = {
  'an address that only takes forms': {
    ask: (page) => page.goto(`${home}/verge/portal/orders/${crypto.randomUUID()}/billing`),
    title: 'This address cannot be used in this way',
    code: 'MethodNotAllowed',
  },
  'more text than a form takes': {
    ask: (page) => sendForm(page, { action: '/verge/portal/billing', comment: 'x'.repeat(70_000) }),
    title: 'This is too much text',
    code: 'RequestTooLarge',
  },
  'a form of another kind': {
    ask: (page) => sendForm(page, { action: '/verge/portal/billing', enctype: 'text/plain' }),
    title: 'This is no form of these pages',
    code: 'FormUnreadable',
  },
}

let world: World
let server: ReturnType<typeof createAdaptorServer>
let home: string
let broken: Api | null = null
let whole: Api
let customer_id: string
/** The same world as it is in front of hosted Polar. */
let isHosted = false
test.beforeAll(async () => {
  world = await openWorld()
  const { customer } = await world.addCustomer('ada@example.com', works)
  const ours = portalOf(world, {
    between: (api) => {
      whole = api
      return (request) => (broken ?? api)(request)
    },
  })
  const hosted = portalOf(world, { hosted: true })
  server = createAdaptorServer({ fetch: (request) => (isHosted ? hosted : ours).handle(request) })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  home = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  customer_id = customer.id
})
test.afterAll(async () => {
  server.close()
  await world.ports.db.destroy()
})

async function newLink(): Promise<string> {
  const { token } = await createCustomerSession(world.ports, world.organization, { body: { customer_id } })
  return `${home}/verge/portal?customer_session_token=${token}`
}

async function entered(page: Page, link: string): Promise<void> {
  await page.goto(link)
  await page.waitForURL(`${home}/verge/portal`)
}

/** In English and, from the right, in Arabic, however it is looked at. */
async function looksWell(
  page: Page,
  { ask, title, code }: { ask(): Promise<unknown>; title: string; code?: string },
): Promise<void> {
  await ask()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title)
  if (code) await expect(page.getByText(`Code: ${code}`)).toBeVisible()
  expect(await violationsEverywhere(page)).toEqual([])
  await page.goto(`${home}/nobody/portal?language=ar`)
  await ask()
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl')
  expect(await violationsEverywhere(page)).toEqual([])
}

test.afterEach(() => {
  broken = null
  isHosted = false
})

for (const [name, { api, title, code }] of Object.entries(failures)) {
  test(`${name} is said on a page that axe objects to nothing on, however it is looked at`, async ({
    page,
  }) => {
    await entered(page, await newLink())
    broken = api
    const ask = () => page.goto(`${home}/verge/portal/payment-methods`)
    await looksWell(page, { ask, title, code })
  })
}

for (const [name, { ask, title, code }] of Object.entries(refusals)) {
  test(`${name} is refused on a page that axe objects to nothing on, however it is looked at`, async ({
    page,
  }) => {
    await entered(page, await newLink())
    await looksWell(page, { ask: () => ask(page), title, code })
  })
}

test('a form of another site is refused, however it is looked at', async ({ page }) => {
  await sendForm(page, { action: `${home}/verge/portal/billing` })
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This was sent from another site')
  await expect(page.getByText('Code: FormForeign')).toBeVisible()
  expect(await violationsEverywhere(page)).toEqual([])
})

test('an invoice that is being made is waited for, and handed out once it is there', async ({ page }) => {
  await world.subscribe(customer_id)
  const { id } = await world.ports.db.selectFrom('orders').select('id').executeTakeFirstOrThrow()
  await entered(page, await newLink())
  let isMade = false
  // As hosted Polar, which makes documents a while after it was asked to.
  broken = async (request) => {
    if (!request.url.endsWith('/invoice')) return whole(request)
    if (request.method === 'POST') return new Response('{}', { status: 202 })
    if (isMade) return Response.json({ url: 'https://files.example.com/invoice.pdf' })
    return Response.json({ error: 'InvoiceDoesNotExist', detail: 'Not yet' }, { status: 404 })
  }
  await page.goto(`${home}/verge/portal/orders/${id}`)
  await page.getByRole('link', { name: 'Download invoice' }).click()
  await expect(page.getByText('The document is being made.')).toBeVisible()
  expect(await violationsEverywhere(page)).toEqual([])
  isMade = true
  await expect(page.getByText('There is news.')).toBeVisible({ timeout: 12_000 })
  await page.getByRole('link', { name: 'Look again' }).click()
  await expect(page.getByRole('link', { name: 'Download invoice' })).toBeVisible()
  expect(await violationsEverywhere(page)).toEqual([])
})

test('a card that its bank has not confirmed is waited for, however it is looked at', async ({ page }) => {
  await entered(page, await newLink())
  broken = async (request) =>
    request.url.endsWith('/payment-method-setups/seti_any')
      ? Response.json({ status: 'requires_action' })
      : whole(request)
  const ask = () => page.goto(`${home}/verge/portal/payment-methods/add/return?setup_intent=seti_any`)
  await looksWell(page, { ask, title: 'Add payment method' })
})

test('a link that was opened in another browser says so, however it is looked at', async ({
  page,
  browser,
}) => {
  const link = await newLink()
  const other = await browser.newPage()
  await entered(other, link)
  await other.close()
  await looksWell(page, {
    ask: () => page.goto(link).then(() => page.waitForURL(`${home}/verge/portal/session`)),
    title: 'This link was opened in another browser',
    code: 'LinkOpenedElsewhere',
  })
  // Whoever changed the browser gets in by a code.
  await page.goto(`${home}/nobody/portal?language=en`)
  await page.goto(link)
  await page.getByRole('link', { name: 'Sign in with a code by e-mail' }).click()
  await expect(page.getByLabel('E-mail')).toBeVisible()
})

test('whoever shares an address chooses their account, however it is looked at', async ({ page }) => {
  const { ports, organization } = world
  await updateOrganization(ports, organization, { body: { member_model_enabled: true } })
  const email = 'shared@example.com'
  for (const name of ['Atelier & Söhne', `${'Donaudampfschiff'.repeat(5)} GmbH`, null]) {
    const { id } = await createCustomer(ports, organization, {
      body: { type: 'team', email: `${crypto.randomUUID()}@example.com`, name, owner: null },
    })
    for (const [address, role] of [
      [`owner-${id}@example.com`, 'owner'],
      [email, 'member'],
    ] as const)
      await createMember(ports, organization, { params: { id }, body: { email: address, role } })
  }
  isHosted = true
  const ask = async () => {
    await page.goto(`${home}/verge/portal/sign-in`)
    await page.locator('input[name=email]').fill(email)
    await page.locator('main button').click()
    await page.locator('button[name=customer_id]').first().waitFor()
  }
  await looksWell(page, { ask, title: 'Which account do you mean?' })
})

test('who asked for codes too often is told so, however it is looked at', async ({ page }) => {
  const address = `${home}/verge/portal/sign-in`
  const headers = { 'sec-fetch-site': 'same-origin' }
  for (let times = 0; times < 20; times++)
    await page.request.post(address, { headers, form: { email: `somebody-${times}@example.com` } })
  const ask = async () => {
    await page.goto(address)
    await page.locator('input[name=email]').fill('ada@example.com')
    await page.locator('main button').click()
    await page.locator('.error').waitFor()
  }
  await looksWell(page, { ask, title: 'Sign in' })
})

test('an address of nobody is said so, however it is looked at', async ({ page }) => {
  broken = null
  await page.goto(`${home}/nobody/portal`)
  await expect(page.getByText('Code: NotFound')).toBeVisible()
  expect(await violationsEverywhere(page)).toEqual([])
})
