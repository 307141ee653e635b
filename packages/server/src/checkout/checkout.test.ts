import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkoutsIn, declinedWhenAdded, works } from '../../../../test/world/checkouts.ts'
import { openWorld, type World } from '../../../../test/world/open.ts'
import { sellTeam } from '../../../../test/world/team.ts'
import { visitorOf, type Visitor } from '../../../../test/world/visitor.ts'
import { createApi } from '../api/api.ts'
import { forwardedBy } from '../caller.ts'
import { createDiscount } from '../operations/discounts/create.ts'
import { updateCheckout } from '../operations/checkouts/update-offer.ts'
import { getRenewalConsent } from '../operations/checkouts/renewal-consent.ts'
import { deleteDiscount } from '../operations/discounts/update.ts'
import { createProduct } from '../operations/products/create.ts'
import { createBrands } from '../portal/brand/brands.ts'
import { sandboxPages } from '../sandbox/pages-of-processor.ts'
import { createCheckoutPages } from './checkout.tsx'

const publicUrl = 'http://localhost:4000'
let world: World
let buyer: Visitor
const { product, soldOnce, open } = checkoutsIn(() => world)

beforeEach(async () => {
  world = await openWorld()
  const faults: unknown[] = []
  const report = (fault: unknown) => void faults.push(fault)
  const api = createApi(world.ports, { report })
  const pages = createCheckoutPages({
    polar: { fetch: (request) => api(request, forwardedBy(request)), baseUrl: publicUrl },
    publicUrl,
    processor: sandboxPages({ ...world.ports, publicUrl }),
    brands: createBrands(),
    sandbox: true,
    newReference: world.ports.ids.uuid,
    report,
  })
  buyer = visitorOf(world, (request) => pages(request, { address: '198.51.100.1' }))
})
afterEach(() => world.ports.db.destroy())

type Terms = Parameters<typeof createDiscount>[2]['body']
const discount = (terms: object = {}) =>
  createDiscount(world.ports, world.organization, {
    body: {
      name: 'Spring',
      code: 'SPRING',
      type: 'percentage',
      basis_points: 2500,
      duration: 'repeating',
      duration_in_months: 3,
      ...terms,
    } as Terms,
  })
const address = (checkout: { client_secret: string }) => `/checkout/${checkout.client_secret}`
const details = {
  email: 'ada@example.com',
  name: 'Ada',
  country: 'US',
  state: 'NY',
  city: 'NYC',
  line1: 'A 1',
}
const fill = (checkout: { client_secret: string }, fields: object) =>
  buyer.post(address(checkout), { ...details, postal_code: '10001', ...fields })
/** What the form sends besides what is typed. */
function hiddenIn(html: string): Record<string, string> {
  const inputs = html.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)
  return Object.fromEntries([...inputs].map(([, name, value]) => [name!, value!]))
}
async function review(checkout: { client_secret: string }): Promise<string> {
  const token = await world.cardToken(works)
  const { html } = await buyer.get(`${address(checkout)}/pay?confirmation_token=${token}`)
  return html.replaceAll('\u00a0', ' ')
}

describe('a checkout that the seller changes while its last page is open', () => {
  it('is not paid for at another price than was shown: the new one is shown first', async () => {
    const [pro, dear] = [await product('Pro', { usd: 2000 }), await product('Dear', { usd: 9000 })]
    const checkout = await open({ products: [pro, dear] })
    await fill(checkout, {})
    const token = await world.cardToken(works)
    const page = `${address(checkout)}/pay?confirmation_token=${token}`
    const { html } = await buyer.get(page)
    const params = { id: checkout.id }
    await updateCheckout(world.ports, world.organization, { params, body: { product_id: dear } })
    const refused = await buyer.post(`${address(checkout)}/pay`, { ...hiddenIn(html), consent: 'on' })
    expect(refused.location).toBe(page)
    expect(await world.ports.processor.ledger()).toEqual([])
    const { html: again } = await buyer.get(page)
    expect(again).toContain('The price has changed. Nothing was charged.')
    expect(again).toContain('Pay $90.00')
    await buyer.post(`${address(checkout)}/pay`, { ...hiddenIn(again), consent: 'on' })
    expect((await world.ports.processor.ledger()).map(({ amount }) => amount)).toEqual([9000])
  })
})

it('lets nobody try one card after the other', async () => {
  const checkout = await open({ products: [await product('Pro', { usd: 2000 })] })
  await fill(checkout, {})
  const tryCard = async () => {
    const confirmation_token = await world.cardToken(declinedWhenAdded)
    return buyer.post(`${address(checkout)}/pay`, { confirmation_token, consent: 'on' })
  }
  for (let tries = 0; tries < 6; tries++) expect((await tryCard()).status).toBe(303)
  expect((await tryCard()).location).toBe(address(checkout))
  expect((await buyer.get(address(checkout))).html).toContain('Wait half an hour')
})

