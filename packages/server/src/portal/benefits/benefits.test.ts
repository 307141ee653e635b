import { beforeEach, describe, expect, it } from 'vitest'
import { sellerCalls, type Call } from '../../../../../test/world/call.ts'
import { works } from '../../../../../test/world/checkouts.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { portalOf, visitorOf } from '../../../../../test/world/visitor.ts'

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

async function page(path: string, locale = 'en'): Promise<string> {
  const visitor = visitorOf(world, portalOf(world).handle)
  await visitor.enter(customer_id, { query: `&locale=${locale}` })
  return (await visitor.get(`/verge/portal${path}`)).html
}

describe('what the customer gets', () => {
  it('stands with its note on the overview and on the page of its subscription, and goes with it', async () => {
    const note = 'Call 030 1234.\n<b>Ask for Ada.</b>'
    const custom = { type: 'custom', description: 'Support by phone', properties: { note } }
    const benefit = await call('POST', '/v1/benefits/', custom)
    const { product_id } = (await call('GET', `/v1/subscriptions/${id}`)).body
    await call('POST', `/v1/products/${product_id as string}/benefits`, { benefits: [benefit.body.id] })
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
    const made = { type: 'license_keys', description: 'The desktop app', properties }
    const benefit = await call('POST', '/v1/benefits/', made)
    const { product_id } = (await call('GET', `/v1/subscriptions/${id}`)).body
    await call('POST', `/v1/products/${product_id as string}/benefits`, { benefits: [benefit.body.id] })
    const { body } = await call('GET', '/v1/license-keys/')
    const [{ id: key_id, key }] = body.items as [{ id: string; key: string }]
    const html = await page('')
    expect(html).toMatch(
      new RegExp(`<input[^>]*readonly[^>]*value="${key}"[^>]*aria-label="Key for The desktop app"`),
    )
    expect(html).toContain('Valid until January 31, 2028.')
    await call('PATCH', `/v1/license-keys/${key_id}`, { status: 'disabled' })
    expect(await page('')).toContain('This key does not work at the moment.')
    expect(await page('')).not.toContain(key)
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
