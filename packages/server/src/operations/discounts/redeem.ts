import { Refusal } from '@verge/polar/refusals'
import { isFor } from '../../billing/discount.ts'
import type { DiscountRow } from '../../db/tables/products.ts'
import type { Tx } from '../../ports/ports.ts'

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

/** Counted in the transaction that begins to use it: of many at once, as many get it as there are. */
export async function redeem(tx: Tx, discount_id: string): Promise<void> {
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