describe('a code that is typed on the page', () => {
  it('is taken off before anything is paid, with how long it counts', async () => {
    await discount()
    const checkout = await open({ products: [await product('Pro', { usd: 2000 })] })
    expect((await fill(checkout, { discount_code: 'spring' })).status).toBe(303)
    const html = await review(checkout)
    expect(html).toContain('Pay $15.00')
    expect(html).toContain('-$5.00')
    expect(html).toContain('The discount counts for 3 months. After it the price is $20.00 per month')
    expect((await buyer.get(address(checkout))).html).toContain('Discount Spring: -$5.00')
    expect((await buyer.get(`${address(checkout)}?locale=de`)).html).toContain('Rabatt Spring')
  })

  it('that is not valid is said at its field, and can be taken away', async () => {
    const checkout = await open({ products: [await product('Pro', { usd: 2000 })] })
    const refused = await fill(checkout, { discount_code: 'NOBODYS' })
    expect(refused.status).toBe(422)
    expect(refused.html).toContain('This code is not valid here. Nothing was charged.')
    expect((await fill(checkout, { discount_code: '' })).status).toBe(303)
    expect(await review(checkout)).toContain('Pay $20.00')
  })

  it('of the whole price owes nothing, and still asks for a card', async () => {
    await discount({ basis_points: 10_000, duration: 'once', duration_in_months: null })
    const checkout = await open({ products: [await product('Pro', { usd: 2000 })] })
    const { location } = await fill(checkout, { discount_code: 'SPRING' })
    expect(location).toContain('/sandbox/card')
    const html = await review(checkout)
    expect(html).toContain('Subscribe')
    expect(html).not.toContain('Pay $')
    expect(html).toContain('After it the price is $20.00 per month')
  })

  it('that ran out while the page was open leads back to the full price, also where there is no code', async () => {
    const { id: discount_id } = await discount({ code: null })
    const checkout = await open({ products: [await product('Pro', { usd: 2000 })], discount_id })
    await fill(checkout, {})
    expect(await review(checkout)).toContain('Pay $15.00')
    await deleteDiscount(world.ports, world.organization, { params: { id: discount_id } })
    const confirmation_token = await world.cardToken(works)
    const refused = await buyer.post(`${address(checkout)}/pay`, { confirmation_token, consent: 'on' })
    expect(refused.location).toBe(address(checkout))
    expect((await buyer.get(address(checkout))).html).toContain('This discount is no longer valid.')
    await fill(checkout, {})
    expect(await review(checkout)).toContain('Pay $20.00')
  })
})

describe('seats that are chosen on the page', () => {
  it('have their price, and make the total', async () => {
    const checkout = await open({ products: [await sellTeam(world)] })
    expect((await buyer.get(address(checkout))).html).toContain('$10.00 per seat')
    expect((await fill(checkout, { seats: '7' })).status).toBe(303)
    const html = await review(checkout)
    expect(html).toContain('for 7 seats')
    expect(html).toContain('Pay $70.00')
    expect((await fill(checkout, { seats: 'many' })).html).toContain('Write a whole number, 1 at least.')
  })

  it.each([
    ['volume', '1 to 9 seats: $10.00 each', 'From 10 seats: $8.00 each'],
    ['graduated', 'Seats 1 to 9: $10.00 each', 'From seat 10 on: $8.00 each'],
  ] as const)('say the prices of each tier, by %s', async (seat_tier_type, first, second) => {
    const tiers = [
      { min_seats: 1, max_seats: 9, price_per_seat: 1000 },
      { min_seats: 10, max_seats: null, price_per_seat: 800 },
    ]
    const { id } = await createProduct(world.ports, world.organization, {
      body: {
        name: 'Tiers',
        visibility: 'public',
        recurring_interval: 'month',
        prices: [{ amount_type: 'seat_based', price_currency: 'usd', seat_tiers: { seat_tier_type, tiers } }],
      },
    })
    const { html } = await buyer.get(address(await open({ products: [id] })))
    expect(html).toContain(first)
    expect(html).toContain(second)
  })
})

