import type { DiscountRow } from '../../db/tables/products.ts'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import type { Database, Tx } from '../../ports/ports.ts'

/** What the subscription was bought with; deleted or not, whoever has it keeps it. */
export async function discountOf(
  db: Database | Tx,
  { discount_id }: Pick<SubscriptionRow, 'discount_id'>,
): Promise<DiscountRow | null> {
  if (discount_id === null) return null
  return (await discountsOf(db, [{ discount_id }])).get(discount_id)!
}

/** By their ids, of many subscriptions at once. */
export async function discountsOf(
  db: Database | Tx,
  subscriptions: readonly Pick<SubscriptionRow, 'discount_id'>[],
): Promise<ReadonlyMap<string, DiscountRow>> {
  const ids = subscriptions.flatMap(({ discount_id }) => discount_id ?? [])
  if (ids.length === 0) return new Map()
  const discounts = await db.selectFrom('discounts').selectAll().where('id', 'in', ids).execute()
  return new Map(discounts.map((discount) => [discount.id, discount]))
}
