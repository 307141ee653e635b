import type { PaymentMethodRow } from '../../db/tables/customers.ts'
import type { Facts } from './facts.ts'

/** A card as mails show it. */
export function cardFacts({ brand, last4, exp_month, exp_year }: PaymentMethodRow): Facts {
  const month = `${exp_year}-${String(exp_month).padStart(2, '0')}`
  return { card: { brand, last4 }, card_expires: { month } }
}
