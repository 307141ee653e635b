import type { CustomerRow, SubscriptionRow } from '../../db/tables.ts'
import type { Tx } from '../../ports/ports.ts'

/** The subscription's own card, else the customer's default; a removed one pays nothing. */
export async function methodFor(
  tx: Tx,
  customer: CustomerRow,
  subscription: SubscriptionRow,
): Promise<string | null> {
  const candidates = [subscription.payment_method_id, customer.default_payment_method_id].filter(
    (id) => id !== null,
  )
  for (const id of candidates) {
    const method = await tx
      .selectFrom('payment_methods')
      .select('id')
      .where('id', '=', id)
      .where('deleted_at', 'is', null)
      .executeTakeFirst()
    if (method) return method.id
  }
  return null
}

/** Whether a renewal has anything to be charged to. */
export async function canBeCharged(
  tx: Tx,
  { customer_id, amount }: Pick<SubscriptionRow, 'customer_id' | 'amount'>,
): Promise<boolean> {
  if (amount === 0) return true
  const method = await tx
    .selectFrom('payment_methods')
    .select('id')
    .where('customer_id', '=', customer_id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  return method !== undefined
}
