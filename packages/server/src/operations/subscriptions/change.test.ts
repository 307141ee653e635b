import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { UnknownOutcome } from '../../ports/unknown-outcome.ts'
import { advanceClock, runDue } from '../../jobs/run-due.ts'
import type { CustomerActor } from '../actor.ts'
import { balanceOf } from '../customers/balance.ts'
import { createProduct } from '../products/create.ts'
import { assignSeat } from '../seats/assign.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { updateCustomerSubscription, updateSubscription } from './update.ts'
import { previewChange, previewCharge } from './preview.ts'
import { cancelSubscription } from './cancel.ts'
import { refuseSecond } from './create.ts'
import { giveSubscription } from './give.ts'
import { revokeSubscription } from './revoke.ts'
import { scheduledTerms } from './terms.ts'

const works = '4242424242424242'
type Behavior = 'invoice' | 'prorate' | 'next_period' | 'reset'

let world: World
let actor: CustomerActor
let id: string

beforeEach(async () => {
  world = await openWorld()
  actor = (await world.addCustomer('ada@example.com', works)).actor
  // Pro for 20.00 a month, bought on 31 January at noon.
  id = (await world.subscribe(actor.customer_id)).id
  await allow('prorate')
})
afterEach(() => world.ports.db.destroy())

async function allow(proration_behavior: Behavior): Promise<void> {
  await world.ports.db
    .updateTable('organizations')
    .set({
      proration_behavior,
      portal_settings: JSON.stringify({
        usage: { show: false },
        subscription: { update_seats: true, update_plan: true, pause: true },
        customer: { allow_email_change: false },
      }),
    })
    .execute()
}

async function product(
  price_amount: number,
  interval: 'month' | 'year' = 'month',
  rest: { price_currency?: string; visibility?: 'private'; trial?: number } = {},
): Promise<string> {
  const { price_currency = 'usd', visibility = 'public', trial } = rest
  const made = await createProduct(world.ports, world.organization, {
    body: {
      name: `For ${price_amount}`,
      visibility,
      recurring_interval: interval,
      ...(trial && { trial_interval: 'day' as const, trial_interval_count: trial }),
      prices: [{ amount_type: 'fixed', price_amount, price_currency }],
    },
  })
  return made.id
}

const give = (product_id: string) =>
  giveSubscription(world.ports, world.organization, { body: { product_id, customer_id: actor.customer_id } })
const to = (body: Parameters<typeof updateCustomerSubscription>[2]['body']) =>
  updateCustomerSubscription(world.ports, actor, { params: { id }, body })
const on = (date: string) => world.moveTo(new Date(`${date}T12:00:00Z`))
const until = (date: string) => advanceClock(world.ports, world.moveTo, new Date(`${date}T12:00:00Z`))

async function stored() {
  return world.ports.db.selectFrom('subscriptions').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}
async function orders() {
  return world.ports.db
    .selectFrom('orders')
    .select([
      'billing_reason',
      'status',
      'subtotal_amount',
      'applied_balance_amount',
      'due_amount',
      'period_start',
    ])
    .where('subscription_id', '=', id)
    .orderBy('created_at')
    .orderBy('invoice_sequence')
    .execute()
}
const cardsAre = (card: string) =>
  world.ports.db
    .updateTable('sandbox_processor.cards' as 'orders')
    .set({ card } as never)
    .execute()
async function charged(): Promise<number[]> {
  return (await world.ports.processor.ledger())
    .filter(({ status }) => status === 'succeeded')
    .map(({ amount }) => amount)
}

