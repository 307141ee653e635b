import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import { createCustomerSession } from '../../operations/customer-sessions/create.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { portalOf, quoteOn, visitorOf, type Visitor } from '../../../../../test/world/visitor.ts'

let world: World
let visitor: Visitor
let customer_id: string
let subscription: SubscriptionRow
let people = 0

beforeAll(async () => void (world = await openWorld()))
afterAll(() => world.ports.db.destroy())
beforeEach(async () => {
  const { customer } = await world.addCustomer(`guest-${people++}@example.com`, '4242424242424242')
  customer_id = customer.id
  subscription = await world.subscribe(customer.id)
  visitor = visitorOf(world, portalOf(world).handle)
})

const page = (path = '') => `/verge/portal${path}`
const pageOf = ({ id }: { id: string }, path = '') => page(`/subscriptions/${id}${path}`)

describe('the session', () => {
  it('exchanges the token of the link for a cookie that scripts and other sites cannot read', async () => {
    const entered = await visitor.enter(customer_id)
    expect(entered.status).toBe(303)
    expect(entered.location).toBe('/verge/portal')
    const cookie = entered.headers.getSetCookie().join()
    expect(cookie).toMatch(/verge_portal=.*Max-Age=28800; Path=\/verge\/portal; HttpOnly; SameSite=Lax/i)
    expect(cookie).not.toContain('polar_cst_')
  })

  it('shows the token in no page and no address after the exchange', async () => {
    await visitor.enter(customer_id)
    for (const path of ['', '/orders', '/payment-methods', '/billing', `/subscriptions/${subscription.id}`]) {
      const { status, html } = await visitor.get(page(path))
      expect(status).toBe(200)
      expect(html).not.toContain('polar_cst_')
    }
  })

  it('tells no other site the address that holds the token', async () => {
    const { headers } = await visitor.get(page('?customer_session_token=polar_cst_any'))
    expect(headers.get('referrer-policy')).toBe('strict-origin')
    expect(headers.get('cache-control')).toContain('no-store')
  })

  it('says whose account a link opens before it is opened, and no more of the address than its owner needs', async () => {
    const { token } = await createCustomerSession(world.ports, world.organization, { body: { customer_id } })
    const { html } = await visitor.get(page(`?customer_session_token=${token}`))
    expect(html).toContain('<strong>g…@example.com</strong>')
    expect(html).not.toContain('guest-')
    const old = await visitor.get(page('?customer_session_token=polar_cst_old'))
    expect(old.html).not.toContain('<strong>')
  })

  it('opens by its link in one browser alone, as often as that one comes', async () => {
    const { token } = await createCustomerSession(world.ports, world.organization, { body: { customer_id } })
    const link = page(`?customer_session_token=${token}`)
    const enter = (by: Visitor) => by.post(page('/session'), { customer_session_token: token })
    await visitor.get(link)
    const elsewhere = visitorOf(world, portalOf(world).handle)
    await elsewhere.get(link)
    expect((await enter(visitor)).status).toBe(303)
    expect((await enter(visitor)).status).toBe(303)
    const { status, html } = await enter(elsewhere)
    expect(status).toBe(409)
    expect(html).toContain('This link was opened in another browser')
    expect(html).toContain('href="/verge/portal/sign-in"')
    expect((await elsewhere.get(page())).html).not.toContain('Cancel subscription')
    expect((await visitor.get(page())).html).toContain('Cancel subscription')
  })

  it('takes the place of one that the browser had before, and nothing of that is left', async () => {
    await visitor.enter(customer_id)
    const before = visitor.cookies().get('verge_portal')
    const { customer } = await world.addCustomer(`other-${people++}@example.com`, '4242424242424242')
    await visitor.enter(customer.id)
    expect(visitor.cookies().get('verge_portal')).not.toBe(before)
    expect((await visitor.get(pageOf(subscription))).status).toBe(404)
  })

  it('says in words that a link is over, and how to get a new one', async () => {
    const { status, html } = await visitor.post(page('/session'), { customer_session_token: 'polar_cst_old' })
    expect(status).toBe(401)
    expect(html).toContain('This link no longer works')
    expect(html).toContain('from your account settings there')
    expect(visitor.cookies().size).toBe(0)
  })

  it('ends here when it ends at the API, with the way back', async () => {
    await visitor.enter(customer_id)
    await world.ports.db
      .updateTable('customer_sessions')
      .set({ revoked_at: world.ports.clock.now() })
      .where('customer_id', '=', customer_id)
      .execute()
    const { status, html } = await visitor.get(page())
    expect(status).toBe(401)
    expect(html).toContain('href="http://localhost:3000/settings"')
    expect(visitor.cookies().has('verge_portal')).toBe(false)
  })

  it('leads who has no session to the sign-in page', async () => {
    expect(await visitor.get(page('/orders'))).toMatchObject({
      status: 303,
      location: page('/sign-in?to=%2Forders'),
    })
    expect((await visitor.get(page('/sign-in'))).html).toContain('from your account settings there')
  })

  it('takes no cookie that was changed', async () => {
    await visitor.enter(customer_id)
    const stranger = visitorOf(world, (request) => {
      const changed = visitor.cookies().get('verge_portal')!.slice(0, -2) + 'xx'
      const headers = new Headers(request.headers)
      headers.set('cookie', `verge_portal=${changed}`)
      return portalOf(world).handle(new Request(request, { headers }))
    })
    const { status, html } = await stranger.get(page())
    expect(status).toBe(401)
    expect(html).toContain('This link no longer works')
  })

  it('is gone after signing out, at the API too', async () => {
    await visitor.enter(customer_id)
    const { location } = await visitor.post(page('/sign-out'))
    expect(location).toBe(page('/sign-in?signed_out'))
    const { revoked_at } = await world.ports.db
      .selectFrom('customer_sessions')
      .select('revoked_at')
      .where('customer_id', '=', customer_id)
      .executeTakeFirstOrThrow()
    expect(revoked_at).not.toBeNull()
    expect((await visitor.get(page())).status).toBe(303)
  })

  it('leaves in the browser nothing of what was seen, and the cookies of an app on the same host alone', async () => {
    await visitor.enter(customer_id)
    for (const { headers } of [await visitor.post(page('/sign-out')), await visitor.post(page('/sign-out'))])
      expect(headers.get('clear-site-data')).toBe('"cache", "storage"')
  })

  it.each([
    ['cancel', '/cancel'],
    ['reactivate', ''],
  ])('leads straight to what a link with flow %s is about', async (flow, path) => {
    const query = `&flow=${flow}&subscription_id=${subscription.id}`
    expect((await visitor.enter(customer_id, { query })).location).toBe(pageOf(subscription, path))
  })

  it('speaks the language that the link names', async () => {
    await visitor.enter(customer_id, { query: '&locale=de' })
    const { html } = await visitor.get(page())
    expect(html).toContain('<html lang="de">')
    expect(html).toContain('Ihr Abonnement')
  })

  it('answers an unknown organization with a page that says so', async () => {
    const { status, html } = await visitor.get('/nobody/portal?customer_session_token=polar_cst_any')
    expect(status).toBe(404)
    expect(html).toContain('This page does not exist')
  })
})

