import { describe, expect, it } from 'vitest'
import { afterRefunds, paidParts, partsOf, refundRefusal, sumOf, withTax, type Parts } from './refund.ts'

const paid: Parts = { amount: 2000, tax_amount: 380 }
const none: Parts = { amount: 0, tax_amount: 0 }
const order = { net_amount: 2000, tax_amount: 380, applied_balance_amount: 0, due_amount: 2380 }

/** One part after the other, each in view of those before it. */
function inSteps(sizes: readonly number[], next: (given: Parts, size: number) => Parts): Parts[] {
  const steps: Parts[] = []
  for (const size of sizes) steps.push(next(sumOf(steps), size))
  return steps
}

describe('what was paid in money', () => {
  it('is the whole of an order that no balance bore', () => {
    expect(paidParts(order)).toEqual(paid)
  })

  it('is less by what the balance bore, first of the price and then of the tax', () => {
    expect(paidParts({ ...order, applied_balance_amount: -500, due_amount: 1880 })).toEqual({
      amount: 1500,
      tax_amount: 380,
    })
    expect(paidParts({ ...order, applied_balance_amount: -2200, due_amount: 180 })).toEqual({
      amount: 0,
      tax_amount: 180,
    })
  })

  it('is more by a debt that was collected with it', () => {
    expect(paidParts({ ...order, applied_balance_amount: 40, due_amount: 2420 })).toEqual({
      amount: 2040,
      tax_amount: 380,
    })
  })
})

describe('the tax of a refund', () => {
  it('goes back in proportion', () => {
    expect(withTax(paid, none, 1000)).toEqual({ amount: 1000, tax_amount: 190 })
    expect(withTax(paid, none, 2000)).toEqual(paid)
  })

  it.each([1, 3, 7, 99, 333, 667, 1999])('adds up to the cent over parts of %i', (size) => {
    for (const tax_amount of [0, 1, 19, 379, 380, 381, 2000]) {
      const total = { amount: 2000, tax_amount }
      const whole = Array.from({ length: Math.floor(2000 / size) }, () => size)
      const rest = 2000 - sum(whole)
      const steps = inSteps(rest ? [...whole, rest] : whole, (given, part) => withTax(total, given, part))
      expect(sumOf(steps)).toEqual(total)
      expect(steps.every((step) => step.tax_amount >= 0)).toBe(true)
    }
  })

  it('is exact also where the product of the amounts is too large for a number', () => {
    const large = { amount: 9_007_199_254, tax_amount: 1_711_367_858 }
    expect(withTax(large, none, large.amount)).toEqual(large)
    const half = withTax(large, none, large.amount / 2)
    expect(withTax(large, half, large.amount / 2).tax_amount + half.tax_amount).toBe(large.tax_amount)
  })
})

describe('a sum that was given back as a whole', () => {
  it.each([1, 2, 7, 100, 777, 2379])('of %i splits into price and tax, and all of them add up', (size) => {
    const whole = Array.from({ length: Math.floor(2380 / size) }, () => size)
    const rest = 2380 - sum(whole)
    const steps = inSteps(rest ? [...whole, rest] : whole, (given, gross) => partsOf(paid, given, gross))
    expect(sumOf(steps)).toEqual(paid)
    expect(steps.every((step) => step.amount >= 0 && step.tax_amount >= 0)).toBe(true)
  })

  it('fits beside what was given back by price', () => {
    for (let first = 1; first < 2000; first += 13) {
      const one = withTax(paid, none, first)
      const left = 2380 - one.amount - one.tax_amount
      const two = partsOf(paid, one, left)
      expect(sumOf([one, two])).toEqual(paid)
    }
  })
})

describe('an order', () => {
  it('is refunded in part until the whole of it went back', () => {
    expect(afterRefunds(paid, none)).toMatchObject({ status: 'paid' })
    expect(afterRefunds(paid, { amount: 1, tax_amount: 0 })).toMatchObject({ status: 'partially_refunded' })
    expect(afterRefunds(paid, paid)).toEqual({
      status: 'refunded',
      refunded_amount: 2000,
      refunded_tax_amount: 380,
    })
  })

  it.each(['needs_response', 'under_review', 'lost'])(
    'that is disputed (%s) gives nothing back',
    (dispute_status) => {
      expect(refundRefusal({ dispute_status }, paid, none)).toMatchObject({ error: 'NotPermitted' })
    },
  )

  it.each([null, 'early_warning', 'prevented', 'won'])('whose dispute is %s does', (dispute_status) => {
    expect(refundRefusal({ dispute_status }, paid, none)).toBeNull()
    expect(refundRefusal({ dispute_status }, paid, paid)).toMatchObject({ error: 'RefundedAlready' })
  })
})

function sum(numbers: number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
