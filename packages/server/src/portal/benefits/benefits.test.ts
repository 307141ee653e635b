import { beforeEach, describe, expect, it } from 'vitest'
import { sellerCalls, type Call } from '../../../../../test/world/call.ts'
import { checkoutsIn, works } from '../../../../../test/world/checkouts.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { uploadFile } from '../../../../../test/world/upload.ts'
import { portalOf, visitorOf } from '../../../../../test/world/visitor.ts'
import { openEstate } from '../../../../../test/security/estate.ts'
import { assignSeat } from '../../operations/seats/assign.ts'

let world: World
let call: Call
let customer_id: string
let id: string
beforeEach(async () => {
  world = await openWorld()
  call = await sellerCalls(world)
  customer_id = (await world.addCustomer('ada@example.com', works)).customer.id
  id = (await world.subscribe(customer_id)).id
})

async function visit(locale = 'en') {
  const visitor = visitorOf(world, portalOf(world).handle)
  await visitor.enter(customer_id, { query: `&locale=${locale}` })
  return visitor
}

async function page(path: string, locale?: string): Promise<string> {
  return (await (await visit(locale)).get(`/verge/portal${path}`)).html
}

/** From now on the customer's product brings this too. */
async function comesWith(made: object): Promise<void> {
  const benefit = await call('POST', '/v1/benefits/', made)
  const { product_id } = (await call('GET', `/v1/subscriptions/${id}`)).body
  await call('POST', `/v1/products/${product_id as string}/benefits`, { benefits: [benefit.body.id] })
}

const keyIn = (html: string) => /<textarea[^>]*>([^<]+)<\/textarea>/.exec(html)![1]

async function onlyKey(): Promise<{ key: string; key_id: string }> {
  const { body } = await call('GET', '/v1/license-keys/')
  const [key] = body.items as [{ id: string; key: string }]
  return { key: key.key, key_id: key.id }
}