describe('a change that is prorated', () => {
  it('happens now, and the next order bills what it cost', async () => {
    const team = await product(6000)
    on('2027-02-14')
    expect(await to({ product_id: team })).toMatchObject({ product_id: team, amount: 6000, status: 'active' })
    expect(await charged()).toEqual([2000])
    // Half of the period was left: 30.00 more for the one, 10.00 back for the other.
    expect(await previewCharge(world.ports, actor, { params: { id } })).toMatchObject({
      base_amount: 6000,
      proration_amount: 2000,
      prorations: [
        { label: 'Unused time on Pro', amount: -1000 },
        { label: 'Remaining time on For 6000', amount: 3000 },
      ],
      due_amount: 8000,
    })
    await until('2027-02-28')
    expect(await charged()).toEqual([2000, 8000])
    await until('2027-03-31')
    expect(await charged()).toEqual([2000, 8000, 6000])
  })

  it('is previewed as nothing where the subscription ends before it would be billed', async () => {
    on('2027-02-14')
    await to({ product_id: await product(6000) })
    await cancelSubscription(world.ports, actor, { params: { id } })
    expect(await previewCharge(world.ports, actor, { params: { id } })).toMatchObject({
      base_amount: 0,
      prorations: [],
      due_amount: 0,
    })
    await until('2027-02-28')
    await expect(previewCharge(world.ports, actor, { params: { id } })).rejects.toMatchObject({ status: 404 })
  })

  it('to something dear and back to something cheap bills what was had of each', async () => {
    await to({ product_id: await product(200_000) })
    on('2027-02-14')
    await to({ product_id: await product(100) })
    await until('2027-02-28')
    // The rest of the month at 20.00 given back, the dear product for half of it, the cheap one for the other half.
    expect(await charged()).toEqual([2000, -2000 + 200_000 - 100_000 + 50 + 100])
  })

  it('asks of a preview exactly what is charged then', async () => {
    const team = await product(6000)
    on('2027-02-10')
    const preview = await previewChange(world.ports, actor, { params: { id }, body: { product_id: team } })
    await to({ product_id: team })
    await until('2027-02-28')
    expect((await charged()).at(-1)).toBe(preview.due_amount)
  })
})

describe('a change that is invoiced', () => {
  beforeEach(() => allow('invoice'))

  it('is charged at once and happens with the payment', async () => {
    const team = await product(6000)
    on('2027-02-14')
    const preview = await previewChange(world.ports, actor, { params: { id }, body: { product_id: team } })
    expect(preview).toMatchObject({ base_amount: 0, proration_amount: 2000, due_amount: 2000 })
    expect(await to({ product_id: team })).toMatchObject({
      product_id: team,
      current_period_end: new Date('2027-02-28T12:00:00Z'),
    })
    expect(await charged()).toEqual([2000, 2000])
    await until('2027-02-28')
    expect(await charged()).toEqual([2000, 2000, 6000])
  })

  it('does not happen when the card is refused, and nothing is owed for it', async () => {
    const team = await product(6000)
    await failNextCharge('insufficient_funds')
    await expect(to({ product_id: team })).rejects.toMatchObject({ error: 'PaymentFailed', status: 402 })
    expect((await stored()).amount).toBe(2000)
    expect((await orders()).map(({ status }) => status)).toEqual(['paid', 'void'])
    await until('2027-02-28')
    expect(await charged()).toEqual([2000, 2000])
  })

  it('whose answer was lost happens once the bank has answered, and is charged once', async () => {
    const team = await product(6000)
    on('2027-02-14')
    const { charge } = world.ports.processor
    world.ports.processor.charge = async (input) => {
      await charge(input)
      throw new UnknownOutcome('the answer was lost')
    }
    await expect(to({ product_id: team })).rejects.toMatchObject({ error: 'PaymentAlreadyInProgress' })
    await expect(to({ product_id: await product(700) })).rejects.toMatchObject({
      error: 'SubscriptionLocked',
    })
    expect((await stored()).amount).toBe(2000)
    world.ports.processor.charge = charge
    world.pass(60)
    await runDue(world.ports)
    expect((await stored()).amount).toBe(6000)
    expect(await charged()).toEqual([2000, 2000])
  })

  it('keeps its product from being had twice, however long the bank takes', async () => {
    const [team, other] = [await product(6000), await product(0)]
    const { id: second } = await give(other)
    await cardsAre('takes_days')
    await expect(to({ product_id: team })).rejects.toMatchObject({ error: 'PaymentAlreadyInProgress' })
    const buys = world.ports.db.transaction().execute((tx) => refuseSecond(tx, actor.customer_id, team))
    await expect(buys).rejects.toMatchObject({ error: 'AlreadyActiveSubscriptionError', status: 403 })
    await expect(
      updateCustomerSubscription(world.ports, actor, { params: { id: second }, body: { product_id: team } }),
    ).rejects.toMatchObject({ status: 422 })
    await until('2027-02-10')
    expect((await stored()).product_id).toBe(team)
    expect((await charged()).toSorted()).toEqual([2000, 4000])
  })

  it('keeps the renewal waiting until the bank has answered', async () => {
    const team = await product(60_000)
    world.moveTo(new Date('2027-02-28T06:00:00Z'))
    const { charge } = world.ports.processor
    world.ports.processor.charge = () => Promise.reject(new UnknownOutcome('no answer'))
    await expect(to({ product_id: team })).rejects.toMatchObject({ error: 'PaymentAlreadyInProgress' })
    await advanceClock(world.ports, world.moveTo, new Date('2027-02-28T13:00:00Z'))
    expect((await stored()).current_period_end).toEqual(new Date('2027-02-28T12:00:00Z'))
    world.ports.processor.charge = charge
    world.pass(15 * 60)
    await runDue(world.ports)
    await runDue(world.ports)
    // The last six hours of the period at the new price instead of the old, then a whole one.
    expect(await charged()).toEqual([2000, 536 - 18, 60_000])
  })

  it('gives the money back that comes after the subscription was ended', async () => {
    const team = await product(6000)
    on('2027-02-14')
    const { charge } = world.ports.processor
    world.ports.processor.charge = async (input) => {
      await charge(input)
      throw new UnknownOutcome('the answer was lost')
    }
    await expect(to({ product_id: team })).rejects.toMatchObject({ error: 'PaymentAlreadyInProgress' })
    await revokeSubscription(world.ports, world.organization, { params: { id } })
    world.ports.processor.charge = charge
    world.pass(60)
    await runDue(world.ports)
    expect(await stored()).toMatchObject({ status: 'canceled', amount: 2000 })
    const ledger = await world.ports.processor.ledger()
    expect(ledger.map(({ amount, refunded_at }) => [amount, refunded_at !== null])).toEqual([
      [2000, false],
      [2000, true],
    ])
  })

  it('without a card is refused', async () => {
    const team = await product(6000)
    await world.ports.db.updateTable('payment_methods').set({ deleted_at: world.ports.clock.now() }).execute()
    await expect(to({ product_id: team })).rejects.toMatchObject({ error: 'PaymentFailed' })
    expect(await orders()).toHaveLength(1)
  })
})

