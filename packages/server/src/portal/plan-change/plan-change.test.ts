import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { UnknownOutcome } from '../../ports/unknown-outcome.ts'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import { advanceClock } from '../../jobs/run-due.ts'
import { assignSeat } from '../../operations/seats/assign.ts'
import { createProduct } from '../../operations/products/create.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { portalOf, visitorOf, type Seen, type Visitor } from '../../../../../test/world/visitor.ts'

let world: World
let visitor: Visitor
let customer_id: string
let subscription: SubscriptionRow
let people = 0
const products: Record<'yearly' | 'studio' | 'team' | 'hidden' | 'euro', string> = {
  yearly: '',
  studio: '',
  team: '',
  hidden: '',
  euro: '',
}

beforeAll(async () => {
  world = await openWorld()
  const sell = async (name: string, body: object) =>
    (
      await createProduct(world.ports, world.organization, {
        body: {
          name,
          visibility: 'public',
          recurring_interval: 'month',
          prices: [{ amount_type: 'fixed', price_amount: 6000, price_currency: 'usd' }],
          ...body,
        },
      })
    ).id
  products.studio = await sell('Studio', { description: 'For a whole studio.' })
  products.yearly = await sell('Pro yearly', {
    recurring_interval: 'year',
    prices: [{ amount_type: 'fixed', price_amount: 20_000, price_currency: 'usd' }],
  })
  products.hidden = await sell('Hidden', { visibility: 'private' })
  products.euro = await sell('Euro', {
    prices: [{ amount_type: 'fixed', price_amount: 900, price_currency: 'eur' }],
  })
  const tiers = [
    { min_seats: 2, max_seats: 9, price_per_seat: 1500 },
    { min_seats: 10, max_seats: 20, price_per_seat: 1200 },
  ]
  products.team = await sell('Team', {
    prices: [
      { amount_type: 'seat_based', price_currency: 'usd', seat_tiers: { seat_tier_type: 'volume', tiers } },
    ],
  })
})
afterAll(() => world.ports.db.destroy())
beforeEach(async () => {
  at('2027-01-31T12:00:00Z')
  await settings({})
  const { customer } = await world.addCustomer(`guest-${people++}@example.com`, '4242424242424242')
  customer_id = customer.id
  // Pro for 20.00 a month, until 28 February at noon.
  subscription = await world.subscribe(customer.id)
  at('2027-02-14T12:00:00Z')
  visitor = visitorOf(world, portalOf(world).handle)
  await visitor.enter(customer_id)
})

const at = (date: string) => world.moveTo(new Date(date))
const portal = (path = '') => `/verge/portal${path}`
const page = (path = '') => portal(`/subscriptions/${subscription.id}${path}`)
const quotePage = (product: keyof typeof products) => page(`/change?product_id=${products[product]}`)

interface Settings {
  proration_behavior?: 'invoice' | 'prorate' | 'next_period'
  update_plan?: boolean
  update_seats?: boolean
}
async function settings({ proration_behavior = 'prorate', ...switches }: Settings): Promise<void> {
  const subscription = { update_seats: true, update_plan: true, pause: true, ...switches }
  const portal_settings = JSON.stringify({
    usage: { show: false },
    subscription,
    customer: { allow_email_change: false },
  })
  await world.ports.db.updateTable('organizations').set({ proration_behavior, portal_settings }).execute()
}

const stateNow = () =>
  world.ports.db
    .selectFrom('subscriptions')
    .selectAll()
    .where('id', '=', subscription.id)
    .executeTakeFirstOrThrow()
async function charged(): Promise<number[]> {
  return (await world.ports.processor.ledger())
    .filter((payment) => payment.customer_reference === customer_id && payment.status === 'succeeded')
    .map(({ amount }) => amount)
}

/** The fields of the confirmation, as the browser sends them. */
function fieldsOf({ html }: Seen): Record<string, string> {
  const fields = [...html.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)]
  return Object.fromEntries(fields.map(([, name, value]) => [name!, value!]))
}
function textOf({ html }: Seen): string {
  return html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
}
async function confirm(product: keyof typeof products): Promise<Seen> {
  return visitor.post(page('/change'), fieldsOf(await visitor.get(quotePage(product))))
}
/** The page that a form leads to. */
async function followed({ status, location }: Seen): Promise<Seen> {
  expect(status).toBe(303)
  return visitor.get(location!.replace('http://localhost:4000', ''))
}

