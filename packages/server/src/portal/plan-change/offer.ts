import { getPortalOrganization } from '@verge/polar/contract/organizations'
import type { PlainPrice, Price, PublicProduct } from '@verge/polar/contract/products'
import { quoteChange } from '@verge/polar/contract/own-subscriptions'
import type { CustomerSubscription } from '@verge/polar/contract/subscriptions'
import { choiceRefusal, priceIn, putOffRefusal } from '@verge/polar/policy/plan-change'
import { changeRefusal, isTrialing } from '@verge/polar/policy/subscriptions'
import type { Interval } from '../subscriptions/terms.ts'
import type { Visit } from '../visit.ts'

export interface Choice {
  product: PublicProduct
  price: PlainPrice
}

/** The seller's settings, as they apply to this subscription's page. */
export function switchesOf({ product }: CustomerSubscription) {
  return product.organization.customer_portal_settings.subscription
}

/** What is sold to everybody; asked for only where a subscription could change to it, or is about to. */
export async function offerTo(
  polar: Visit['polar'],
  subscriptions: readonly CustomerSubscription[],
): Promise<readonly PublicProduct[]> {
  const asking = subscriptions.find((one) => mayChangePlan(polar, one) || one.pending_update?.product_id)
  if (!asking) return []
  const { slug } = asking.product.organization
  return (await polar.call(getPortalOrganization, { params: { slug } })).products
}

/** Polar does not say whether a change in a trial is charged at once; so where only Polar could be asked, it waits. */
export function mayChangePlan(polar: Visit['polar'], subscription: CustomerSubscription): boolean {
  if (!switchesOf(subscription).update_plan || changeRefusal(subscription)) return false
  return polar.supports(quoteChange) || !isTrialing(subscription)
}

export function mayChangeSeats(subscription: CustomerSubscription): boolean {
  const { update_seats } = switchesOf(subscription)
  return update_seats && subscription.seats !== null && changeRefusal(subscription) === null
}

/** What this subscription can change to, the cheaper before the dearer. Nobody holds a product twice. */
export function choicesFor(
  subscription: CustomerSubscription,
  products: readonly PublicProduct[],
  held: readonly Pick<CustomerSubscription, 'product_id' | 'ended_at'>[],
): Choice[] {
  const behavior = subscription.product.organization.proration_behavior
  return products
    .filter((product) => choiceRefusal(subscription, product, 'customer') === null)
    .filter(({ id }) => !held.some(({ product_id, ended_at }) => product_id === id && !ended_at))
    .flatMap((product) => {
      const price = plainIn(product, subscription.currency)
      return price ? [{ product, price }] : []
    })
    .filter(({ price }) => putOffRefusal(subscription, price, behavior) === null)
    .toSorted((one, other) => inOrder(one) - inOrder(other))
}

/** What a card can say; of what the customer chooses, or what goes by usage alone, it could not say what it costs. */
function plainIn({ prices }: PublicProduct, currency: string): PlainPrice | null {
  if (prices.some(({ amount_type }) => amount_type === 'custom')) return null
  return priceIn(prices.filter(isPlain), currency)
}

function isPlain(price: Price): price is PlainPrice {
  return price.amount_type === 'fixed' || price.amount_type === 'seat_based'
}

const days: Record<Interval, number> = { day: 1, week: 7, month: 30, year: 365 }

/** Roughly by what a day costs, so that months and years stand in one line. */
function inOrder({ product, price }: Choice): number {
  const { recurring_interval, recurring_interval_count } = product
  const seats = price.amount_type === 'fixed' ? 1 : price.seat_tiers.minimum_seats
  return (seats * leastOf(price)) / (days[recurring_interval ?? 'month'] * (recurring_interval_count ?? 1))
}

function leastOf(price: PlainPrice): number {
  if (price.amount_type === 'fixed') return price.price_amount
  return Math.min(...price.seat_tiers.tiers.map(({ price_per_seat }) => price_per_seat))
}

/** The price of a product, as its card says it. */
export function priceOf({ product, price }: Choice, { messages, format }: Visit): string {
  const { recurring_interval, recurring_interval_count } = product
  const money = format.money(leastOf(price), price.price_currency)
  const rhythm = messages.price[recurring_interval ?? 'month']({
    amount: money,
    count: recurring_interval_count ?? 1,
  })
  if (price.amount_type === 'fixed') return rhythm
  const { tiers, minimum_seats } = price.seat_tiers
  const say = tiers.length > 1 ? messages.perSeatFrom : messages.perSeat
  return say({ price: rhythm, min: minimum_seats })
}
