import type { PaymentMethod } from '../contract/payment-methods.ts'

type Card = Pick<PaymentMethod, 'method_metadata'>

/** A card can be used to the end of its last month. */
export function isExpiredAt({ method_metadata: { exp_month, exp_year } }: Card, at: Date): boolean {
  return at.getTime() >= Date.UTC(exp_year, exp_month, 1)
}