describe('a change of the interval', () => {
  it('gives the rest of the old period back and begins a new one, paid now', async () => {
    on('2027-02-14')
    const changed = await to({ product_id: await product(20_000, 'year') })
    expect(changed).toMatchObject({
      recurring_interval: 'year',
      current_period_start: new Date('2027-02-14T12:00:00Z'),
      current_period_end: new Date('2028-02-14T12:00:00Z'),
    })
    expect(await charged()).toEqual([2000, 19_000])
    await until('2028-02-14')
    expect(await charged()).toEqual([2000, 19_000, 20_000])
  })

  it('that gives back more than it asks is credit for what follows', async () => {
    await to({ product_id: await product(30_000, 'year') })
    on('2027-03-31')
    await to({ product_id: await product(1000) })
    const credit = await balanceOf(world.ports.db, actor.customer_id, 'usd')
    expect(credit).toBeGreaterThan(20_000)
    const before = await charged()
    await until('2027-05-31')
    expect(await charged()).toEqual(before)
    expect(await balanceOf(world.ports.db, actor.customer_id, 'usd')).toBe(credit - 2000)
  })
})

describe('a change that waits for the next period', () => {
  beforeEach(() => allow('next_period'))

  it('is shown, and happens at the boundary for the new price', async () => {
    const team = await product(6000)
    expect(await to({ product_id: team })).toMatchObject({
      amount: 2000,
      pending_update: { product_id: team, seats: null, applies_at: new Date('2027-02-28T12:00:00Z') },
    })
    expect(await previewCharge(world.ports, actor, { params: { id } })).toMatchObject({ due_amount: 6000 })
    await until('2027-02-28')
    expect(await stored()).toMatchObject({ amount: 6000, pending_update: null })
    expect(await charged()).toEqual([2000, 6000])
  })

  it('is replaced by a second one, taken back by hand, and dropped by a change that happens now', async () => {
    const [team, small] = [await product(6000), await product(500)]
    await to({ product_id: team })
    expect(await to({ product_id: small })).toMatchObject({ pending_update: { product_id: small } })
    expect(await to({ pending_update: null })).toMatchObject({ pending_update: null })
    await expect(to({ pending_update: null })).rejects.toMatchObject({ status: 422 })
    await to({ product_id: team })
    await allow('prorate')
    expect(await to({ product_id: small })).toMatchObject({ product_id: small, pending_update: null })
  })

  it('to a price that is no longer sold is dropped, and the old product renews', async () => {
    const team = await product(6000)
    await to({ product_id: team })
    await world.ports.db
      .updateTable('product_prices')
      .set({ is_archived: true })
      .where('product_id', '=', team)
      .execute()
    await until('2027-02-28')
    expect(await stored()).toMatchObject({ amount: 2000, pending_update: null })
    expect(await charged()).toEqual([2000, 2000])
  })

  it('keeps its product from being had twice, by a purchase or by another change', async () => {
    const [free, other] = [await product(0), await product(0)]
    const { id: second } = await give(other)
    await to({ product_id: free })
    await expect(give(free)).rejects.toMatchObject({ error: 'AlreadyActiveSubscriptionError', status: 403 })
    await expect(
      updateCustomerSubscription(world.ports, actor, { params: { id: second }, body: { product_id: free } }),
    ).rejects.toMatchObject({ status: 422 })
    await until('2027-02-28')
    expect(await stored()).toMatchObject({ product_id: free, amount: 0, pending_update: null })
  })

  it('to what another subscription became meanwhile does not happen, and the old terms go on', async () => {
    const free = await product(0)
    await to({ product_id: free })
    const scheduled = await stored()
    expect(await scheduledTerms(world.ports.db, scheduled)).toMatchObject({ product_id: free })
    await to({ pending_update: null })
    await give(free)
    expect(await scheduledTerms(world.ports.db, scheduled)).toBeNull()
  })

  it('is forgotten when the subscription ends', async () => {
    await to({ product_id: await product(6000) })
    await cancelSubscription(world.ports, actor, { params: { id } })
    await until('2027-02-28')
    expect(await stored()).toMatchObject({ status: 'canceled', pending_update: null })
    expect(await charged()).toEqual([2000])
  })
})

