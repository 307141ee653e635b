import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { appliedBalance } from './balance.ts'

const due = (total: number, balance: number, currency = 'usd') =>
  total + appliedBalance({ total, balance, currency })

describe('the balance', () => {
  it.each([
    ['without any, the total is charged', 2000, 0, 2000],
    ['credit is used up first', 2000, 500, 1500],
    ['credit for more than the total leaves nothing to charge', 2000, 5000, 0],
    ['debt is collected with the next order', 2000, -30, 2030],
    ['what is too little to charge is owed until later', 49, 0, 0],
    ['and so is what credit leaves of an order', 2000, 1960, 0],
    ['an order that gives back charges nothing', -700, 0, 0],
    ['an order for nothing charges nothing, whatever is owed', 0, -500, 0],
  ])('%s', (_, total, balance, expected) => expect(due(total, balance)).toBe(expected))

  it('counts the least charge of each currency', () => {
    expect(due(30, 0, 'gbp')).toBe(30)
    expect(due(300, 0, 'huf')).toBe(0)
  })

  it('loses nothing: what is charged, and what the balance moves by, is the total', () => {
    const whole = fc.integer({ min: -99_999_999, max: 99_999_999 })
    fc.assert(
      fc.property(whole, whole, (total, balance) => {
        const applied = appliedBalance({ total, balance, currency: 'usd' })
        expect(total + applied).toBeGreaterThanOrEqual(0)
        // What is charged never exceeds what is owed: the total, and the debt there was.
        expect(total + applied).toBeLessThanOrEqual(Math.max(0, total) + Math.max(0, -balance))
      }),
    )
  })
})
