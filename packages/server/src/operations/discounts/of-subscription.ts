import type { getSubscriptionDiscount as contract } from '@verge/polar/contract/own-subscriptions'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { countsFor, countsUntil, discountedSince, isFor } from '../../billing/discount.ts'
import type { Ports } from '../../ports/ports.ts'
import type { CustomerActor } from '../actor.ts'
import { nextChargeAt, ownSubscription } from '../subscriptions/preview.ts'
import { discountOf } from './load.ts'
import { presentCheckoutDiscount } from './present.ts'

/** What takes something off the customer's payments, and how long. One for another product takes nothing off. */
export async function getSubscriptionDiscount(
  { db }: Ports,
  actor: CustomerActor,
  { params }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  const { subscription } = await ownSubscription(db, actor, params.id)
  const discount = await discountOf(db, subscription)
  const period_start = nextChargeAt(subscription) ?? subscription.current_period_end
  const discounted_at = discountedSince(subscription, period_start)
  if (!discount || !discounted_at || !isFor(discount, subscription.product_id))
    return { discount: null, counts_next: false, counts_until: null }
  return {
    discount: presentCheckoutDiscount(discount),
    counts_next: countsFor(discount, { discounted_at, period_start }),
    counts_until: countsUntil(discount, discounted_at),
  }
}
