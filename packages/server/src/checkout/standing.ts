import type { CheckoutPublic } from '@verge/polar/contract/checkouts'

export type CheckoutStanding =
  | { kind: 'open' }
  /** Confirmed; the bank asks the customer where a secret stands, and has not answered yet where none does. */
  | { kind: 'under_way'; client_secret: string | null }
  | { kind: 'bought' }
  | { kind: 'over' }

export function checkoutStanding({ status, payment_processor_metadata }: CheckoutPublic): CheckoutStanding {
  if (status === 'open') return { kind: 'open' }
  if (status === 'succeeded') return { kind: 'bought' }
  if (status !== 'confirmed') return { kind: 'over' }
  return { kind: 'under_way', client_secret: payment_processor_metadata.intent_client_secret ?? null }
}
