import { invalid } from '@verge/polar/refusals'
import type { PaymentMethodRow } from '../../db/tables/customers.ts'
import type { Tx } from '../../ports/ports.ts'

/** The id came in the body's `field`. Another customer's card, or a removed one, does not exist. */
export async function requireOwnCard(
  tx: Tx,
  customer_id: string,
  field: 'payment_method_id' | 'default_payment_method_id',
  id: string,
): Promise<PaymentMethodRow> {
  const method = await tx
    .selectFrom('payment_methods')
    .selectAll()
    .where('id', '=', id)
    .where('customer_id', '=', customer_id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  if (!method) throw invalid(['body', field], 'This payment method does not exist.', id)
  return method
}
