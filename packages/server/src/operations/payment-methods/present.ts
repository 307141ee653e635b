import type { PaymentMethod } from '@verge/polar/contract/payment-methods'
import type { PaymentMethodRow } from '../../db/tables/customers.ts'

export function presentPaymentMethod(method: PaymentMethodRow): PaymentMethod {
  const { brand, last4, exp_month, exp_year } = method
  return {
    id: method.id,
    created_at: method.created_at,
    modified_at: method.modified_at,
    processor: 'stripe',
    customer_id: method.customer_id,
    type: 'card',
    method_metadata: { brand, last4, exp_month, exp_year, wallet: null },
  }
}
