import { invalid } from '@verge/polar/refusals'
import type { CheckoutRow } from '../../db/tables/checkouts.ts'
import type { ProductPriceRow } from '../../db/tables/products.ts'
import type { Database, Ports, Tx } from '../../ports/ports.ts'
import { sellablesById } from '../products/load.ts'
import type { Sellable } from '../products/present.ts'
import { discountBy } from './discount.ts'

export interface Choice {
  product_id?: string | null
  product_price_id?: string | null
  seats?: number | null
  discount_code?: string | null
  /** Only the seller chooses. */
  currency?: string
}

/** What is bought instead, and with which discount; what is not said stays. */
export async function chosen(
  db: Database | Tx,
  { clock }: Pick<Ports, 'clock'>,
  checkout: CheckoutRow,
  choice: Choice,
) {
  const { seats = checkout.seats, discount_code, currency, product_price_id } = choice
  const wanted = choice.product_id ?? (product_price_id ? null : checkout.product_id)
  if (wanted && !checkout.product_ids.includes(wanted))
    throw invalid(['body', 'product_id'], 'This checkout does not offer this product.', wanted)
  const price = product_price_id
    ? await priceCalled(db, checkout, product_price_id, wanted)
    : await priceOf(db, checkout, wanted!, currency)
  const { product_id } = price
  return {
    product_id,
    product_price_id: price.id,
    seats: seatsOf(price, seats, checkout),
    ...(discount_code !== undefined && {
      discount_id: await discountBy(db, checkout, discount_code, { product_id, now: clock.now() }),
    }),
  }
}

/** Of another product the price in the currency that was chosen, where it has one. */
async function priceOf(
  db: Database | Tx,
  checkout: CheckoutRow,
  product_id: string,
  currency: string | undefined,
): Promise<ProductPriceRow> {
  const sellables = await sellablesById(db, [checkout.product_id, product_id])
  const priceWith = (id: string) => sellables.get(checkout.product_id)!.prices.find((one) => one.id === id)!
  const current = priceWith(checkout.product_price_id)
  if (product_id === checkout.product_id && (currency ?? current.price_currency) === current.price_currency)
    return current
  const prices = pricesIn(checkout, sellables.get(product_id)!)
  const found = prices.find((one) => one.price_currency === (currency ?? current.price_currency))
  if (!found && currency)
    throw invalid(['body', 'currency'], 'This product has no price in this currency.', currency)
  return found ?? prices[0]!
}

/** One of those that are offered, of the product that is named beside it, or of any. */
async function priceCalled(
  db: Database | Tx,
  checkout: CheckoutRow,
  id: string,
  product_id: string | null,
): Promise<ProductPriceRow> {
  const sellables = [...(await sellablesById(db, checkout.product_ids)).values()]
  const found = sellables.flatMap((sellable) => pricesIn(checkout, sellable)).find((one) => one.id === id)
  if (!found || (product_id && found.product_id !== product_id))
    throw invalid(['body', 'product_price_id'], 'This checkout does not offer this price.', id)
  return found
}

/** What a product is sold at here: what was made for this checkout, else what is in the catalogue. */
export function pricesIn(
  { ad_hoc_prices }: Pick<CheckoutRow, 'ad_hoc_prices'>,
  { product, prices }: Pick<Sellable, 'product' | 'prices'>,
): ProductPriceRow[] {
  const own = ad_hoc_prices?.[product.id]
  return prices.filter(({ id, is_archived }) => (own ? own.includes(id) : !is_archived))
}

interface Range {
  min_seats?: number | null
  max_seats?: number | null
}

/** How few and how many: as the price allows, and within it as the seller says for this checkout. Null: there are none. */
export function seatRange(
  { seat_tiers }: Pick<ProductPriceRow, 'seat_tiers'>,
  { min_seats, max_seats }: Range,
) {
  if (!seat_tiers) return null
  const { minimum_seats, maximum_seats } = seat_tiers
  const most = Math.min(maximum_seats ?? Infinity, max_seats ?? Infinity)
  return { min: Math.max(minimum_seats, min_seats ?? 0), max: most === Infinity ? null : most }
}

/** As many as are wanted, where that is allowed; as few as may be where nobody said how many. */
export function seatsOf(
  price: ProductPriceRow,
  seats: number | null | undefined,
  limits: Range,
): number | null {
  const range = seatRange(price, limits)
  if (!range) return null
  const { min, max } = range
  const wanted = seats ?? min
  if (wanted < min) throw invalid(['body', 'seats'], `There are ${min} seats at least.`, wanted)
  if (max !== null && wanted > max)
    throw invalid(['body', 'seats'], `There are ${max} seats at most.`, wanted)
  return wanted
}
