import { sql } from 'kysely'
import { Refusal } from '@verge/polar/refusals'
import { isFor } from '../../billing/discount.ts'
import type { DiscountRow } from '../../db/tables/products.ts'
import type { Database, Tx } from '../../ports/ports.ts'

type Use = Pick<DiscountRow, 'starts_at' | 'ends_at' | 'deleted_at' | 'max_redemptions' | 'redemptions_count'>

/** Whether somebody may begin to use it now; the limit has its last word where it is redeemed. */
export function isOffered(discount: Use, now: Date): boolean {
  const { starts_at, ends_at, deleted_at, max_redemptions, redemptions_count } = discount
  return (
    deleted_at === null &&
    (starts_at === null || starts_at <= now) &&
    (ends_at === null || ends_at > now) &&
    (max_redemptions === null || redemptions_count < max_redemptions)
  )
}

export function isUsable(
  discount: Use & Pick<DiscountRow, 'product_ids'>,
  { product_id, now }: { product_id: string; now: Date },
): boolean {
  return isOffered(discount, now) && isFor(discount, product_id)
}

interface Redemption {
  discount_id: string
  customer_id: string
  /** The order that it is used for, where that is made already. */
  order_id?: string
}

/** By one customer; under their lock it stays so: each subscription and each purchase that had it is one use, whatever became of it. */
export async function isUsedUpBy(
  db: Database | Tx,
  { discount_id, customer_id, order_id }: Redemption,
): Promise<boolean> {
  const { max } = await db
    .selectFrom('discounts')
    .select('max_redemptions_per_customer as max')
    .where('id', '=', discount_id)
    .executeTakeFirstOrThrow()
  if (max === null) return false
  const { rows } = await sql<{ id: string }>`
    SELECT coalesce(subscription_id, id) AS id FROM orders
    WHERE customer_id = ${customer_id} AND discount_id = ${discount_id} AND status <> 'void'
    UNION
    SELECT id FROM subscriptions
    WHERE customer_id = ${customer_id} AND discount_id = ${discount_id} AND status <> 'incomplete_expired'
  `.execute(db)
  return rows.filter(({ id }) => id !== order_id).length >= max
}

export async function refuseUsedUp(tx: Tx, use: Redemption): Promise<void> {
  if (await isUsedUpBy(tx, use))
    throw new Refusal(
      'DiscountRedemptionLimitReached',
      'You have used this discount as often as one may. Nothing was charged.',
    )
}

/** Counted in the transaction that begins to use it: of many at once, as many get it as there are. */
export async function redeem(tx: Tx, use: Redemption): Promise<void> {
  const { discount_id } = use
  await refuseUsedUp(tx, use)
  const redeemed = await tx
    .updateTable('discounts')
    .set((eb) => ({ redemptions_count: eb('redemptions_count', '+', 1) }))
    .where('id', '=', discount_id)
    .where(({ or, eb, ref }) =>
      or([eb('max_redemptions', 'is', null), eb('redemptions_count', '<', ref('max_redemptions'))]),
    )
    .returning('id')
    .executeTakeFirst()
  if (!redeemed) {
    throw new Refusal(
      'DiscountRedemptionLimitReached',
      'This discount has been used up meanwhile. Nothing was charged.',
    )
  }
}

/** A purchase that came to nothing has used nothing up. */
export async function giveRedemptionBack(tx: Tx, discount_id: string): Promise<void> {
  await tx
    .updateTable('discounts')
    .set((eb) => ({ redemptions_count: eb('redemptions_count', '-', 1) }))
    .where('id', '=', discount_id)
    .execute()
}