describe('choosing a plan', () => {
  it('offers what can be changed to, cheapest first, with its price, and marks the one that they have', async () => {
    const seen = await visitor.get(page('/change'))
    expect(seen.status).toBe(200)
    expect(textOf(seen)).toContain('Pro Your plan $20.00 per month')
    const names = [...seen.html.matchAll(/value="([0-9a-f-]{36})"/g)].map(([, id]) => id)
    expect(names).toEqual([products.yearly, products.team, products.studio])
    expect(textOf(seen)).toContain('Pro yearly $200.00 per year')
    expect(textOf(seen)).toContain('Team from $12.00 per month per seat, at least 2 seats')
    expect(textOf(seen)).toContain('Studio $60.00 per month For a whole studio.')
    expect(seen.html).toContain('<legend>Choose another plan</legend>')
  })

  it('offers no plan that they already have in another subscription', async () => {
    await confirm('studio')
    subscription = await world
      .subscribe(customer_id)
      .then(async () =>
        world.ports.db
          .selectFrom('subscriptions')
          .selectAll()
          .where('customer_id', '=', customer_id)
          .where('product_id', '<>', products.studio)
          .executeTakeFirstOrThrow(),
      )
    const { html } = await visitor.get(page('/change'))
    expect(html).not.toContain(products.studio)
    expect(html).toContain(products.yearly)
  })

  it('is not there at all where the seller switched it off', async () => {
    await settings({ update_plan: false })
    expect((await visitor.get(portal())).html).not.toContain('Change plan')
    expect((await visitor.get(page())).html).not.toContain('Change plan')
    const seen = await visitor.get(page('/change'))
    expect(seen.status).toBe(403)
    expect(seen.html).toContain('Code: UpdateSubscriptionPlanNotAllowed')
  })

  it('is one click from the overview, beside the way out', async () => {
    const { html } = await visitor.get(portal())
    expect(html).toContain(`href="${page('/change')}"`)
    expect(html).toContain(`href="${page('/cancel')}"`)
  })

  it('is where a link with flow plan leads', async () => {
    const query = `&flow=plan&subscription_id=${subscription.id}`
    expect((await visitor.enter(customer_id, { query })).location).toBe(page('/change'))
  })
})

describe('a change to another rhythm', () => {
  it('shows before what is due today, what it is made of, and what follows when', async () => {
    const text = textOf(await visitor.get(quotePage('yearly')))
    expect(text).toContain('$190.00 is charged today.')
    expect(text).toContain('Pro yearly $200.00')
    expect(text).toContain('Credit for unused time -$10.00')
    expect(text).toContain('Due today $190.00')
    expect(text).toContain('After that it renews on February 14, 2028 for $200.00.')
    expect(text).toContain('Pay $190.00 and change')
    expect(text).toContain('Paid with Visa ending in 4242.')
    expect(await charged()).toEqual([2000])
  })

  it('is charged at the click and told on the next page and on the way back', async () => {
    const answer = await confirm('yearly')
    expect(answer.location).toBe(page())
    const { html } = await followed(answer)
    expect(html).toContain('You now have Pro yearly. $190.00 was charged.')
    expect(html).toContain(`portal=plan_changed&amp;subscription=${subscription.id}`)
    expect(await stateNow()).toMatchObject({ product_id: products.yearly, recurring_interval: 'year' })
    expect(await charged()).toEqual([2000, 19_000])
  })

  it('sent twice is done and charged once', async () => {
    const fields = fieldsOf(await visitor.get(quotePage('yearly')))
    await visitor.post(page('/change'), fields)
    expect((await followed(await visitor.post(page('/change'), fields))).html).toContain(
      'You now have Pro yearly.',
    )
    expect(await charged()).toEqual([2000, 19_000])
  })

  it('that gives back more than it asks says what becomes credit', async () => {
    await confirm('yearly')
    const text = textOf(await visitor.get(quotePage('studio')))
    expect(text).toContain('Nothing is charged today.')
    expect(text).toContain('You get $140.00 as credit. Your next invoices use it first.')
    expect(text).toContain('Change now')
    const cards = `${portal()}/payment-methods`
    expect((await visitor.get(cards)).html).not.toContain('in credit')
    expect((await followed(await confirm('studio'))).html).toContain('You now have Studio.')
    expect(await charged()).toEqual([2000, 19_000])
    expect((await visitor.get(cards)).html).toContain(
      'You have $140.00 in credit. Your next invoices use it first.',
    )
  })

  it('from another site is refused', async () => {
    const fields = fieldsOf(await visitor.get(quotePage('yearly')))
    expect((await visitor.post(page('/change'), fields, 'cross-site')).status).toBe(403)
    expect(await stateNow()).toMatchObject({ amount: 2000 })
  })
})

