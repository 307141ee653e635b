import { taxOn, taxRate, type TaxedParty } from './tax.ts'

export interface Amounts {
  subtotal_amount: number
  discount_amount: number
  net_amount: number
  tax_amount: number
  tax_rate: number | null
  total_amount: number
  applied_balance_amount: number
  due_amount: number
}

/** What one period of a subscription costs its customer, tax on top. */
export function amountsFor(price: number, seller: { country: string }, customer: TaxedParty): Amounts {
  const tax_rate = taxRate(seller, customer)
  const tax_amount = taxOn(price, tax_rate)
  const total_amount = price + tax_amount
  return {
    subtotal_amount: price,
    discount_amount: 0,
    net_amount: price,
    tax_amount,
    tax_rate,
    total_amount,
    applied_balance_amount: 0,
    due_amount: total_amount,
  }
}
