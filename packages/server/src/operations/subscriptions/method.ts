import type { CustomerRow } from '../../db/tables/customers.ts'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import type { Database, Tx } from '../../ports/ports.ts'

interface Payer {
  customer: CustomerRow
  subscription: SubscriptionRow
}

/** The subscription's own card, else the customer's default; a removed one pays nothing. */
export async function methodFor(
  tx: Tx,
  customer: CustomerRow,
  subscription: SubscriptionRow,
): Promise<string | null> {
  const [method] = await methodsFor(tx, [{ customer, subscription }])
  return method!
}

export async function methodsFor(tx: Database | Tx, payers: readonly Payer[]): Promise<(string | null)[]> {
  const candidates = payers.map(({ customer, subscription }) =>
    [subscription.payment_method_id, customer.default_payment_method_id].filter((id) => id !== null),
  )
  const ids = candidates.flat()
  if (ids.length === 0) return payers.map(() => null)
  const kept = await tx
    .selectFrom('payment_methods')
    .select('id')
    .where('id', 'in', ids)
    .where('deleted_at', 'is', null)
    .execute()
  const usable = new Set(kept.map(({ id }) => id))
  return candidates.map((own) => own.find((id) => usable.has(id)) ?? null)
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