describe('a change that is prorated', () => {
  it('says that it is made now and billed with the next invoice, and is', async () => {
    const seen = await visitor.get(quotePage('studio'))
    expect(textOf(seen)).toContain('Nothing is charged today. The change happens at once.')
    expect(textOf(seen)).toContain('Your next invoice, on February 28, 2027, is $80.00.')
    expect(textOf(seen)).toContain('Rest of this period $30.00')
    expect((await followed(await confirm('studio'))).html).toContain('You now have Studio.')
    expect((await visitor.get(portal())).html).toContain('Renews on February 28, 2027 for $80.00.')
  })
})

describe('a change that waits for the end of the period', () => {
  beforeEach(() => settings({ proration_behavior: 'next_period' }))

  it('says so before, stands on overview and subscription, and is taken back with one button', async () => {
    const seen = await visitor.get(quotePage('studio'))
    expect(textOf(seen)).toContain('Nothing changes until February 28, 2027.')
    expect(textOf(seen)).toContain('Change on February 28, 2027')
    const answer = await followed(await confirm('studio'))
    const words = 'On February 28, 2027, you change to Studio.'
    // By the message, the card and the timeline.
    expect(answer.html.split(words)).toHaveLength(4)
    expect((await visitor.get(portal())).html).toContain(words)
    expect(await stateNow()).toMatchObject({ amount: 2000 })

    const card = await visitor.get(page())
    expect(textOf(card)).toContain(
      'Take the change back Renews on February 28, 2027 for $20.00. Nothing changes until February 28, 2027. Until then you can take the change back.',
    )
    const undone = await followed(await visitor.post(page('/change/undo'), fieldsOf(card)))
    expect(undone.html).toContain('Your next invoice, on February 28, 2027, is $20.00.')
    expect(undone.html).toContain('The change is taken back. Everything stays as it is.')
    expect(undone.html).not.toContain(words)
    expect(await stateNow()).toMatchObject({ pending_update: null })
    expect((await followed(await visitor.post(page('/change/undo'), fieldsOf(card)))).html).toContain(
      'No change was scheduled. Nothing was changed.',
    )
  })

  it('to what is no longer sold to everybody is still told', async () => {
    await confirm('studio')
    const hide = (visibility: 'private' | 'public') =>
      world.ports.db.updateTable('products').set({ visibility }).where('id', '=', products.studio).execute()
    await hide('private')
    expect((await visitor.get(portal())).html).toContain('On February 28, 2027, your plan changes.')
    await hide('public')
  })
})