describe('what the customer gets', () => {
  it('stands with its note on the overview and on the page of its subscription, and goes with it', async () => {
    const note = 'Call 030 1234.\n<b>Ask for Ada.</b>'
    await comesWith({ type: 'custom', description: 'Support by phone', properties: { note } })
    for (const html of [await page(''), await page(`/subscriptions/${id}`)]) {
      expect(html).toContain('What you get')
      expect(html).toContain('Support by phone')
      expect(html).toContain('Call 030 1234.')
      expect(html).toContain('&lt;b&gt;Ask for Ada.&lt;/b&gt;')
    }
    expect(await page('', 'de')).toContain('Was Sie bekommen')
    await call('DELETE', `/v1/subscriptions/${id}`)
    expect(await page('')).not.toContain('What you get')
  })

  it('shows a licence key whole, to be copied, with the day on which it ends', async () => {
    const properties = { prefix: 'PRO', expires: { ttl: 1, timeframe: 'year' } }
    await comesWith({ type: 'license_keys', description: 'The desktop app', properties })
    const { key, key_id } = await onlyKey()
    const html = await page('')
    expect(html).toMatch(
      new RegExp(`<textarea[^>]*readonly[^>]*aria-label="Key for The desktop app"[^>]*>${key}</textarea>`),
    )
    expect(html).toContain('Valid until January 31, 2028.')
    await call('PATCH', `/v1/license-keys/${key_id}`, { status: 'disabled' })
    expect(await page('')).toContain('This key does not work at the moment.')
    expect(await page('')).not.toContain(key)
  })

  it('shows where a licence key is in use, to be freed from there, and replaces the key when asked twice', async () => {
    const properties = { activations: { limit: 2, enable_customer_admin: true } }
    await comesWith({ type: 'license_keys', description: 'The desktop app', properties })
    const { key, key_id } = await onlyKey()
    const { organization_id } = world.organization
    const activation = { key, organization_id, label: 'Desk <1>' }
    const { body } = await call('POST', '/v1/license-keys/activate', activation)
    const visitor = await visit()
    const address = `/verge/portal/keys/${key_id}`
    expect((await visitor.get('/verge/portal')).html).toContain(
      `href="${address}" aria-label="Details: The desktop app"`,
    )
    const { html } = await visitor.get(address)
    expect(html).toContain('Activations: 1 of 2')
    expect(html).toContain('Desk &lt;1&gt;, activated on January 31, 2027')
    const way = `${address}/activations/${body.id as string}/deactivate`
    expect(html).toContain(`href="${way}"`)
    const asked = (await visitor.get(way)).html
    expect(asked).toContain('Deactivate Desk &lt;1&gt;?')
    expect(asked).toContain('You can activate it again at any time')
    expect((await visitor.get(address)).html).toContain('Activations: 1 of 2')
    await visitor.post(way)
    const freed = (await visitor.get(address)).html
    expect(freed).toContain('Desk &lt;1&gt; is deactivated.')
    expect(freed).toContain('Activations: 0 of 2')
    expect(await visitor.get(way)).toMatchObject({ status: 303, location: address })
    await visitor.get(address)
    const question = await visitor.get(`${address}/replace`)
    expect(question.html).toContain('Replace the key for The desktop app?')
    expect((await onlyKey()).key).toBe(key)
    await visitor.post(`${address}/replace`)
    const after = (await visitor.get(address)).html
    expect(after).toContain('You have a new key.')
    expect(after).not.toContain(key)
    expect(after).toContain((await onlyKey()).key)
  })

  it('lets nobody deactivate a key whose seller does not want it', async () => {
    const properties = { activations: { limit: 2, enable_customer_admin: false } }
    await comesWith({ type: 'license_keys', description: 'The desktop app', properties })
    const { organization_id } = world.organization
    const { key, key_id } = await onlyKey()
    await call('POST', '/v1/license-keys/activate', { key, organization_id, label: 'Desk' })
    const html = await page(`/keys/${key_id}`)
    expect(html).toContain('Desk, activated on')
    expect(html).not.toContain('Deactivate')
  })

  it('leads to its files by a link that holds no token, until they are gone', async () => {
    const { id: file_id } = await uploadFile(world, {
      name: 'app & more.zip',
      version: '1.4',
      parts: ['The app'],
    })
    await comesWith({ type: 'downloadables', description: 'The app', properties: { files: [file_id] } })
    const visitor = await visit()
    const { html } = await visitor.get('/verge/portal')
    const [, link] =
      /<a class="target" href="([^"]*\/downloads\/[^"]*)">Download app &amp; more\.zip<\/a> Version 1\.4, 7 bytes/.exec(
        html,
      )!
    expect(html).not.toContain('polar_cdl_')
    const led = await visitor.get(link!)
    expect([led.status, led.headers.get('referrer-policy')]).toEqual([302, 'no-referrer'])
    expect(led.location).toMatch(/^http:\/\/localhost:4000\/v1\/customer-portal\/downloadables\/polar_cdl_/)
    await call('DELETE', `/v1/subscriptions/${id}`)
    expect((await visitor.get(link!)).status).toBe(404)
    expect((await visitor.get('/verge/portal')).html).not.toContain('app &amp; more.zip')
  })

  it('is a member’s own by their seat, to be replaced by them, whatever their role', async () => {
    const estate = await openEstate()
    const { ports, organization } = estate.world
    const body = {
      subscription_id: estate.owned.team!,
      member_id: estate.owned.people!,
      immediate_claim: true,
    }
    await assignSeat(ports, organization, { body })
    const made = await sellerCalls(estate.world)
    const benefit = await made('POST', '/v1/benefits/', {
      type: 'license_keys',
      description: 'A key for each',
      properties: {},
    })
    const { product_id } = (await made('GET', `/v1/subscriptions/${estate.owned.team!}`)).body
    await made('POST', `/v1/products/${product_id as string}/benefits`, { benefits: [benefit.body.id] })
    const member = await estate.visitor(await estate.token('member'))
    const { html } = await member.get('/verge/portal')
    const [, address] = /href="([^"]+\/keys\/[^"]+)" aria-label="[^"]*A key for each"/.exec(html)!
    const before = keyIn((await member.get(address!)).html)
    await member.post(`${address!}/replace`, {})
    const page = await member.get(address!)
    expect(page.html).toContain(`href="${address!}/replace"`)
    expect(keyIn(page.html)).not.toBe(before)
    const owner = await estate.visitor(await estate.token('owner'))
    expect((await owner.get(address!)).status).toBe(404)
  })

  it('is nothing that is said where there is nothing', async () => {
    expect(await page('')).not.toContain('What you get')
    expect(await page(`/subscriptions/${id}`)).not.toContain('What you get')
  })
})

describe('a seller’s API that does not answer about what a page can do without', () => {
  it('leaves the rest of the page as it is', async () => {
    const portal = portalOf(world, {
      between: (api) => async (request) =>
        /benefit-grants|\/meters/.test(request.url) ? new Response('busy', { status: 502 }) : api(request),
    })
    const visitor = visitorOf(world, portal.handle)
    await visitor.enter(customer_id)
    const { status, html } = await visitor.get('/verge/portal')
    expect(status).toBe(200)
    expect(html).toContain('Your subscription')
  })
})

describe('what was bought once', () => {
  it('stands on the overview and on the page of its order, and in the activity', async () => {
    const { soldOnce, open, pay } = checkoutsIn(() => world)
    const guide = await soldOnce('Guide', { usd: 5000 })
    const properties = { note: 'Read it aloud.' }
    const { body } = await call('POST', '/v1/benefits/', {
      type: 'custom',
      description: 'The guide',
      properties,
    })
    await call('POST', `/v1/products/${guide}/benefits`, { benefits: [body.id] })
    await pay(await open({ products: [guide], customer_id }))
    const found = await call('GET', `/v1/orders/?product_billing_type=one_time`)
    const [order] = found.body.items as [{ id: string }]
    const visitor = await visit()
    for (const path of ['', `/orders/${order.id}`]) {
      const { html } = await visitor.get(`/verge/portal${path}`)
      expect(html).toContain('What you get')
      expect(html).toContain('Read it aloud.')
    }
    expect((await visitor.get('/verge/portal/orders')).html).toContain('Guide')
    const told = (await visitor.get('/verge/portal/activity')).html
    expect(told).toContain('Guide was bought.')
    expect(told.replaceAll('\u00a0', ' ')).toContain('$50.00 was paid.')
  })
})