describe('a change to a product', () => {
  it.each([
    ['that does not exist', async () => world.ports.ids.uuid()],
    ['that is not offered to customers', () => product(900, 'month', { visibility: 'private' })],
    ['without a price in the currency', () => product(900, 'month', { price_currency: 'eur' })],
    ['that they have', async () => (await stored()).product_id],
  ])('%s is refused where it stands', async (_, target) => {
    const product_id = await target()
    const refused = await to({ product_id }).catch((error: unknown) => error)
    expect(refused).toMatchObject({ status: 422, detail: [{ loc: ['body', 'product_id'] }] })
  })

  it('while changing is switched off, or after a cancellation, is refused', async () => {
    const team = await product(6000)
    await cancelSubscription(world.ports, actor, { params: { id } })
    await expect(to({ product_id: team })).rejects.toMatchObject({ error: 'AlreadyCanceledSubscription' })
    await world.ports.db
      .updateTable('organizations')
      .set({
        portal_settings: JSON.stringify({
          usage: { show: false },
          subscription: { update_seats: false, update_plan: false, pause: false },
          customer: { allow_email_change: false },
        }),
      })
      .execute()
    await expect(to({ product_id: team })).rejects.toMatchObject({
      error: 'UpdateSubscriptionPlanNotAllowed',
    })
    await expect(to({ seats: 2 })).rejects.toMatchObject({ error: 'UpdateSubscriptionSeatsNotAllowed' })
  })
})

