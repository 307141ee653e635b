import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { expect, test, type Page } from '@playwright/test'
import { works } from '../world/checkouts.ts'
import { openWorld, type World } from '../world/open.ts'
import { portalOf } from '../world/visitor.ts'
import { createCustomerSession } from '@verge/server/operations/customer-sessions/create'
import { violationsEverywhere } from './looks.ts'

// Colours are measured where they stand, not on their way there.
test.use({ contextOptions: { reducedMotion: 'reduce' } })

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
  'an API that is restarting': {
    api: answering(503, { error: 'ServiceUnavailable', detail: 'Busy' }),
    title: 'The billing service does not answer',
    code: 'ServiceUnavailable',
  },
}

let world: World
let server: ReturnType<typeof createAdaptorServer>
let home: string
let broken: Api | null = null
let link: string
test.beforeAll(async () => {
  world = await openWorld()
  const { customer } = await world.addCustomer('ada@example.com', works)
  const { handle } = portalOf(world, { between: (api) => (request) => (broken ?? api)(request) })
  server = createAdaptorServer({ fetch: (request) => handle(request) })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  home = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { token } = await createCustomerSession(world.ports, world.organization, {
    body: { customer_id: customer.id },
  })
  link = `${home}/verge/portal?customer_session_token=${token}`
})
test.afterAll(async () => {
  server.close()
  await world.ports.db.destroy()
})

async function entered(page: Page): Promise<void> {
  broken = null
  await page.goto(link)
  await page.waitForURL(`${home}/verge/portal`)
}

for (const [name, { api, title, code }] of Object.entries(failures)) {
  test(`${name} is said on a page that axe objects to nothing on, however it is looked at`, async ({
    page,
  }) => {
    await entered(page)
    broken = api
    await page.goto(`${home}/verge/portal/payment-methods`)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(title)
    await expect(page.getByText(`Code: ${code}`)).toBeVisible()
    expect(await violationsEverywhere(page)).toEqual([])
    await page.goto(`${home}/verge/portal/payment-methods?language=ar`)
    await expect(page.locator('html')).toHaveAttribute('dir', 'rtl')
    expect(await violationsEverywhere(page)).toEqual([])
  })
}

test('an address of nobody is said so, however it is looked at', async ({ page }) => {
  broken = null
  await page.goto(`${home}/nobody/portal`)
  await expect(page.getByText('Code: NotFound')).toBeVisible()
  expect(await violationsEverywhere(page)).toEqual([])
})