describe('a change that cannot be made', () => {
  beforeEach(() => settings({ proration_behavior: 'invoice' }))

  it('as it was shown is not made: the page says so and shows what is true now', async () => {
    const fields = fieldsOf(await visitor.get(quotePage('studio')))
    const reprice = (price_amount: number) =>
      world.ports.db
        .updateTable('product_prices')
        .set({ price_amount })
        .where('product_id', '=', products.studio)
        .execute()
    await reprice(8000)
    const seen = await visitor.post(page('/change'), fields)
    await reprice(6000)
    expect(seen.status).toBe(409)
    expect(textOf(seen)).toContain('Nothing was done and nothing was charged. Please look at it again.')
    expect(textOf(seen)).toContain('Code: QuoteOutdated')
    expect(textOf(seen)).toContain('Pay $30.00 and change')
    expect(seen.html).toMatch(/role="alert" tabindex="-1" autofocus/)
    expect(await stateNow()).toMatchObject({ amount: 2000 })
    expect(await charged()).toEqual([2000])
  })

  it('because the bank refuses the card leaves everything, and leads to another card and back', async () => {
    const { charge } = world.ports.processor
    world.ports.processor.charge = async ({ idempotency_key, amount, currency }) => ({
      status: 'failed',
      payment_id: `py_${idempotency_key}`,
      amount,
      currency,
      decline_code: 'insufficient_funds',
    })
    const seen = await confirm('studio')
    world.ports.processor.charge = charge
    expect(seen.status).toBe(402)
    expect(textOf(seen)).toContain('Your card was not charged: the bank refused it. Nothing was changed.')
    expect(textOf(seen)).toContain('Code: PaymentFailed')
    expect(await stateNow()).toMatchObject({ amount: 2000 })

    const [, add] = /href="([^"]+\/payment-methods\/add\?next=[^"]+)"/.exec(seen.html)!
    const entry = new URL((await visitor.get(add!)).location!)
    const back = new URL(entry.searchParams.get('return_to')!)
    back.searchParams.set('confirmation_token', await world.cardToken('4242424242424242'))
    const carried = await visitor.get(back.pathname + back.search)
    const saved = await visitor.post(portal('/payment-methods/add/return'), fieldsOf(carried))
    expect(saved.location).toBe(quotePage('studio'))
    expect((await followed(saved)).html).toContain('was added and is now your default.')
  })

  it('while the bank has not answered says that it will be made, and once at most', async () => {
    const { charge } = world.ports.processor
    world.ports.processor.charge = () => Promise.reject(new UnknownOutcome('no answer'))
    const seen = await confirm('studio')
    expect(seen.status).toBe(409)
    expect(textOf(seen)).toContain('you are charged at most once')
    expect(textOf(seen)).toContain('Code: PaymentAlreadyInProgress')
    const again = await visitor.get(quotePage('yearly'))
    world.ports.processor.charge = charge
    expect(again.status).toBe(409)
    expect(textOf(again)).toContain('Code: SubscriptionLocked')
    expect(textOf(again)).not.toContain('Pay $')
  })

  it('after a cancellation shows the way to take it back', async () => {
    await visitor.post(page('/cancel'), fieldsOf(await visitor.get(page('/cancel'))))
    expect((await visitor.get(page())).html).not.toContain('Change plan')
    const seen = await visitor.get(page('/change'))
    expect(seen.status).toBe(403)
    expect(textOf(seen)).toContain('Code: AlreadyCanceledSubscription')
    expect(seen.html).toContain(`action="${page('/reactivate')}"`)
  })

  it.each(['hidden', 'euro'] as const)(
    'to a plan that is not offered (%s) shows those that are',
    async (which) => {
      const seen = await visitor.get(quotePage(which))
      expect(seen.status).toBe(422)
      expect(textOf(seen)).toContain('This plan can no longer be chosen. Nothing was changed.')
      expect(seen.html).toContain(products.studio)
    },
  )

  it.each(['', 'nonsense', '"><script>alert(1)</script>'])('to %j shows the plans', async (product_id) => {
    const seen = await visitor.get(page(`/change?${new URLSearchParams({ product_id })}`))
    expect([200, 422]).toContain(seen.status)
    expect(seen.html).toContain(products.studio)
    expect(seen.html).not.toContain('<script>alert')
  })

  it('without a card asks for one first', async () => {
    const removed = world.ports.clock.now()
    await world.ports.db
      .updateTable('payment_methods')
      .set({ deleted_at: removed })
      .where('customer_id', '=', customer_id)
      .execute()
    const seen = await visitor.get(quotePage('studio'))
    expect(seen.html).toContain('/payment-methods/add?next=')
    expect(textOf(seen)).not.toContain('Pay $')
  })

  it('by somebody else is not there', async () => {
    const { customer } = await world.addCustomer(`other-${people++}@example.com`, '4242424242424242')
    await visitor.enter(customer.id)
    for (const path of ['/change', `/change?product_id=${products.studio}`, '/seats', '/pause', '/resume'])
      expect([path, (await visitor.get(page(path))).status]).toEqual([path, 404])
    for (const path of ['/change', '/change/undo', '/seats', '/pause', '/pause/undo', '/resume'])
      expect([path, (await visitor.post(page(path), { product_id: products.studio })).status]).toEqual([
        path,
        404,
      ])
  })
})

