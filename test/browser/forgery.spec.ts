import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer, type ServerType } from '@hono/node-server'
import { expect, test } from '@playwright/test'
import { createCustomerSession } from '@verge/server/operations/customer-sessions/create'
import { works } from '../world/checkouts.ts'
import { openWorld, type World } from '../world/open.ts'
import { portalOf } from '../world/visitor.ts'

let world: World
let portal: string
let attacker: string
let servers: ServerType[]
let subscription_id: string
let customer_id: string
/** How much of the attacker's pages reached the portal, and was answered. */
let reached = 0

async function listen(fetch: (request: Request) => Response | Promise<Response>): Promise<number> {
  const server = createAdaptorServer({ fetch, overrideGlobalObjects: false })
  server.listen(0)
  await once(server, 'listening')
  servers.push(server)
  return (server.address() as AddressInfo).port
}

test.beforeAll(async () => {
  servers = []
  world = await openWorld()
  customer_id = (await world.addCustomer('victim@example.com', works)).customer.id
  subscription_id = (await world.subscribe(customer_id)).id
  const parts: { handle?: (request: Request) => Promise<Response> } = {}
  const port = await listen(async (request) => {
    const answer = await parts.handle!(request)
    if (request.headers.get('sec-fetch-site') === 'cross-site') reached++
    return answer
  })
  portal = `http://localhost:${port}`
  parts.handle = portalOf(world, { publicUrl: portal }).handle
  // Another site, by its name.
  const page = '<!doctype html><title>Win a prize</title><body></body>'
  const other = await listen(() => new Response(page, { headers: { 'content-type': 'text/html' } }))
  attacker = `http://127.0.0.1:${other}`
})
test.afterAll(async () => {
  for (const server of servers) server.close()
  await world.ports.db.destroy()
})

/** Each is run on the attacker's page, with the address of a form that ends the subscription. */
const techniques: Record<string, (address: string) => void> = {
  'a form': (address) => {
    document.body.innerHTML = `<form method="post" action="${address}"></form>`
    document.forms[0]!.submit()
  },
  'a form into another window': (address) => {
    document.body.innerHTML = `<form method="post" target="_blank" action="${address}"></form>`
    document.forms[0]!.submit()
  },
  'a form in a frame': (address) => {
    document.body.innerHTML = `<iframe name="hidden"></iframe><form method="post" target="hidden" action="${address}"></form>`
    document.forms[0]!.submit()
  },
  'a form in a frame without an origin': (address) => {
    const inner = `<form method=post action='${address}'></form><script>document.forms[0].submit()</script>`
    document.body.innerHTML = `<iframe sandbox="allow-scripts allow-forms" srcdoc="${inner.replaceAll('"', '&quot;')}"></iframe>`
  },
  'a form of plain text': (address) => {
    document.body.innerHTML = `<form method="post" enctype="text/plain" action="${address}"><input name="a" value="b"></form>`
    document.forms[0]!.submit()
  },
  'a form with a file’s encoding': (address) => {
    document.body.innerHTML = `<form method="post" enctype="multipart/form-data" action="${address}"></form>`
    document.forms[0]!.submit()
  },
  'a form that only asks': (address) => {
    document.body.innerHTML = `<form action="${address}"><input name="_method" value="post"></form>`
    document.forms[0]!.submit()
  },
  'a call that reads nothing': (address) =>
    void fetch(address, { method: 'POST', mode: 'no-cors', credentials: 'include', body: 'a=b' }).catch(
      () => {},
    ),
  'a call that would read': (address) =>
    void fetch(address, {
      method: 'POST',
      credentials: 'include',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    }).catch(() => {}),
  'an older call': (address) => {
    const request = new XMLHttpRequest()
    request.open('POST', address)
    request.withCredentials = true
    request.send('a=b')
  },
  'a beacon': (address) => void navigator.sendBeacon(address, new URLSearchParams({ a: 'b' })),
  'a picture': (address) => void (new Image().src = address),
  'a script': (address) => {
    const script = document.createElement('script')
    script.src = address
    document.body.append(script)
  },
  'going there': (address) => void (location.href = address),
}

for (const [name, run] of Object.entries(techniques)) {
  test(`${name} of another site does nothing in the name of whoever is signed in`, async ({ page }) => {
    const { token } = await createCustomerSession(world.ports, world.organization, { body: { customer_id } })
    await page.goto(`${portal}/verge/portal?customer_session_token=${token}`)
    await page.waitForURL(`${portal}/verge/portal`)
    const { db } = world.ports
    const rows = async () => JSON.stringify(await db.selectFrom('audit_entries').selectAll().execute())
    const before = await rows()
    reached = 0
    await page.goto(attacker)
    await page.evaluate(run, `${portal}/verge/portal/subscriptions/${subscription_id}/cancel`)
    await expect.poll(() => reached).toBeGreaterThan(0)
    // Beside it: the attacker's page may be on its way still.
    const own = await page.context().newPage()
    await own.goto(`${portal}/verge/portal/subscriptions/${subscription_id}`)
    await expect(own.getByRole('link', { name: 'Cancel subscription' }).first()).toBeVisible()
    expect(await rows()).toBe(before)
  })
}

test('whoever is signed in may do it on our own page', async ({ page }) => {
  const { token } = await createCustomerSession(world.ports, world.organization, { body: { customer_id } })
  await page.goto(`${portal}/verge/portal?customer_session_token=${token}`)
  await page.waitForURL(`${portal}/verge/portal`)
  await page.goto(`${portal}/verge/portal/subscriptions/${subscription_id}/cancel`)
  await page
    .getByRole('button', { name: /^Cancel/ })
    .first()
    .click()
  await expect(page.getByText('Reactivate').first()).toBeVisible()
})
