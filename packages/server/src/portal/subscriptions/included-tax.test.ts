import { expect, it } from 'vitest'
import { includedTax } from './included-tax.ts'

it('is the tax of a charge that is paid in full', () => {
  expect(includedTax({ tax_amount: 361, total_amount: 2261, due_amount: 2261 })).toBe(361)
})

it('is not said of nothing, nor of the rest that credit left to pay', () => {
  for (const due_amount of [0, 1000])
    expect(includedTax({ tax_amount: 361, total_amount: 2261, due_amount })).toBeNull()
})

it('is not said where there is none', () => {
  expect(includedTax({ tax_amount: 0, total_amount: 2000, due_amount: 2000 })).toBeNull()
})
