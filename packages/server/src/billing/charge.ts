import { appliedBalance } from './balance.ts'
import { discountOn, type Discount } from './discount.ts'
import { taxOn, taxRate, type TaxedParty } from './tax.ts'

/** Something that an order asks for, or gives back, before discount and tax. */
export interface Line {
  label: string
  amount: number
  /** Part of a period, for a change in the middle of it: no discount is taken off again. */
  proration: boolean
  product_price_id: string
  /** Null: it is for no span of time, but for good. */
  start_timestamp: Date | null
  end_timestamp: Date | null
}

/** A part of a billing period, or all of it. */
export interface PeriodLine extends Line {
  start_timestamp: Date
  end_timestamp: Date
}

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

export interface Charged {
  lines: readonly Pick<Line, 'amount' | 'proration'>[]
  currency: string
  product_id: string
  discount: Discount | null
  seller: { country: string }
  customer: TaxedParty
  /** The customer's credit, below zero what they owe. */
  balance: number
}

/** What an order comes to: its lines, less the discount, tax on top, and the balance set against it. */
export function amountsFor({ lines, currency, product_id, discount, seller, customer, balance }: Charged) {
  const subtotal_amount = sum(lines)
  const base = sum(lines.filter(({ proration }) => !proration))
  const discount_amount = discountOn(discount, { amount: base, currency, product_id })
  const net_amount = subtotal_amount - discount_amount
  const tax_rate = taxRate(seller, customer)
  const tax_amount = taxOn(net_amount, tax_rate)
  const total_amount = net_amount + tax_amount
  const applied_balance_amount = appliedBalance({ total: total_amount, balance, currency })
  return {
    subtotal_amount,
    discount_amount,
    net_amount,
    tax_amount,
    tax_rate,
    total_amount,
    applied_balance_amount,
    due_amount: total_amount + applied_balance_amount,
  } satisfies Amounts
}

/** Each line's part of the tax. The parts add up to the order's tax, whatever was rounded. */
export function taxByLine(
  lines: readonly Pick<Line, 'amount' | 'proration'>[],
  { discount_amount, tax_rate }: Pick<Amounts, 'discount_amount' | 'tax_rate'>,
): number[] {
  let discountLeft = discount_amount
  let net = 0
  return lines.map(({ amount, proration }) => {
    const off = proration ? 0 : Math.min(amount, discountLeft)
    discountLeft -= off
    const before = taxOn(net, tax_rate)
    net += amount - off
    return taxOn(net, tax_rate) - before
  })
}

function sum(lines: readonly { amount: number }[]): number {
  return lines.reduce((total, { amount }) => total + amount, 0)
}
