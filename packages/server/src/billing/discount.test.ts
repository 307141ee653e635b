import { describe, expect, it } from 'vitest'
import { after, anchorOf, periodEnd } from './billing-period.ts'
import { countsFor, discountOn, type Discount } from './discount.ts'

const fifth: Discount = {
  type: 'percentage',
  basis_points: 2000,
  amounts: null,
  duration: 'forever',
  duration_in_months: null,
  product_ids: null,
}
const five: Discount = { ...fifth, type: 'fixed', basis_points: null, amounts: { usd: 500 } }

describe('what is taken off', () => {
  it.each([
    ['a fifth', fifth, 3000, 600],
    ['half a cent, which goes to the customer', fifth, 3, 1],
    ['less than half a cent, which does not', fifth, 2, 0],
    ['an amount', five, 3000, 500],
    ['an amount larger than the price, up to the price', five, 300, 300],
    ['nothing of nothing', five, 0, 0],
    ['an amount in another currency', { ...five, amounts: { eur: 500 } }, 3000, 0],
    ['a fifth of another product', { ...fifth, product_ids: ['other'] }, 3000, 0],
  ] as const)('%s', (_, discount, amount, off) => {
    expect(discountOn(discount as Discount, { amount, currency: 'usd', product_id: 'pro' })).toBe(off)
  })
})

describe('a discount for months', () => {
  const monthly = { recurring_interval: 'month', recurring_interval_count: 1 } as const

  /** From each day of four years, on each anchor that the day may stand for. */
  function* beginnings() {
    for (
      let day = new Date('2027-01-01T10:00:00Z');
      day.getUTCFullYear() < 2031;
      day = after(day, 'day', 1)
    ) {
      yield { day, anchor: anchorOf(day) }
      const isLast = after(day, 'day', 1).getUTCDate() === 1
      if (isLast) yield { day, anchor: { ...anchorOf(day), anchor_day: 31 } }
    }
  }

  it.each([1, 2, 3, 6, 10, 11, 12, 24])(
    'counts for exactly %i of them, whatever day they begin on',
    (months) => {
      const terms = { duration: 'repeating', duration_in_months: months } as const
      const wrong = [...beginnings()].filter(({ day, anchor }) => {
        let counted = 0
        let period_start = day
        for (let period = 0; period < months + 3; period++) {
          if (countsFor(terms, { discounted_at: day, period_start })) counted++
          period_start = periodEnd(period_start, { ...anchor, ...monthly })
        }
        return counted !== months
      })
      expect(wrong).toEqual([])
    },
  )
})
