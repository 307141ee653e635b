import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { advanceClock, runDue } from '../../jobs/run-due.ts'
import type { CustomerActor } from '../actor.ts'
import { updatePortalCustomer } from '../customers/portal.ts'
import { getOrderPaymentStatus } from '../orders/payment-status.ts'
import { createProduct } from '../products/create.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { changeAsQuoted } from './change-as-quoted.ts'
import { quoteChange } from './quote.ts'
import { quoteResumption, resumeAsQuoted } from './resume.ts'
import { updateCustomerSubscription } from './update.ts'

let world: World
let actor: CustomerActor
let id: string

beforeEach(async () => {
  world = await openWorld()
  actor = (await world.addCustomer('ada@example.com', '4242424242424242')).actor
  // Pro for 20.00 a month, bought on 31 January at noon.
  id = (await world.subscribe(actor.customer_id)).id
})
afterEach(() => world.ports.db.destroy())

type Behavior = 'invoice' | 'prorate' | 'next_period' | 'reset'
const charging = (proration_behavior: Behavior) =>
  world.ports.db.updateTable('organizations').set({ proration_behavior }).execute()

async function product(price_amount: number, interval: 'month' | 'year' = 'month', trial?: number) {
  const made = await createProduct(world.ports, world.organization, {
    body: {
      name: `For ${price_amount}`,
      visibility: 'public',
      recurring_interval: interval,
      ...(trial && { trial_interval: 'day' as const, trial_interval_count: trial }),
      prices: [{ amount_type: 'fixed', price_amount, price_currency: 'usd' }],
    },
  })
  return made.id
}

const at = (date: string) => world.moveTo(new Date(date))
const until = (date: string) => advanceClock(world.ports, world.moveTo, new Date(`${date}T12:00:00Z`))
const quote = (product_id: string) =>
  quoteChange(world.ports, actor, { params: { id }, body: { product_id } })
const agree = (product_id: string, quote_id: string) =>
  changeAsQuoted(world.ports, actor, { params: { id }, body: { product_id, quote_id } })
const stored = () =>
  world.ports.db.selectFrom('subscriptions').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const charged = async () =>
  (await world.ports.processor.ledger())
    .filter(({ status }) => status === 'succeeded')
    .map(({ amount }) => amount)

describe('a quote', () => {
  it('of another rhythm names what is due today and the renewal after it, and both come true', async () => {
    at('2027-02-14T12:00:00Z')
    const yearly = await product(20_000, 'year')
    const quoted = await quote(yearly)
    expect(quoted).toMatchObject({
      kind: 'to_pay',
      charge: { base_amount: 20_000, proration_amount: -1000, due_amount: 19_000 },
      charged_at: new Date('2027-02-14T12:00:00Z'),
      takes_effect_at: new Date('2027-02-14T12:00:00Z'),
      terms: { amount: 20_000, recurring_interval: 'year' },
      follows: { at: new Date('2028-02-14T12:00:00Z'), charge: { due_amount: 20_000 } },
    })
    await agree(yearly, quoted.id)
    expect(await charged()).toEqual([2000, 19_000])
    await until('2028-02-14')
    expect(await charged()).toEqual([2000, 19_000, 20_000])
  })

  it('of credit reckons the renewal after it with what the credit leaves', async () => {
    await agree(...(await quoted(await product(30_000, 'year'))))
    at('2027-03-01T12:00:00Z')
    const monthly = await product(20_000)
    const back = await quote(monthly)
    expect(back.charge.due_amount).toBe(0)
    const credit = -back.charge.total_amount
    expect(credit).toBeGreaterThan(5000)
    await agree(monthly, back.id)
    expect(back.follows!.charge.due_amount).toBe(20_000 - credit)
    await until('2027-04-01')
    expect((await charged()).at(-1)).toBe(20_000 - credit)
  })

  it('of a change that is prorated says that it is done now and billed with the next invoice', async () => {
    at('2027-02-14T12:00:00Z')
    expect(await quote(await product(6000))).toMatchObject({
      kind: 'applied',
      charge: { due_amount: 8000 },
      charged_at: new Date('2027-02-28T12:00:00Z'),
      takes_effect_at: new Date('2027-02-14T12:00:00Z'),
      follows: null,
    })
  })

  it('of a change that waits says until when', async () => {
    await charging('next_period')
    const end = new Date('2027-02-28T12:00:00Z')
    expect(await quote(await product(6000))).toMatchObject({
      kind: 'scheduled',
      charge: { due_amount: 6000 },
      charged_at: end,
      takes_effect_at: end,
    })
  })

  it('in a pause without a day names none', async () => {
    await updateCustomerSubscription(world.ports, actor, {
      params: { id },
      body: { pause_at_period_end: true },
    })
    await until('2027-03-15')
    expect(await quote(await product(6000))).toMatchObject({
      kind: 'applied',
      charged_at: null,
      charge: { due_amount: 6000 },
    })
  })

  async function quoted(product_id: string): Promise<[string, string]> {
    return [product_id, (await quote(product_id)).id]
  }
})

