import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { SubscriptionRow } from '../db/tables/subscriptions.ts'
import { createRefund } from '../operations/refunds/create.ts'
import { openWorld, type World } from '../../../../test/world/open.ts'
import { serveAsset } from './assets/assets.ts'
import { portalOf, quoteOn, visitorOf, type Visitor } from '../../../../test/world/visitor.ts'

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

async function stateNow() {
  return world.ports.db
    .selectFrom('subscriptions')
    .selectAll()
    .where('id', '=', subscription.id)
    .executeTakeFirstOrThrow()
}

/** As the page has it. */
async function cancellationForm(from = visitor): Promise<Record<string, string>> {
  return quoteOn(await from.get(pageOf(subscription, '/cancel')))
}

describe('cancelling and taking it back', () => {
  it('says when access ends and that nothing more is charged, before the one click', async () => {
    await visitor.enter(customer_id)
    const { html } = await visitor.get(pageOf(subscription, '/cancel'))
    expect(html).toContain('You keep access until February 28, 2027.')
    expect(html).toContain('Nothing more will be charged.')
    expect(html.match(/<button[^>]*>Cancel subscription</g)).toHaveLength(1)
    expect((await stateNow()).cancel_at_period_end).toBe(false)
  })

  it('answers the form with a redirect, and says what was done on the next page, once', async () => {
    await visitor.enter(customer_id)
    const { status, location } = await visitor.post(pageOf(subscription, '/cancel'), await cancellationForm())
    expect({ status, location }).toEqual({ status: 303, location: pageOf(subscription) })
    expect((await visitor.get(location!)).html).toContain('Your subscription is canceled.')
    expect((await visitor.get(location!)).html).not.toContain('Your subscription is canceled.')
  })

  it('tells the app on the way back what was done', async () => {
    await visitor.enter(customer_id)
    await visitor.post(pageOf(subscription, '/cancel'), await cancellationForm())
    const { html } = await visitor.get(page())
    expect(html).toContain(`href="/verge/portal/back?portal=canceled&amp;subscription=${subscription.id}"`)
    const back = new URL((await visitor.get(page('/back'))).location!)
    expect(back.origin + back.pathname).toBe('http://localhost:3000/settings')
    const { portal_result, ...said } = Object.fromEntries(back.searchParams)
    expect(said).toEqual({ portal: 'canceled', subscription: subscription.id })
    expect(decodeJwt(portal_result!)).toMatchObject({
      iss: 'http://localhost:4000/verge',
      aud: 'http://localhost:3000',
      action: 'canceled',
      subscription: { id: subscription.id, status: 'active', cancel_at_period_end: true },
    })
  })

  it('leads back all the same where nobody can vouch for what was done', async () => {
    await visitor.enter(customer_id)
    await visitor.post(pageOf(subscription, '/cancel'), await cancellationForm())
    await world.ports.db
      .updateTable('customer_sessions')
      .set({ revoked_at: world.ports.clock.now() })
      .where('customer_id', '=', customer_id)
      .execute()
    expect((await visitor.get(page('/back'))).location).toBe(
      `http://localhost:3000/settings?portal=canceled&subscription=${subscription.id}`,
    )
  })

  it('leads back all the same where our word could not be had, and tells whoever runs the portal', async () => {
    const between = (api: (request: Request) => Promise<Response>) => async (request: Request) =>
      request.url.endsWith('/portal-returns') ? new Response('', { status: 502 }) : api(request)
    const { handle, faults } = portalOf(world, { between })
    const guest = visitorOf(world, handle)
    await guest.enter(customer_id)
    await guest.post(pageOf(subscription, '/cancel'), await cancellationForm(guest))
    expect((await guest.get(page('/back'))).location).toBe(
      `http://localhost:3000/settings?portal=canceled&subscription=${subscription.id}`,
    )
    expect(faults).toMatchObject([{ error: { kind: expect.any(String) } }])
  })

  it('asks why only afterwards, and keeps the answer', async () => {
    await visitor.enter(customer_id)
    await visitor.post(pageOf(subscription, '/cancel'), await cancellationForm())
    expect((await visitor.get(pageOf(subscription))).html).toContain('Would you tell us why?')
    await visitor.post(pageOf(subscription, '/reason'), { reason: 'unused', comment: 'Holidays' })
    const { customer_cancellation_reason, customer_cancellation_comment } = await stateNow()
    expect(customer_cancellation_reason).toBe('unused')
    expect(customer_cancellation_comment).toBe('Holidays')
  })

  it('changes nothing when the form is sent twice, and says so', async () => {
    await visitor.enter(customer_id)
    const form = await cancellationForm()
    await visitor.post(pageOf(subscription, '/cancel'), form)
    const before = await stateNow()
    const { location } = await visitor.post(pageOf(subscription, '/cancel'), form)
    expect((await visitor.get(location!)).html).toContain('was already canceled. Nothing was changed.')
    expect(await stateNow()).toEqual(before)
  })

  it('takes a cancellation back with one click', async () => {
    await visitor.enter(customer_id)
    await visitor.post(pageOf(subscription, '/cancel'), await cancellationForm())
    const { location } = await visitor.post(
      pageOf(subscription, '/reactivate'),
      quoteOn(await visitor.get(pageOf(subscription))),
    )
    expect((await visitor.get(location!)).html).toContain('It renews on February 28, 2027.')
    expect((await stateNow()).cancel_at_period_end).toBe(false)
  })

  it('refuses a form from another site, changes nothing, and tells the log by one line', async () => {
    const { handle, notes } = portalOf(world)
    visitor = visitorOf(world, handle)
    await visitor.enter(customer_id)
    notes.length = 0
    const { status, html } = await visitor.post(pageOf(subscription, '/cancel'), {}, 'cross-site')
    expect(notes).toEqual([['a call was refused', { operation: 'form', error: 'FormForeign' }]])
    expect(status).toBe(403)
    expect(html).toContain('nothing was changed')
    expect((await stateNow()).cancel_at_period_end).toBe(false)
  })
})

