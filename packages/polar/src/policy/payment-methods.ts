import type { PaymentMethod } from '../contract/payment-methods.ts'

type Card = Pick<PaymentMethod, 'method_metadata'>

/** A card can be used to the end of its last month. */
export function isExpiredAt({ method_metadata: { exp_month, exp_year } }: Card, at: Date): boolean {
  return at.getTime() >= Date.UTC(exp_year, exp_month, 1)
}

interface Circumstances {
  default_id: string | null
  /** What the bank has just refused; null: nothing was. */
  refused: { brand: string; last4: string } | null
  now: Date
}

/** The card to pay a debt with: the default, unless another is likelier to work than one that was refused or has expired. */
export function cardToPayWith<Method extends Card & { id: string }>(
  methods: readonly Method[],
  { default_id, refused, now }: Circumstances,
): Method | undefined {
  const inOrder = methods.toSorted((a, b) => Number(b.id === default_id) - Number(a.id === default_id))
  const wasRefused = ({ method_metadata: { brand, last4 } }: Method) =>
    brand === refused?.brand && last4 === refused.last4
  return inOrder.find((method) => !wasRefused(method) && !isExpiredAt(method, now)) ?? inOrder[0]
}