describe('a change as quoted', () => {
  it('is charged to the cent what was quoted, however long it was read', async () => {
    await charging('invoice')
    const dear = await product(9_000_000)
    at('2027-02-14T12:00:00Z')
    const { id: quote_id, charge } = await quote(dear)
    at('2027-02-14T12:14:59Z')
    expect((await quote(dear)).charge.due_amount).toBeLessThan(charge.due_amount)
    await agree(dear, quote_id)
    expect(await charged()).toEqual([2000, charge.due_amount])
  })

  it.each<[string, (target: string) => Promise<unknown> | void]>([
    ['it is read for more than a quarter of an hour', () => at('2027-02-14T12:15:01Z')],
    ['the period ended meanwhile', () => until('2027-03-01')],
    [
      'the price is another',
      (target) =>
        world.ports.db
          .updateTable('product_prices')
          .set({ price_amount: 6001 })
          .where('product_id', '=', target)
          .execute(),
    ],
    ['the seller charges changes in another way', () => charging('prorate')],
    [
      'the customer moved to where there is tax',
      () =>
        updatePortalCustomer(world.ports, actor, {
          body: {
            billing_address: {
              line1: null,
              line2: null,
              postal_code: null,
              city: null,
              state: null,
              country: 'DE',
            },
          },
        }),
    ],
  ])('is refused, and changes and charges nothing, when %s', async (_, happens) => {
    await charging('invoice')
    const target = await product(6000)
    at('2027-02-14T12:00:00Z')
    const { id: quote_id } = await quote(target)
    await happens(target)
    const before = { stored: await stored(), charged: await charged() }
    await expect(agree(target, quote_id)).rejects.toMatchObject({ error: 'QuoteOutdated', status: 409 })
    expect({ stored: await stored(), charged: await charged() }).toEqual(before)
  })

  it.each(['', 'made-up', 'zzzzzzzzzzzzz-x'])(
    'is refused with an id that nobody was given: %j',
    async (quote_id) => {
      await expect(agree(await product(6000), quote_id)).rejects.toMatchObject({ error: 'QuoteOutdated' })
    },
  )

  it('does not do with the quote of one product what another costs', async () => {
    const [cheap, dear] = [await product(100), await product(60_000)]
    const { id: quote_id } = await quote(cheap)
    await expect(agree(dear, quote_id)).rejects.toMatchObject({ error: 'QuoteOutdated' })
  })
})

describe('a bank that asks the customer', () => {
  beforeEach(async () => {
    await charging('invoice')
    const books = world.ports.db as unknown as import('kysely').Kysely<{
      'sandbox_processor.cards': { card: string }
    }>
    await books.updateTable('sandbox_processor.cards').set({ card: 'asks_always' }).execute()
    at('2027-02-14T12:00:00Z')
  })

  it('is answered, and then the change happens', async () => {
    const team = await product(6000)
    const { client_secret, order_id, subscription } = await agree(team, (await quote(team)).id)
    expect(subscription.amount).toBe(2000)
    await world.ports.processor.authenticate({ client_secret: client_secret!, approve: true })
    const params = { id: order_id! }
    expect(await getOrderPaymentStatus(world.ports, actor, { params })).toMatchObject({ status: 'succeeded' })
    expect(await stored()).toMatchObject({ product_id: team, amount: 6000 })
    expect(await charged()).toEqual([2000, 2000])
  })

  it('is told no, and nothing changes', async () => {
    const team = await product(6000)
    const { client_secret, order_id } = await agree(team, (await quote(team)).id)
    await world.ports.processor.authenticate({ client_secret: client_secret!, approve: false })
    const params = { id: order_id! }
    expect(await getOrderPaymentStatus(world.ports, actor, { params })).toMatchObject({ status: 'failed' })
    expect(await stored()).toMatchObject({ amount: 2000 })
  })

  it('and was left alone gives way to another try, and only one is charged', async () => {
    const [team, other] = [await product(6000), await product(4000)]
    await agree(team, (await quote(team)).id)
    const second = await agree(other, (await quote(other)).id)
    await world.ports.processor.authenticate({ client_secret: second.client_secret!, approve: true })
    await getOrderPaymentStatus(world.ports, actor, { params: { id: second.order_id! } })
    await runDue(world.ports)
    expect(await stored()).toMatchObject({ product_id: other })
    expect(await charged()).toEqual([2000, 1000])
  })
})

describe('a resumption', () => {
  const asked = () => quoteResumption(world.ports, actor, { params: { id } })
  const resume = (agreed_amount: number) =>
    resumeAsQuoted(world.ports, actor, { params: { id }, body: { agreed_amount } })
  const pause = (resumes_at: Date | null = null) =>
    updateCustomerSubscription(world.ports, actor, {
      params: { id },
      body: { pause_at_period_end: true, resumes_at },
    })

  it('costs what was quoted, and renews on the day that was named', async () => {
    await pause()
    await until('2027-04-07')
    const { charge, renews_at } = await asked()
    expect(await resume(charge.due_amount)).toMatchObject({ status: 'active', current_period_end: renews_at })
    expect(await charged()).toEqual([2000, charge.due_amount])
  })

  it('on the terms that waited for it is quoted at those', async () => {
    await charging('next_period')
    await updateCustomerSubscription(world.ports, actor, {
      params: { id },
      body: { product_id: await product(20_000, 'year') },
    })
    await pause(new Date('2027-09-01T00:00:00Z'))
    await until('2027-04-07')
    const { charge, renews_at } = await asked()
    expect({ due: charge.due_amount, renews_at }).toEqual({
      due: 20_000,
      renews_at: new Date('2028-04-07T12:00:00Z'),
    })
    expect(await resume(20_000)).toMatchObject({ current_period_end: renews_at })
  })

  it('at another amount than was agreed changes and charges nothing', async () => {
    await pause()
    await until('2027-04-07')
    await expect(resume(1900)).rejects.toMatchObject({ error: 'QuoteOutdated' })
    expect(await stored()).toMatchObject({ status: 'paused' })
    expect(await charged()).toEqual([2000])
  })

  it('of what runs is refused, to quote and to do', async () => {
    await expect(asked()).rejects.toMatchObject({ error: 'NotPausedSubscription' })
    await expect(resume(2000)).rejects.toMatchObject({ error: 'NotPausedSubscription' })
  })
})