it('refuses a form that is larger than any form of its pages, in words', async () => {
  await visitor.enter(customer_id)
  const comment = 'x'.repeat(70_000)
  const { status, html } = await visitor.post(pageOf(subscription, '/reason'), { comment })
  expect(status).toBe(413)
  expect(html).toContain('Nothing was changed.')
  // Whoever is signed in stays so, and can go on from there.
  expect(html).toContain(`<a href="${page('/orders')}"`)
  expect(html).toContain('You manage your subscription with Verge here.')
})

describe('what a customer may see', () => {
  it("answers another customer's subscription and invoice as if they did not exist", async () => {
    const { customer } = await world.addCustomer(`other-${people++}@example.com`, '4242424242424242')
    await visitor.enter(customer.id)
    const { id: order_id } = await world.ports.db
      .selectFrom('orders')
      .select('id')
      .where('customer_id', '=', customer_id)
      .executeTakeFirstOrThrow()
    const order = page(`/orders/${order_id}`)
    for (const path of [
      pageOf(subscription),
      pageOf(subscription, '/cancel'),
      pageOf(subscription, '/resubscribe'),
      order,
      `${order}/pay`,
      `${order}/invoice.pdf`,
      `${order}/receipt.pdf`,
    ]) {
      expect([path, (await visitor.get(path)).status]).toEqual([path, 404])
    }
    for (const path of [pageOf(subscription, '/cancel'), pageOf(subscription, '/reason')]) {
      expect([path, (await visitor.post(path)).status]).toEqual([path, 404])
    }
    expect((await stateNow()).cancel_at_period_end).toBe(false)
  })

  it.each(['/subscriptions/not-an-id', '/orders/00000000-0000-4000-8000-000000000000', '/nowhere'])(
    'answers %s with a page in words',
    async (path) => {
      await visitor.enter(customer_id)
      const { status, html } = await visitor.get(page(path))
      expect(status).toBe(404)
      expect(html).toContain('This page does not exist')
    },
  )

  it('is told in words what of an invoice was given back, in part and in whole', async () => {
    const order = await world.ports.db
      .selectFrom('orders')
      .select('id')
      .where('subscription_id', '=', subscription.id)
      .executeTakeFirstOrThrow()
    const giveBack = (amount: number) =>
      createRefund(world.ports, world.organization, {
        body: { order_id: order.id, amount, reason: 'other', revoke_benefits: false, metadata: {} },
      })
    await visitor.enter(customer_id)
    await giveBack(500)
    const partly = (await visitor.get(page(`/orders/${order.id}`))).html
    expect(partly).toContain('Partly refunded')
    expect(partly).toMatch(/Refunded<\/th><td[^>]*>-\$5\.00/)
    await giveBack(1500)
    expect((await visitor.get(page('/orders'))).html).toContain('Refunded')
    expect((await visitor.get(page(`/orders/${order.id}`))).html).toMatch(/Refunded<\/th><td[^>]*>-\$20\.00/)
  })

  it('writes what customers typed as text, never as markup', async () => {
    await visitor.enter(customer_id)
    const name = '"><script>alert(1)</script>'
    await visitor.post(page('/billing'), { name, country: 'DE' })
    const { html } = await visitor.get(page('/billing'))
    expect(html).not.toContain('<script>')
    expect(html).toContain('&lt;script&gt;')
  })
})