describe('the session by https', () => {
  const https = { publicUrl: 'https://billing.example.com' }
  const name = '__Host-verge_portal_verge'
  const cookieOf = (cookies: ReadonlyMap<string, string>, from: string) => cookies.get(from)!
  /** A browser that holds these, and whatever it is given on top. */
  const holding = (cookies: Record<string, string>) => {
    const { handle } = portalOf(world, https)
    return visitorOf(world, (request) => {
      const headers = new Headers(request.headers)
      const planted = Object.entries(cookies).map(([key, value]) => `${key}=${value}`)
      headers.set('cookie', [headers.get('cookie'), ...planted].filter(Boolean).join('; '))
      return handle(new Request(request, { headers }))
    })
  }

  it('is kept by a cookie that no other host can plant', async () => {
    visitor = visitorOf(world, portalOf(world, https).handle)
    const { headers } = await visitor.enter(customer_id)
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(
        new RegExp(`^${name}=[^;]+; Max-Age=28800; Path=/; HttpOnly; Secure; SameSite=Lax$`),
      ),
    ])
    expect((await visitor.get(page())).status).toBe(200)
    await visitor.post(page('/sign-out'))
    expect(visitor.cookies().has(name)).toBe(false)
  })

  it('is not another organization’s, though the whole host is sent its cookie', async () => {
    visitor = visitorOf(world, portalOf(world, https).handle)
    await visitor.enter(customer_id)
    const { status } = await visitor.get('/other/portal/orders')
    expect(status).toBe(303)
  })

  it('goes on where it began under the older name, and takes the newer one at the next change', async () => {
    await visitor.enter(customer_id)
    const browser = holding({ verge_portal: cookieOf(visitor.cookies(), 'verge_portal') })
    expect((await browser.get(page())).status).toBe(200)
    const { headers } = await browser.post(
      pageOf(subscription, '/cancel'),
      quoteOn(await browser.get(pageOf(subscription, '/cancel'))),
    )
    const set = headers.getSetCookie().filter((cookie) => !cookie.startsWith('verge_portal_notice'))
    expect(set).toEqual([
      expect.stringContaining(`${name}=`),
      expect.stringMatching(/^verge_portal=; Max-Age=0; Path=\/verge\/portal/),
    ])
  })

  it('does not open under the older name, which a neighbour could plant', async () => {
    visitor = visitorOf(world, portalOf(world, https).handle)
    await visitor.enter(customer_id)
    const browser = holding({ verge_portal: cookieOf(visitor.cookies(), name) })
    expect((await browser.get(page())).status).toBe(401)
  })
})
