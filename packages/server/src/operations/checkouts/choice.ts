import { invalid } from '@verge/polar/refusals'
import type { CheckoutRow } from '../../db/tables/checkouts.ts'
import type { ProductPriceRow } from '../../db/tables/products.ts'
import type { Database, Ports, Tx } from '../../ports/ports.ts'
import { sellablesById } from '../products/load.ts'
import { discountBy } from './discount.ts'

export interface Choice {
  product_id?: string
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
  const { product_id = checkout.product_id, seats = checkout.seats, discount_code, currency } = choice
  if (!checkout.product_ids.includes(product_id))
    throw invalid(['body', 'product_id'], 'This checkout does not offer this product.', product_id)
  const price = await priceOf(db, checkout, product_id, currency)
  return {
    product_id,
    product_price_id: price.id,
    seats: seatsOf(price, seats),
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
  const prices = sellables.get(product_id)!.prices.filter((price) => !price.is_archived)
  const found = prices.find((one) => one.price_currency === (currency ?? current.price_currency))
  if (!found && currency)
    throw invalid(['body', 'currency'], 'This product has no price in this currency.', currency)
  return found ?? prices[0]!
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
