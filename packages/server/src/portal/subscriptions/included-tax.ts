import type { ChargePreview } from '@verge/polar/contract/subscriptions'

type Charge = Pick<ChargePreview, 'tax_amount' | 'total_amount' | 'due_amount'>

/** The tax within what is charged; null where there is none, or where credit pays some of the total that it is within. */
export function includedTax({ tax_amount, total_amount, due_amount }: Charge): number | null {
  return tax_amount > 0 && due_amount >= total_amount ? tax_amount : null
}
