import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SubscriptionTerms } from '@verge/polar/contract/subscriptions'
import { decidePlanChange, type ChangingSubscription, type PlanChange } from './plan-change.ts'

const monthly = { recurring_interval: 'month', recurring_interval_count: 1, seats: null } as const
const yearly = { recurring_interval: 'year', recurring_interval_count: 1, seats: null } as const
const basic: SubscriptionTerms = {
  ...monthly,
  product_id: 'basic',
  product_price_id: 'basic-price',
  amount: 1000,
}
const pro: SubscriptionTerms = { ...monthly, product_id: 'pro', product_price_id: 'pro-price', amount: 3000 }
const proYearly: SubscriptionTerms = {
  ...yearly,
  product_id: 'year',
  product_price_id: 'year-price',
  amount: 30_000,
}

const june: ChangingSubscription = {
  ...basic,
  status: 'active',
  currency: 'usd',
  current_period_start: new Date('2027-06-01T00:00:00Z'),
  current_period_end: new Date('2027-07-01T00:00:00Z'),
  trial_start: null,
  discounted_at: null,
}
const middle = new Date('2027-06-16T00:00:00Z')

function change(subscription: ChangingSubscription, to: SubscriptionTerms, rest: Partial<PlanChange> = {}) {
  return decidePlanChange(subscription, {
    to,
    names: { from: 'Old', to: 'New' },
    behavior: 'prorate',
    trial: null,
    discount: null,
    now: middle,
    ...rest,
  })
}

function amountsOf(decision: ReturnType<typeof change>): number[] {
  if (decision.kind === 'applied') return decision.prorations.map(({ amount }) => amount)
  return decision.kind === 'to_pay' ? decision.lines.map(({ amount }) => amount) : []
}

describe('a change in the middle of a period', () => {
  it('gives the unused half back, asks for the remaining half, and leaves both for the next order', () => {
    const decision = change(june, pro)
    expect(decision).toMatchObject({
      kind: 'applied',
      prorations: [
        { label: 'Unused time on Old', amount: -500, proration: true, product_price_id: 'basic-price' },
        { label: 'Remaining time on New', amount: 1500, proration: true, product_price_id: 'pro-price' },
      ],
    })
  })

  it('that is invoiced asks for the same at once, and happens when it is paid', () => {
    const decision = change(june, pro, { behavior: 'invoice' })
    expect(decision).toMatchObject({ kind: 'to_pay', restarts: false })
    expect(amountsOf(decision)).toEqual([-500, 1500])
  })

  it('that waits for the next period costs nothing now', () => {
    expect(change(june, pro, { behavior: 'next_period' })).toEqual({ kind: 'scheduled' })
  })

  it('that resets gives nothing back and pays a whole new period from now', () => {
    const decision = change(june, pro, { behavior: 'reset' })
    expect(decision).toMatchObject({
      kind: 'to_pay',
      restarts: true,
      period: { start: middle, end: new Date('2027-07-16T00:00:00Z') },
    })
    expect(amountsOf(decision)).toEqual([3000])
  })

  it('of the interval is paid at once whatever was asked, and a new period begins', () => {
    const decision = change(june, proYearly)
    expect(decision).toMatchObject({
      kind: 'to_pay',
      restarts: true,
      period: { end: new Date('2028-06-16T00:00:00Z') },
    })
    expect(amountsOf(decision)).toEqual([-500, 30_000])
  })

  it('takes the discount off both sides, each by its own price', () => {
    const discount = {
      type: 'percentage',
      basis_points: 2000,
      amounts: null,
      duration: 'forever',
      duration_in_months: null,
      product_ids: ['basic'],
    } as const
    const discounted = { ...june, discounted_at: june.current_period_start }
    expect(amountsOf(change(discounted, pro, { discount: { ...discount, product_ids: null } }))).toEqual([
      -400, 1200,
    ])
    expect(amountsOf(change(discounted, pro, { discount: { ...discount, product_ids: ['basic'] } }))).toEqual(
      [-400, 1500],
    )
  })

  it('between free products leaves nothing to bill', () => {
    const free = { ...basic, amount: 0 }
    expect(amountsOf(change({ ...june, amount: 0 }, { ...free, product_id: 'other' }))).toEqual([])
  })

  it('after the period is over, but before it was renewed, prorates nothing', () => {
    expect(amountsOf(change(june, pro, { behavior: 'invoice', now: june.current_period_end }))).toEqual([])
  })
})

describe('a change during a trial', () => {
  const trialing: ChangingSubscription = {
    ...june,
    status: 'trialing',
    trial_start: june.current_period_start,
  }

  it('goes on as the new trial, counted from the first day', () => {
    const decision = change(trialing, pro, { trial: { interval: 'day', count: 20 } })
    expect(decision).toEqual({ kind: 'applied', trial_end: new Date('2027-06-21T00:00:00Z'), prorations: [] })
  })

  it.each([
    ['has no trial', null],
    ['has a shorter one that is over', { interval: 'day', count: 10 }],
  ] as const)(
    'to a product that %s ends the trial and pays a whole period, without prorations',
    (_, trial) => {
      const decision = change(trialing, pro, { trial })
      expect(decision).toMatchObject({
        kind: 'to_pay',
        restarts: true,
        lines: [{ amount: 3000, proration: false }],
      })
    },
  )

  it('of the seats alone keeps the trial', () => {
    const more = { ...basic, seats: 5, amount: 5000 }
    expect(change(trialing, more)).toEqual({
      kind: 'applied',
      trial_end: trialing.current_period_end,
      prorations: [],
    })
  })
})

describe('whatever the prices and the moment', () => {
  const amount = fc.integer({ min: 0, max: 99_999_999 })
  const second = fc.integer({ min: 0, max: 30 * 24 * 3600 })
  const at = (seconds: number) => new Date(june.current_period_start.getTime() + seconds * 1000)
  const total = (decision: ReturnType<typeof change>) =>
    amountsOf(decision).reduce((sum, one) => sum + one, 0)

  it('there and back at one moment comes to nothing', () => {
    fc.assert(
      fc.property(amount, amount, second, (from, to, seconds) => {
        const now = at(seconds)
        const one = { ...june, amount: from }
        const other = { ...pro, amount: to }
        expect(total(change(one, other, { now })) + total(change({ ...one, ...other }, one, { now }))).toBe(0)
      }),
    )
  })

  it('what is asked for never exceeds the dearer price, nor what is given back the old one', () => {
    fc.assert(
      fc.property(amount, amount, second, (from, to, seconds) => {
        const sum = total(change({ ...june, amount: from }, { ...pro, amount: to }, { now: at(seconds) }))
        expect(sum).toBeLessThanOrEqual(Math.max(0, to - from) + 1)
        expect(sum).toBeGreaterThanOrEqual(-from)
        expect(Number.isSafeInteger(sum)).toBe(true)
      }),
    )
  })
})
