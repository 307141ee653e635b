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

interface Circumstances {
  default_id: string | null
  /** What the bank has just refused; null: nothing was. */
  refused: { brand: string; last4: string } | null
  now: Date
}

/** What to pay a debt with: the default, unless another is likelier to work than a card that was refused or has expired. */
export function methodToPayWith<Method extends PaymentMethod>(
  methods: readonly Method[],
  { default_id, refused, now }: Circumstances,
): Method | undefined {
  const inOrder = methods.toSorted((a, b) => Number(b.id === default_id) - Number(a.id === default_id))
  const wasRefused = ({ method_metadata }: Method) =>
    refused !== null && method_metadata?.brand === refused.brand && method_metadata.last4 === refused.last4
  return inOrder.find((method) => !wasRefused(method) && !isExpiredAt(method, now)) ?? inOrder[0]
}
