import type { SubscriptionTerms } from '@verge/polar/contract/subscriptions'
import { priceFor } from '../../billing/price.ts'
import type { ProductPriceRow, ProductRow } from '../../db/tables/products.ts'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import type { Database, Tx } from '../../ports/ports.ts'
import { sellablesById } from '../products/load.ts'
import { isHeld } from './held.ts'

/** What a subscription to this product is for and costs, at this price. Seats count where the price goes by them. */
export function termsOf(
  product: ProductRow,
  price: ProductPriceRow,
  seats: number | null,
): SubscriptionTerms {
  const bought = price.seat_tiers && (seats ?? price.seat_tiers.minimum_seats)
  return {
    product_id: product.id,
    product_price_id: price.id,
    amount: priceFor(price, bought),
    recurring_interval: product.recurring_interval!,
    recurring_interval_count: product.recurring_interval_count!,
    seats: bought,
  }
}

/** As near to so many as a price is sold with. */
export function fittingSeats(
  { seat_tiers }: Pick<ProductPriceRow, 'seat_tiers'>,
  seats: number | null,
): number {
  const { minimum_seats, maximum_seats } = seat_tiers ?? { minimum_seats: 1, maximum_seats: null }
  return Math.min(Math.max(seats ?? minimum_seats, minimum_seats), maximum_seats ?? Infinity)
}

/**
 * What a scheduled change leads to. Null: there is none, or the old terms go on, as its price is no longer sold or another
 * subscription became its product first.
 */
export async function scheduledTerms(
  db: Database | Tx,
  subscription: SubscriptionRow,
): Promise<SubscriptionTerms | null> {
  const { pending_update } = subscription
  if (!pending_update) return null
  const { product_id, product_price_id } = pending_update.product_id ? pending_update : subscription
  const sellable = (await sellablesById(db, [product_id!])).get(product_id!)!
  const price = sellable.prices.find(({ id }) => id === product_price_id)
  if (!price || (pending_update.product_id && (price.is_archived || sellable.product.is_archived)))
    return null
  const { id: besides, customer_id } = subscription
  if (pending_update.product_id && (await isHeld(db, { customer_id, product_id: product_id!, besides })))
    return null
  return termsOf(sellable.product, price, fittingSeats(price, pending_update.seats ?? subscription.seats))
}
