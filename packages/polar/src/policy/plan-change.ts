import type { OrganizationInPortal, Price, PublicProduct } from '../contract/products.ts'
import type { SubscriptionBase, SubscriptionStatus, SubscriptionTerms } from '../contract/subscriptions.ts'
import { invalid, type Refusal } from '../refusals.ts'
import { isPaused, isTrialing } from './subscriptions.ts'

type Rhythm = Pick<SubscriptionTerms, 'recurring_interval' | 'recurring_interval_count'>

export type ProrationBehavior = OrganizationInPortal['proration_behavior']

/** Happens when it is paid; now, and its cost comes with the next order; at the end of the period. */
export type ChangeKind = 'to_pay' | 'applied' | 'scheduled'

interface Changing {
  to: Rhythm
  behavior: ProrationBehavior
  /** Whether a trial that runs is not over with the change. */
  trialGoesOn: boolean
}

/** How a change of product or seats comes about. */
export function changeKind(
  subscription: { status: SubscriptionStatus } & Rhythm,
  { to, behavior, trialGoesOn }: Changing,
): ChangeKind {
  if (behavior === 'next_period') return 'scheduled'
  if (isTrialing(subscription)) return trialGoesOn ? 'applied' : 'to_pay'
  if (isPaused(subscription)) return 'applied'
  if (behavior === 'reset' || !isSameInterval(subscription, to)) return 'to_pay'
  return behavior === 'prorate' ? 'applied' : 'to_pay'
}

export function isSameInterval(one: Rhythm, other: Rhythm): boolean {
  return (
    one.recurring_interval === other.recurring_interval &&
    one.recurring_interval_count === other.recurring_interval_count
  )
}

type Choice = Pick<PublicProduct, 'id' | 'is_archived' | 'visibility' | 'recurring_interval'> & {
  prices: readonly Pick<Price, 'amount_type' | 'price_currency' | 'is_archived'>[]
}

/** Whether this product can be changed to. The seller may also give what is not offered to everybody. */
export function choiceRefusal(
  { product_id, currency, seats }: Pick<SubscriptionBase, 'product_id' | 'currency' | 'seats'>,
  choice: Choice | undefined,
  by: 'customer' | 'organization',
): Refusal | null {
  const refused = (words: string) => invalid(['body', 'product_id'], words, choice?.id ?? null)
  const isOffered = by === 'organization' || choice?.visibility === 'public'
  if (!choice || choice.is_archived || !isOffered) return refused('Product does not exist.')
  if (choice.recurring_interval === null) return refused('This product is not a subscription.')
  if (choice.id === product_id) return refused('This is the product that you have.')
  const price = priceIn(choice.prices, currency)
  if (!price) return refused(`This product has no price in ${currency.toUpperCase()}.`)
  if (seats !== null && price.amount_type !== 'seat_based')
    return refused('A subscription with seats cannot become one without.')
  return null
}

/** Whoever gets seats has one of them from that moment on, so it cannot be put off. */
export function putOffRefusal(
  { seats }: Pick<SubscriptionBase, 'seats'>,
  { amount_type }: Pick<Price, 'amount_type'>,
  behavior: ProrationBehavior,
): Refusal | null {
  if (behavior !== 'next_period' || seats !== null || amount_type !== 'seat_based') return null
  const words = 'A change to seats cannot wait for the end of the period.'
  return invalid(['body', 'proration_behavior'], words, behavior)
}

/** What a product is sold at in this currency. */
export function priceIn<P extends Pick<Price, 'price_currency' | 'is_archived'>>(
  prices: readonly P[],
  currency: string,
): P | null {
  return prices.find((price) => !price.is_archived && price.price_currency === currency) ?? null
}
