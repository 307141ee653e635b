import type { DiscountRow, SubscriptionRow } from '../../db/tables.ts'
import type { Database, Tx } from '../../ports/ports.ts'

/** What the subscription was bought with; deleted or not, whoever has it keeps it. */
export async function discountOf(
  db: Database | Tx,
  { discount_id }: Pick<SubscriptionRow, 'discount_id'>,
): Promise<DiscountRow | null> {
  if (discount_id === null) return null
  return db.selectFrom('discounts').selectAll().where('id', '=', discount_id).executeTakeFirstOrThrow()
}
