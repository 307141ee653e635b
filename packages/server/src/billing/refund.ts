import { Refusal } from '@verge/polar/refusals'
import type { CustomerOrder } from '@verge/polar/contract/orders'

type PaidOrder = Pick<CustomerOrder, 'net_amount' | 'tax_amount' | 'applied_balance_amount' | 'due_amount'>

/** A sum of money and the tax beside it. */
export interface Parts {
  amount: number
  tax_amount: number
}

/** What was paid in money for an order: what its customer's balance bore is not given back to a card. */
export function paidParts({ net_amount, tax_amount, applied_balance_amount, due_amount }: PaidOrder): Parts {
  const amount = Math.min(due_amount, Math.max(0, net_amount + applied_balance_amount))
  return { amount, tax_amount: Math.min(tax_amount, due_amount - amount) }
}

export function sumOf(refunds: readonly Parts[]): Parts {
  return refunds.reduce<Parts>(
    (sum, one) => ({ amount: sum.amount + one.amount, tax_amount: sum.tax_amount + one.tax_amount }),
    { amount: 0, tax_amount: 0 },
  )
}

/** While a bank decides over a payment, and after it took the money away, nothing of it is ours to give back. */
export function refundRefusal(
  { dispute_status }: { dispute_status: string | null },
  paid: Parts,
  given: Parts,
): Refusal | null {
  if (dispute_status !== null && ['needs_response', 'under_review', 'lost'].includes(dispute_status)) {
    return new Refusal(
      'NotPermitted',
      "The customer's bank disputes this payment, so nothing of it can be given back. Nothing was changed.",
    )
  }
  if (paid.amount > given.amount) return null
  return new Refusal(
    'RefundedAlready',
    'All of this order has been given back, or is on its way. Nothing was changed.',
  )
}

/** The tax that goes back with `amount`: in proportion to all that was given so far, so that the last part takes the rest. */
export function withTax(paid: Parts, given: Parts, amount: number): Parts {
  const due = share(paid.tax_amount, given.amount + amount, paid.amount)
  const left = paid.tax_amount - given.tax_amount
  return { amount, tax_amount: clamp(due - given.tax_amount, left) }
}

/** The parts of a sum that somebody gave back as a whole, elsewhere. */
export function partsOf(paid: Parts, given: Parts, gross: number): Parts {
  const total = given.amount + given.tax_amount + gross
  const due = share(paid.tax_amount, total, paid.amount + paid.tax_amount)
  const taxLeft = Math.min(gross, paid.tax_amount - given.tax_amount)
  const amountLeft = paid.amount - given.amount
  const tax_amount = Math.max(clamp(due - given.tax_amount, taxLeft), gross - amountLeft)
  return { amount: gross - tax_amount, tax_amount }
}

/** How an order stands after so much of it has been given back. */
export function afterRefunds(paid: Parts, { amount, tax_amount }: Parts) {
  const isWhole = amount >= paid.amount && tax_amount >= paid.tax_amount
  const status = amount + tax_amount === 0 ? 'paid' : isWhole ? 'refunded' : 'partially_refunded'
  return { status, refunded_amount: amount, refunded_tax_amount: tax_amount } as const
}

/** `whole` times `part` / `of`, half a minor unit rounded up. The product does not fit into a number. */
function share(whole: number, part: number, of: number): number {
  if (of === 0) return 0
  return Number((2n * BigInt(whole) * BigInt(part) + BigInt(of)) / (2n * BigInt(of)))
}

function clamp(value: number, max: number): number {
  return Math.min(Math.max(value, 0), max)
}
