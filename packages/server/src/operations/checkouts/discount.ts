import { sql } from 'kysely'
import { invalid, Refusal } from '@verge/polar/refusals'
import { isFor } from '../../billing/discount.ts'
import type { CheckoutRow } from '../../db/tables/checkouts.ts'
import type { DiscountRow } from '../../db/tables/products.ts'
import type { Database, Ports, Tx } from '../../ports/ports.ts'
import { discountOf } from '../discounts/load.ts'
import { isOffered, isUsable, isUsedUpBy, refuseUsedUp } from '../discounts/redeem.ts'

/** What the page shows: while it is open, nothing that has run out meanwhile. */
export async function shownDiscount(
  db: Database | Tx,
  checkout: CheckoutRow,
  now: Date,
): Promise<DiscountRow | null> {
  const discount = await discountOf(db, checkout)
  if (checkout.status !== 'open' || !discount) return discount
  if (!isOffered(discount, now)) return null
  const { customer_id } = checkout
  const isUsedUp = customer_id && (await isUsedUpBy(db, { discount_id: discount.id, customer_id }))
  return isUsedUp ? null : discount
}

/** Whoever types on after it ran out is shown the full price from then on. */
export async function spentDiscountAway(
  tx: Tx,
  { clock }: Pick<Ports, 'clock'>,
  checkout: CheckoutRow,
): Promise<{ discount_code?: null }> {
  const isSpent = checkout.discount_id !== null && !(await shownDiscount(tx, checkout, clock.now()))
  return isSpent ? { discount_code: null } : {}
}

export async function discountBy(
  db: Database | Tx,
  { organization_id, allow_discount_codes }: CheckoutRow,
  code: string | null,
  use: { product_id: string; now: Date },
): Promise<string | null> {
  if (!code) return null
  if (!allow_discount_codes)
    throw invalid(['body', 'discount_code'], 'No code can be used here. Nothing was changed.', code)
  const discount = await db
    .selectFrom('discounts')
    .selectAll()
    .where('organization_id', '=', organization_id)
    .where('deleted_at', 'is', null)
    .where(sql`lower(code)`, '=', code.toLowerCase())
    .executeTakeFirst()
  if (!discount || !isUsable(discount, use)) {
    // One answer for every reason: nobody finds codes out by asking.
    throw invalid(['body', 'discount_code'], 'This code is not valid here. Nothing was changed.', code)
  }
  return discount.id
}

/** What the page promised holds at the moment of buying, or nothing is bought. */
export async function refuseSpentDiscount(
  tx: Tx,
  { clock }: Pick<Ports, 'clock'>,
  checkout: CheckoutRow,
  customer_id: string,
): Promise<void> {
  const discount = await discountOf(tx, checkout)
  // One for another product is kept beside the choice, and takes nothing off.
  if (!discount || !isFor(discount, checkout.product_id)) return
  if (isOffered(discount, clock.now())) return refuseUsedUp(tx, { discount_id: discount.id, customer_id })
  throw new Refusal(
    'DiscountRedemptionLimitReached',
    'This discount is no longer valid. Nothing was charged. Look at the price again before you buy.',
  )
}
