import type { OutputOf } from '@verge/polar/contract/operation'
import type {
  addPaymentMethod,
  getPaymentMethodSetup,
  PaymentMethod,
} from '@verge/polar/contract/payment-methods'

/** A new card is saved, or its bank asks the customer first. */
export function additionStanding(
  answer: OutputOf<typeof addPaymentMethod>,
): { kind: 'saved'; method: PaymentMethod } | { kind: 'asks'; client_secret: string } {
  if (answer.status === 'succeeded') return { kind: 'saved', method: answer.payment_method }
  return { kind: 'asks', client_secret: answer.client_secret }
}

/** The bank was asked, and has not answered. */
export function isAtBank({ status }: OutputOf<typeof getPaymentMethodSetup>): boolean {
  return status === 'requires_action'
}
