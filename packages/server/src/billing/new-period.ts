import type { SubscriptionTerms } from '@verge/polar/contract/subscriptions'
import type { Lifecycle } from '@verge/polar/policy/subscriptions'
import { periodEnd, type Anchor, type Recurrence } from './billing-period.ts'
import { countsFor, discountedSince, type Discount } from './discount.ts'
import { adopt } from './plan-change.ts'

export type RenewableSubscription = Lifecycle &
  Recurrence & {
    current_period_start: Date
    canceled_at: Date | null
    discounted_at: Date | null
    pending_update: object | null
  }

export interface PeriodStart {
  now: Date
  /** The change that waited for a new period, where what it changes to can still be had. */
  scheduled: SubscriptionTerms | null
  discount: Discount | null
}

/** The next period's dates, with the terms that waited for it, and without a discount that is used up. */
export function newPeriod(
  subscription: RenewableSubscription,
  { now, scheduled, discount, begins, anchor }: PeriodStart & { begins: Date; anchor: Anchor },
) {
  const { recurring_interval, recurring_interval_count } = scheduled ?? subscription
  const { anchor_day, anchor_month } = anchor
  const recurrence = { anchor_day, anchor_month, recurring_interval, recurring_interval_count }
  const period = periodAt(begins, recurrence, now)
  return {
    set: {
      ...(scheduled && adopt(subscription, scheduled, null)),
      ...(subscription.pending_update && { pending_update: null }),
      ...discounted(discount, subscription, period.current_period_start),
      ...period,
      anchor_day,
      anchor_month,
    },
    period,
  }
}

/** One that counted for periods before, and counts for no later one, is gone. */
function discounted(
  discount: Discount | null,
  subscription: Pick<RenewableSubscription, 'discounted_at' | 'current_period_start'>,
  period_start: Date,
) {
  const discounted_at = discountedSince(subscription, period_start)
  if (!discount || !discounted_at) return {}
  if (countsFor(discount, { discounted_at, period_start })) return { discounted_at }
  return { discount_id: null, discounted_at: null }
}

/**
 * The new period begins where the old one ended, however late it is noticed. After a stop that swallowed whole periods
 * only the current one is billed: nobody pays a burst of months for time in which nothing was served.
 */
function periodAt(begins: Date, recurrence: Recurrence, now: Date) {
  let current_period_start = begins
  let current_period_end = periodEnd(begins, recurrence)
  while (current_period_end <= now) {
    current_period_start = current_period_end
    current_period_end = periodEnd(current_period_start, recurrence)
  }
  return { current_period_start, current_period_end }
}
