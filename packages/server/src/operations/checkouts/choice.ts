import { sql } from 'kysely'
import { invalid, Refusal } from '@verge/polar/refusals'
import { isFor } from '../../billing/discount.ts'
import type { CheckoutRow, ProductPriceRow } from '../../db/tables.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { isUsable } from '../discounts/redeem.ts'
import { discountOf } from '../discounts/load.ts'
import { sellablesById } from '../products/load.ts'

export interface Choice {
  product_id?: string
  seats?: number | null
  discount_code?: string | null
}

/** What is bought instead, and with which discount; what is not said stays. */
export async function chosen(tx: Tx, { clock }: Pick<Ports, 'clock'>, checkout: CheckoutRow, choice: Choice) {
  const { product_id = checkout.product_id, seats = checkout.seats, discount_code } = choice
  if (!checkout.product_ids.includes(product_id))
    throw invalid(['body', 'product_id'], 'This checkout does not offer this product.', product_id)
  const price = await priceOf(tx, checkout, product_id)
  return {
    product_id,
    product_price_id: price.id,
    seats: seatsOf(price, seats),
    ...(discount_code !== undefined && {
      discount_id: await discountBy(tx, checkout, discount_code, { product_id, now: clock.now() }),
    }),
  }
}

/** Of another product the price in the currency that was chosen, where it has one. */
async function priceOf(tx: Tx, checkout: CheckoutRow, product_id: string): Promise<ProductPriceRow> {
  const sellables = await sellablesById(tx, [checkout.product_id, product_id])
  const priceWith = (id: string) => sellables.get(checkout.product_id)!.prices.find((one) => one.id === id)!
  const current = priceWith(checkout.product_price_id)
  if (product_id === checkout.product_id) return current
  const prices = sellables.get(product_id)!.prices.filter((price) => !price.is_archived)
  return prices.find((one) => one.price_currency === current.price_currency) ?? prices[0]!
}

/** As many as the price allows; as few as it asks for where nobody said how many. */
export function seatsOf({ seat_tiers }: ProductPriceRow, seats: number | null | undefined): number | null {
  if (!seat_tiers) return null
  const { minimum_seats, maximum_seats } = seat_tiers
  const wanted = seats ?? minimum_seats
  if (wanted < minimum_seats)
    throw invalid(['body', 'seats'], `There are ${minimum_seats} seats at least.`, wanted)
  if (maximum_seats !== null && wanted > maximum_seats)
    throw invalid(['body', 'seats'], `There are ${maximum_seats} seats at most.`, wanted)
  return wanted
}

async function discountBy(
  tx: Tx,
  { organization_id, allow_discount_codes }: CheckoutRow,
  code: string | null,
  use: { product_id: string; now: Date },
): Promise<string | null> {
  if (!code) return null
  if (!allow_discount_codes)
    throw invalid(['body', 'discount_code'], 'No code can be used here. Nothing was changed.', code)
  const discount = await tx
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
): Promise<void> {
  const discount = await discountOf(tx, checkout)
  // One for another product is kept beside the choice, and takes nothing off.
  if (!discount || !isFor(discount, checkout.product_id)) return
  if (!isUsable(discount, { product_id: checkout.product_id, now: clock.now() })) {
    throw new Refusal(
      'DiscountRedemptionLimitReached',
      'This discount is no longer valid. Nothing was charged. Take it away to buy at the full price.',
    )
  }
}