describe('seats', () => {
  let seats: string
  beforeEach(async () => {
    const made = await createProduct(world.ports, world.organization, {
      body: {
        name: 'Team',
        visibility: 'public',
        recurring_interval: 'month',
        prices: [
          {
            amount_type: 'seat_based',
            price_currency: 'usd',
            seat_tiers: {
              seat_tier_type: 'volume',
              tiers: [
                { min_seats: 2, max_seats: 9, price_per_seat: 1000 },
                { min_seats: 10, max_seats: 20, price_per_seat: 800 },
              ],
            },
          },
        ],
      },
    })
    seats = made.id
    await to({ product_id: seats })
  })

  it('come with the product, as few as it is sold with', async () => {
    expect(await stored()).toMatchObject({ product_id: seats, seats: 2, amount: 2000 })
  })

  const held = () => world.ports.db.selectFrom('customer_seats').select(['email', 'status']).execute()

  it('have one that is taken: whoever had the product before loses nothing', async () => {
    expect(await held()).toEqual([{ email: 'ada@example.com', status: 'claimed' }])
    expect(await stored()).toMatchObject({ seats_assigned: 1 })
  })

  it('added in the middle of a period are billed for the rest of it, then whole', async () => {
    on('2027-02-14')
    expect(await to({ seats: 10 })).toMatchObject({ seats: 10, amount: 8000 })
    await until('2027-02-28')
    expect((await charged()).at(-1)).toBe(8000 + 3000)
  })

  it.each([
    [1, 'BelowMinimumSeats'],
    [21, 'AboveMaximumSeats'],
  ])('as many as %i are refused', async (count, error) => {
    await expect(to({ seats: count })).rejects.toMatchObject({ error, status: 400 })
  })

  it('are not fewer than are assigned', async () => {
    await to({ seats: 5 })
    await assign(3)
    await expect(to({ seats: 3 })).rejects.toMatchObject({ error: 'SeatsAlreadyAssigned' })
    expect(await to({ seats: 4 })).toMatchObject({ seats: 4 })
  })

  it('cannot become a product without seats', async () => {
    const refused = await to({ product_id: await product(900) }).catch((error: unknown) => error)
    expect(refused).toMatchObject({ status: 422 })
  })

  it('as many as there are take a change back that waits, and otherwise change nothing', async () => {
    const { version } = await stored()
    await to({ seats: 2 })
    expect((await stored()).version).toBe(version)
    await allow('next_period')
    expect(await to({ seats: 5 })).toMatchObject({ seats: 2, pending_update: { seats: 5, product_id: null } })
    expect(await to({ seats: 2 })).toMatchObject({ pending_update: null })
    await cancelSubscription(world.ports, actor, { params: { id } })
    await expect(to({ seats: 2 })).rejects.toMatchObject({ error: 'AlreadyCanceledSubscription' })
  })
})

describe('the seller', () => {
  const sells = (body: Parameters<typeof updateSubscription>[2]['body']) =>
    updateSubscription(world.ports, world.organization, { params: { id }, body })

  it('changes nothing beside the product where that cannot be had', async () => {
    const { version } = await stored()
    const wish = sells({ product_id: world.ports.ids.uuid(), metadata: { note: 'moved' } })
    await expect(wish).rejects.toMatchObject({ status: 422 })
    expect(await stored()).toMatchObject({ version, metadata: {} })
  })

  it('chooses how a change is billed, and may use products that customers are not offered', async () => {
    const hidden = await product(6000, 'month', { visibility: 'private' })
    expect(await sells({ product_id: hidden, proration_behavior: 'invoice' })).toMatchObject({
      product_id: hidden,
    })
    expect((await charged()).toSorted()).toEqual([2000, 4000])
  })

  it('moves the end of the period, and later periods keep to that day', async () => {
    await sells({ current_billing_period_end: new Date('2027-02-20T12:00:00Z') })
    await until('2027-02-20')
    expect((await stored()).current_period_end).toEqual(new Date('2027-03-20T12:00:00Z'))
    await expect(
      sells({ current_billing_period_end: new Date('2027-01-01T00:00:00Z') }),
    ).rejects.toMatchObject({ status: 422 })
  })

  it('ends it at once', async () => {
    expect(await sells({ revoke: true, customer_cancellation_reason: 'other' })).toMatchObject({
      status: 'canceled',
      customer_cancellation_reason: 'other',
    })
  })
})

async function assign(count: number): Promise<void> {
  for (let number = 1; number <= count; number++) {
    const body = { subscription_id: id, email: `seat-${number}@example.com`, immediate_claim: false }
    await assignSeat(world.ports, actor, { body })
  }
}

async function failNextCharge(decline_code: string): Promise<void> {
  const { charge } = world.ports.processor
  world.ports.processor.charge = async (input) => {
    world.ports.processor.charge = charge
    const { idempotency_key, amount, currency } = input
    return { status: 'failed', payment_id: `py_${idempotency_key}`, amount, currency, decline_code }
  }
}

it('that begins a new period keeps a cancellation made while the bank was silent to the end of that period', async () => {
  const { charge } = world.ports.processor
  world.ports.processor.charge = async (input) => {
    await charge(input)
    throw new UnknownOutcome()
  }
  const team = await product(60_000, 'year')
  on('2027-02-14')
  await expect(to({ product_id: team })).rejects.toMatchObject({ error: 'PaymentAlreadyInProgress' })
  await cancelSubscription(world.ports, actor, { params: { id } })
  world.ports.processor.charge = charge
  world.pass(60)
  await runDue(world.ports)
  expect(await stored()).toMatchObject({
    product_id: team,
    cancel_at_period_end: true,
    current_period_end: new Date('2028-02-14T12:00:00Z'),
    ends_at: new Date('2028-02-14T12:00:00Z'),
  })
})