describe('a bank that asks', () => {
  beforeEach(async () => {
    await settings({ proration_behavior: 'invoice' })
    const books = world.ports.db as unknown as import('kysely').Kysely<{
      'sandbox_processor.cards': { card: string; customer_reference: string }
    }>
    await books
      .updateTable('sandbox_processor.cards')
      .set({ card: 'asks_always' })
      .where('customer_reference', '=', customer_id)
      .execute()
  })

  async function answered(approve: boolean): Promise<Seen> {
    const { location } = await confirm('studio')
    const bank = new URL(location!)
    const client_secret = bank.searchParams.get('client_secret')!
    await world.ports.processor.authenticate({ client_secret, approve })
    const back = new URL(bank.searchParams.get('return_to')!)
    const carried = await visitor.get(back.pathname + back.search)
    return followed(await visitor.post(page('/change/return'), fieldsOf(carried)))
  }

  it('is answered in place, and the change is told', async () => {
    expect((await answered(true)).html).toContain('You now have Studio. $20.00 was charged.')
    expect(await charged()).toEqual([2000, 2000])
  })

  it('is told no, and nothing is changed', async () => {
    expect((await answered(false)).html).toContain('Your card was not charged')
    expect(await stateNow()).toMatchObject({ amount: 2000 })
  })

  it('and is left leaves room for another try', async () => {
    await confirm('studio')
    expect(textOf(await visitor.get(quotePage('yearly')))).toContain('Pay $190.00 and change')
  })
})

describe('seats', () => {
  beforeEach(async () => {
    await confirm('team')
    await settings({ proration_behavior: 'invoice' })
  })
  const quoted = async (seats: number) => visitor.get(page(`/seats?seats=${seats}`))

  it('are a number between the fewest and the most that are sold', async () => {
    const { html } = await visitor.get(page('/seats'))
    expect(html).toMatch(/id="seats"[^>]*type="number"[^>]*min="2"[^>]*max="20"[^>]*value="2"/)
    expect(html).toContain('You have 2 seats. Between 2 and 20.')
    expect((await visitor.get(page())).html).toContain('$30.00 per month, 2 seats')
  })

  it('are quoted and charged like another plan', async () => {
    const seen = await quoted(4)
    expect(textOf(seen)).toContain('Team $30.00 per month, 2 seats Afterwards Team $60.00 per month, 4 seats')
    expect(textOf(seen)).toContain('Pay $15.00 and change')
    const { html } = await followed(await visitor.post(page('/seats'), fieldsOf(seen)))
    expect(html).toContain('You now have 4 seats. $15.00 was charged.')
    expect(await stateNow()).toMatchObject({ seats: 4, amount: 6000 })
  })

  it.each([
    ['1', 'That is fewer seats than this plan allows.'],
    ['21', 'That is more seats than this plan allows.'],
    ['2', 'That is how many you have.'],
    ['two', 'Enter a whole number.'],
    ['-3', 'Enter a whole number.'],
    ['', 'Enter a whole number.'],
  ])('as %j are refused at the field, with what was typed', async (typed, words) => {
    const seen = await visitor.get(page(`/seats?seats=${typed}`))
    expect(seen.status).toBe(422)
    expect(seen.html).toMatch(new RegExp(`id="seats-error">${words}`))
    expect(seen.html).toContain(`value="${typed}"`)
    expect(seen.html).toContain('aria-describedby="seats-help seats-error"')
  })

  it('in use cannot be given up, which is said once, at the field, with its code and how many they are', async () => {
    await followed(await visitor.post(page('/seats'), fieldsOf(await quoted(5))))
    const { id, seats_assigned: before } = await stateNow()
    for (let taken = before; taken < 4; taken++)
      await assignSeat(world.ports, world.organization, {
        body: { subscription_id: id, email: `colleague-${taken}@example.com`, immediate_claim: false },
      })
    const form = await visitor.get(page('/seats'))
    expect(form.html).toMatch(/<input id="seats"[^>]* min="4" max="20"/)
    expect(form.html).toContain('You have 5 seats. Between 4 and 20.')
    const seen = await quoted(3)
    expect(seen.status).toBe(422)
    expect(textOf(seen).match(/More seats than that are in use\./g)).toHaveLength(1)
    expect(seen.html).toMatch(/id="seats-error">More seats than [^<]+ Code: SeatsAlreadyAssigned</)
    expect(seen.html).toMatch(/<input id="seats"[^>]+ min="4"[^>]+autofocus/)
    expect((await quoted(4)).status).toBe(200)
  })

  it('are not offered where the seller switched it off, nor where the price knows none', async () => {
    await settings({ update_seats: false })
    expect((await visitor.get(page())).html).not.toContain('Change seats')
    expect(textOf(await visitor.get(page('/seats')))).toContain('Code: UpdateSubscriptionSeatsNotAllowed')
    const { customer } = await world.addCustomer(`solo-${people++}@example.com`, '4242424242424242')
    subscription = await world.subscribe(customer.id)
    await settings({})
    await visitor.enter(customer.id)
    expect((await visitor.get(page())).html).not.toContain('Change seats')
    expect(textOf(await visitor.get(page('/seats')))).toContain('Code: NotASeatBasedSubscription')
  })
})

