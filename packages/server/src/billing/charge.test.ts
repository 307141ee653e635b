import { describe, expect, it } from 'vitest'
import { amountsFor } from './charge.ts'

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
