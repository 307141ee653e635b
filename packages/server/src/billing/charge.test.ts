import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { amountsFor, taxByLine } from './charge.ts'

const berlin = { country: 'DE' }

describe('what a period costs', () => {
  it.each([
    [
      "a customer in the seller's own country pays its tax, with a tax id too",
      19_000,
      { country: 'DE', has_tax_id: true },
      3_610,
      1900,
    ],
    [
      'a business in another member state owes the tax itself',
      19_000,
      { country: 'FR', has_tax_id: true },
      0,
      null,
    ],
    [
      "a person in another member state pays that state's rate",
      19_000,
      { country: 'FR', has_tax_id: false },
      3_800,
      2000,
    ],
    ['a customer outside the Union pays none', 2_000, { country: 'US', has_tax_id: false }, 0, null],
    ['a customer whose country is unknown pays none', 2_000, { country: null, has_tax_id: false }, 0, null],
    ['half a cent is rounded up', 150, { country: 'DE', has_tax_id: false }, 29, 1900],
  ])('%s', (_, price, customer, tax_amount, tax_rate) => {
    const amounts = amountsFor({
      lines: [{ amount: price, proration: false }],
      currency: 'eur',
      product_id: 'pro',
      discount: null,
      seller: berlin,
      customer,
      balance: 0,
    })
    expect(amounts).toMatchObject({
      tax_amount,
      tax_rate,
      total_amount: price + tax_amount,
      due_amount: price + tax_amount,
    })
  })
})

describe('whatever the lines, the discount and the rate', () => {
  const line = fc.record({
    amount: fc.integer({ min: -99_999_999, max: 99_999_999 }),
    proration: fc.boolean(),
  })
  const base = fc.record({ amount: fc.integer({ min: 0, max: 99_999_999 }), proration: fc.constant(false) })
  const country = fc.constantFrom('DE', 'FI', 'HU', 'US')

  it('the order is the sum of its lines, less the discount, with the tax; and so is the tax of its lines', () => {
    fc.assert(
      fc.property(
        base,
        fc.array(
          line.map((one) => ({ ...one, proration: true })),
          { maxLength: 4 },
        ),
        fc.integer({ min: 1, max: 10_000 }),
        country,
        (price, prorations, basis_points, home) => {
          const lines = [price, ...prorations]
          const amounts = amountsFor({
            lines,
            currency: 'eur',
            product_id: 'pro',
            discount: {
              type: 'percentage',
              basis_points,
              amounts: null,
              duration: 'forever',
              duration_in_months: null,
              product_ids: null,
            },
            seller: berlin,
            customer: { country: home, has_tax_id: false },
            balance: 0,
          })
          const sum = lines.reduce((total, { amount }) => total + amount, 0)
          expect(amounts.total_amount).toBe(sum - amounts.discount_amount + amounts.tax_amount)
          const taxes = taxByLine(lines, amounts)
          expect(taxes.reduce((total, tax) => total + tax, 0)).toBe(amounts.tax_amount)
          expect(taxes.every(Number.isSafeInteger)).toBe(true)
        },
      ),
    )
  })

  it('a third off is a whole number of cents, and nothing is lost', () => {
    const thirds = {
      type: 'percentage',
      basis_points: 3333,
      amounts: null,
      duration: 'once',
      duration_in_months: null,
      product_ids: null,
    } as const
    const amounts = amountsFor({
      lines: [{ amount: 9999, proration: false }],
      currency: 'eur',
      product_id: 'pro',
      discount: thirds,
      seller: berlin,
      customer: { country: 'DE', has_tax_id: false },
      balance: 0,
    })
    expect(amounts).toMatchObject({
      discount_amount: 3333,
      net_amount: 6666,
      tax_amount: 1267,
      total_amount: 7933,
    })
  })
})
