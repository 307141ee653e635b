import type { Card, PaymentMethod } from '../contract/payment-methods.ts'

export function isCard(method: PaymentMethod): method is Card {
  return method.type === 'card'
}

/** A card can be used to the end of its last month; other ways to pay have none. */
export function isExpiredAt(method: PaymentMethod, at: Date): boolean {
  if (!isCard(method)) return false
  const { exp_month, exp_year } = method.method_metadata
  return at.getTime() >= Date.UTC(exp_year, exp_month, 1)
}