describe('billing details', () => {
  it('are kept as they were typed when one of them is wrong, with the problem at its field', async () => {
    await visitor.enter(customer_id)
    const typed = { name: 'Ada', line1: 'Hauptstr. 1', country: 'DE', tax_id: 'DE1' }
    const { status, html } = await visitor.post(page('/billing'), typed)
    expect(status).toBe(422)
    expect(html).toContain('Nothing was saved.')
    expect(html).toMatch(/id="tax_id"[^>]*value="DE1"[^>]*aria-invalid="true"/)
    expect(html).toContain('value="Hauptstr. 1"')
  })

  it('need a country', async () => {
    await visitor.enter(customer_id)
    const { status, html } = await visitor.post(page('/billing'), { name: 'Ada' })
    expect(status).toBe(422)
    expect(html).toContain('Choose a country.')
  })
})

describe('when the billing service does not answer', () => {
  /** The same browser, once what is asked so arrives no more. */
  function afterwards(method: string): Visitor {
    const { handle } = portalOf(world, {
      between: (api) => async (request) => {
        if (request.method === method) throw new TypeError('no route to host')
        return api(request)
      },
    })
    const offline = visitorOf(world, handle)
    for (const [name, value] of visitor.cookies()) (offline.cookies() as Map<string, string>).set(name, value)
    return offline
  }

  it('says of a page that nothing was changed', async () => {
    await visitor.enter(customer_id)
    const offline = afterwards('GET')
    const { status, html } = await offline.get(page())
    expect(status).toBe(502)
    expect(html).toContain('Nothing was changed.')
  })

  it('says of a form that nothing was done, where it could look', async () => {
    await visitor.enter(customer_id)
    const form = await cancellationForm(visitor)
    const offline = afterwards('POST')
    const { status, html } = await offline.post(pageOf(subscription, '/cancel'), form)
    expect(status).toBe(502)
    expect(html).toContain(
      'Your change has not been made so far: we looked, and everything stands as before.',
    )
  })
})

describe('in front of hosted Polar, which lacks what we added', () => {
  beforeEach(() => void (visitor = visitorOf(world, portalOf(world, { hosted: true }).handle)))

  it('asks why on the cancellation itself, and needs no answer', async () => {
    await visitor.enter(customer_id)
    const { html } = await visitor.get(pageOf(subscription, '/cancel'))
    expect(html).toContain('(optional)')
    await visitor.post(pageOf(subscription, '/cancel'), { reason: 'too_complex' })
    const { cancel_at_period_end, customer_cancellation_reason } = await stateNow()
    expect({ cancel_at_period_end, customer_cancellation_reason }).toEqual({
      cancel_at_period_end: true,
      customer_cancellation_reason: 'too_complex',
    })
    expect((await visitor.get(pageOf(subscription))).html).not.toContain('Would you tell us why?')
  })

  it('offers nothing that could not be done', async () => {
    await visitor.enter(customer_id)
    const { html } = await visitor.get(page('/payment-methods'))
    expect(html).not.toContain('Add payment method')
    // Where cards can be typed, and without the customer's token.
    expect(html).toContain('href="https://polar.sh/verge/portal"')
    const { status, location } = await visitor.get(page('/payment-methods/add'))
    expect({ status, location }).toEqual({ status: 303, location: page('/payment-methods') })
    expect((await visitor.post(page('/sign-out'))).status).toBe(303)
  })
})

it('carries a policy that runs the script of the page by its hash, no other, and no inline style', async () => {
  await visitor.enter(customer_id)
  const { html, headers, script } = await visitor.get(page())
  const policy = headers.get('content-security-policy')!
  expect(policy).toContain("default-src 'none'")
  expect(policy).not.toContain('unsafe')
  const hash = createHash('sha256').update(script!).digest('base64')
  expect(policy).toContain(`script-src 'sha256-${hash}';`)
  expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|<script/)
})

describe('the first visit', () => {
  const requestsOf = (html: string) =>
    [...html.matchAll(/(?:src|href|srcset)="([^"]+\.(?:css|js|svg|png|webp|woff2))"/g)].map(
      ([, address]) => address!,
    )

  it('takes one request for the page and one for its style, and 14,600 compressed bytes in all', async () => {
    await visitor.enter(customer_id)
    const { html, script } = await visitor.get(page())
    const [style, ...others] = requestsOf(html)
    expect(others).toEqual([])
    const asset = serveAsset(
      new Request(`http://localhost:4000${style}`, { headers: { 'accept-encoding': 'br' } }),
    )
    const styleBytes = (await asset!.arrayBuffer()).byteLength
    const pageBytes = gzipSync(html + script).byteLength
    // Of an answer's headers the largest is the policy; a cookie is set by the exchange before.
    const headerBytes = 2 * 900
    expect(styleBytes + pageBytes + headerBytes).toBeLessThan(14_600)
  })

  it('has at most 4 KB of script', async () => {
    await visitor.enter(customer_id)
    const { script } = await visitor.get(page())
    expect(Buffer.byteLength(script!)).toBeLessThanOrEqual(4096)
  })
})