it.each([
  ['/change', { product_id: 'nonsense', quote: 'x' }, 'Code: PolarRequestValidationError'],
  ['/change', {}, 'Code: PolarRequestValidationError'],
  ['/seats', { seats: '1e9', quote: 'x' }, 'Code: NotASeatBasedSubscription'],
])('takes %s with %j for what it is: nothing that a page of ours sent', async (path, fields, words) => {
  expect(textOf(await visitor.post(page(path), fields as Record<string, string>))).toContain(words)
  expect(await stateNow()).toMatchObject({ amount: 2000 })
})

describe('in front of hosted Polar, which cannot be held to a quote', () => {
  beforeEach(async () => {
    visitor = visitorOf(world, portalOf(world, { hosted: true }).handle)
    await visitor.enter(customer_id)
  })

  it('a change is asked for once more just before it is made', async () => {
    const seen = await visitor.get(quotePage('yearly'))
    expect(textOf(seen)).toContain('$190.00 is charged today.')
    expect(textOf(seen)).toContain('After that you pay $200.00 per year, plus tax where it applies.')
    const fields = fieldsOf(seen)
    at('2027-02-14T12:45:00Z')
    const outdated = await visitor.post(page('/change'), fields)
    expect(outdated.status).toBe(409)
    expect(textOf(outdated)).toContain('Code: QuoteOutdated')
    expect(await charged()).toEqual([2000])
    expect((await followed(await visitor.post(page('/change'), fieldsOf(outdated)))).html).toContain(
      'You now have Pro yearly.',
    )
  })

  it.each([
    ['prorate', 'The change happens at once. Your next invoice, on February 28, 2027, is $80.00.'],
    ['invoice', '$20.00 is charged today.'],
    ['next_period', 'Nothing changes until February 28, 2027.'],
  ] as const)('says of one that is billed by %s when it is charged', async (proration_behavior, words) => {
    await settings({ proration_behavior })
    expect(textOf(await visitor.get(quotePage('studio'))).replace(/ +/g, ' ')).toContain(words)
  })
})

it('speaks German without a word of English', async () => {
  await visitor.enter(customer_id, { query: '&locale=de' })
  const text = textOf(await visitor.get(quotePage('yearly')))
  expect(text).toContain('Heute werden 190,00 $ abgebucht.')
  expect(text).toContain('Gutschrift für ungenutzte Zeit -10,00 $')
  expect(text).toContain('Zahlungspflichtig wechseln: 190,00 $')
  expect(text).not.toMatch(/\b(Unused|Change|charged|Due|After)\b/)
})

it('shows a change that is due in the pause of a subscription without naming a day that nobody knows', async () => {
  await visitor.post(page('/pause'), fieldsOf(await visitor.get(page('/pause'))))
  await advanceClock(world.ports, world.moveTo, new Date('2027-03-15T12:00:00Z'))
  await visitor.enter(customer_id)
  const text = textOf(await visitor.get(quotePage('studio')))
  expect(text).toContain(
    'Nothing is charged today. The change happens at once. When you resume it, $60.00 is charged.',
  )
})
