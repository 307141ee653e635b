import type { PaymentMethod } from '@verge/polar/contract/payment-methods'
import type { Messages } from '../messages/messages.ts'

const brands: Record<string, string> = {
  visa: 'Visa',
  mastercard: 'Mastercard',
  amex: 'American Express',
  discover: 'Discover',
  diners: 'Diners Club',
  jcb: 'JCB',
  unionpay: 'UnionPay',
}

export const brandName = (brand: string) => brands[brand] ?? brand

/** "Visa ending in 4242". */
export function cardName({ method_metadata: { brand, last4 } }: PaymentMethod, messages: Messages): string {
  return messages.card({ brand: brandName(brand), last4 })
}
