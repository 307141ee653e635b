import type { WithdrawalConsent } from '@verge/polar/policy/withdrawal'
import { refundRefusal, withTax, type Parts } from './refund.ts'

export interface PaidFor {
  dispute_status: string | null
  period_start: Date | null
  period_end: Date | null
  paid: Parts
  /** Given back already, or on its way. */
  given: Parts
}

export type RefundBasis = 'full' | 'pro_rata'

/** Only who asked for it to begin early pays for what they had until now. */
export function basisOf(consents: readonly WithdrawalConsent[]): RefundBasis {
  return consents.includes('begin_early') ? 'pro_rata' : 'full'
}

/** What goes back of one payment when the contract is undone. Nothing of what a bank is deciding over. */
export function givenBack(order: PaidFor, basis: RefundBasis, now: Date): Parts {
  const { paid, given } = order
  if (refundRefusal(order, paid, given)) return { amount: 0, tax_amount: 0 }
  const kept = basis === 'full' ? 0 : usedPart(paid.amount, order, now)
  return withTax(paid, given, Math.max(0, paid.amount - kept - given.amount))
}

const dayInMs = 24 * 60 * 60 * 1000

/** By whole days that are over, and rounded down: in doubt it is the customer's. */
function usedPart(amount: number, { period_start, period_end }: PaidFor, now: Date): number {
  if (!period_start || !period_end || now <= period_start) return 0
  const days = (from: Date, to: Date) => BigInt(Math.floor((to.getTime() - from.getTime()) / dayInMs))
  const whole = days(period_start, period_end)
  const used = days(period_start, now)
  return whole === 0n || used >= whole ? amount : Number((BigInt(amount) * used) / whole)
}