describe('the checkout of what costs nothing', () => {
  it('asks for no card, and begins at once', async () => {
    const checkout = await open({ products: [await product('Free', { usd: 0 })] })
    const asked = await buyer.get(address(checkout))
    expect(asked.html).not.toContain('Continue to payment')
    const details = { email: 'ada@example.com', country: 'US', seats: '' }
    const done = await buyer.post(address(checkout), details)
    expect(done.location).toBe(checkout.success_url)
    const { subscription_id, status } = await world.ports.db
      .selectFrom('checkouts')
      .selectAll()
      .where('id', '=', checkout.id)
      .executeTakeFirstOrThrow()
    expect(status).toBe('succeeded')
    const subscription = await world.ports.db
      .selectFrom('subscriptions')
      .selectAll()
      .where('id', '=', subscription_id)
      .executeTakeFirstOrThrow()
    expect(subscription).toMatchObject({ status: 'active', amount: 0, payment_method_id: null })
  })

  it('begins once, and lets in whoever was there when it did', async () => {
    const { client_secret } = await open({
      products: [await product('Free', { usd: 0 })],
      customer_email: 'ada@example.com',
    })
    const api = createApi(world.ports, { report: () => undefined })
    const confirm = async () => {
      const path = `${publicUrl}/v1/checkouts/client/${client_secret}/confirm`
      const answer = await api(new Request(path, { method: 'POST', body: '{}' }))
      return (await answer.json()) as { status: string; customer_session_token: string | null }
    }
    expect((await confirm()).customer_session_token).toMatch(/^polar_cst_/)
    expect(await confirm()).toMatchObject({ status: 'confirmed', customer_session_token: null })
    expect(await world.ports.db.selectFrom('subscriptions').select('status').execute()).toHaveLength(1)
  })
})

describe('where the law asks for consent to the renewal', () => {
  const pay = async (checkout: { client_secret: string }, more: Record<string, string> = {}) => {
    const token = await world.cardToken(works)
    const { html } = await buyer.get(`${address(checkout)}/pay?confirmation_token=${token}`)
    return buyer.post(`${address(checkout)}/pay`, { ...hiddenIn(html), ...more })
  }

  it('nothing is bought before the box is ticked, which nobody ticked for them, and the words are kept', async () => {
    const checkout = await open({ products: [await product('Pro', { usd: 2000 })] })
    await fill(checkout, {})
    const html = await review(checkout)
    const box = /<input type="checkbox" name="consent"[^>]*>/.exec(html)![0]
    expect(box).not.toContain('checked')
    expect(html.indexOf('It renews for $20.00 per month')).toBeLessThan(html.indexOf(box))
    const refused = await pay(checkout)
    expect(refused.status).toBe(422)
    expect(refused.html).toContain('Please agree to the renewal first. Nothing was charged.')
    expect(await world.ports.processor.ledger()).toEqual([])
    await pay(checkout, { consent: 'on' })
    expect((await world.ports.processor.ledger()).map(({ amount }) => amount)).toEqual([2000])
    const { text } = await getRenewalConsent(world.ports, world.organization, { params: { id: checkout.id } })
    expect(text).toBe(
      'It renews for $20.00 per month until you cancel, which you can do at any time. ' +
        'I agree that it renews by itself, as stated above, until I cancel.',
    )
  })

  it.each([
    ['US', 'TX', true],
    ['DE', '', false],
    ['JP', '', false],
  ])('is %s %s: %s', async (country, state, asks) => {
    const checkout = await open({ products: [await product('Pro', { usd: 2000 })] })
    await fill(checkout, { country, state })
    expect((await review(checkout)).includes('name="consent"')).toBe(asks)
  })
})

describe('what is sold once', () => {
  it('is bought by pages that promise no renewal', async () => {
    const checkout = await open({ products: [await soldOnce('Guide', { usd: 5000 })] })
    const { html } = await buyer.get(address(checkout))
    expect(html).toContain('<h1>Buy Guide</h1>')
    expect(html).not.toMatch(/[Ss]ubscri|per month/)
    expect((await fill(checkout, {})).location).toContain('/sandbox/card')
    const last = await review(checkout)
    expect(last).toContain('You pay once. Nothing is charged again.')
    expect(last).toContain('Pay $50.00')
    expect(last).not.toMatch(/renews|until you cancel|name="consent"/)
    const done = await buyer.post(`${address(checkout)}/pay`, hiddenIn(last))
    expect(done.location).toMatch(/\/confirmation$/)
    expect((await buyer.get(done.location!)).html).toContain('Thank you')
    expect((await world.ports.processor.ledger()).map(({ amount }) => amount)).toEqual([5000])
  })

  it('and costs nothing after its code is shown so first, and needs no card', async () => {
    await discount({ basis_points: 10_000 })
    const checkout = await open({ products: [await soldOnce('Guide', { usd: 5000 })] })
    const typed = await fill(checkout, { discount_code: 'SPRING' })
    expect(typed.location).toBe(address(checkout))
    const { html } = await buyer.get(address(checkout))
    expect(html).toContain('<button class="primary">Get it for free</button>')
    expect(html).not.toContain('The discount counts for')
    const done = await fill(checkout, { discount_code: 'SPRING' })
    expect(done.location).toMatch(/\/confirmation$/)
    expect(await world.ports.processor.ledger()).toEqual([])
  })
})
