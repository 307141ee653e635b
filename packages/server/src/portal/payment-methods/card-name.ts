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

const kinds: Record<string, string> = {
  paypal: 'PayPal',
  sepa_debit: 'SEPA',
  us_bank_account: 'ACH',
  cashapp: 'Cash App',
  amazon_pay: 'Amazon Pay',
  kakao_pay: 'KakaoPay',
  naver_pay: 'Naver Pay',
}

/** "Visa ending in 4242"; of what is no card its own name, with its end where that is known. */
export function cardName({ type, method_metadata }: PaymentMethod, messages: Messages): string {
  const { brand, last4 } = method_metadata ?? {}
  const name = brand ? brandName(brand) : (kinds[type] ?? inWords(type))
  return last4 ? messages.card({ brand: name, last4 }) : name
}

/** A way to pay that nobody here has heard of yet. */
function inWords(type: string): string {
  const words = type.replaceAll('_', ' ')
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}
