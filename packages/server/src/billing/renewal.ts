import { isTrialing, type Lifecycle } from '@verge/polar/policy/subscriptions'
import { anchorOf, periodEnd, type Recurrence } from './billing-period.ts'
import { end } from './cancellation.ts'

export type RenewableSubscription = Lifecycle &
  Recurrence & { current_period_start: Date; canceled_at: Date | null }

/** What happens at a period's end: the subscription ends, or a new period begins and is billed. */
export function atPeriodEnd(subscription: RenewableSubscription, now: Date) {
  if (subscription.cancel_at_period_end) return { kind: 'ends' as const, change: end(subscription, now) }
  const converts = isTrialing(subscription)
  const anchor = converts ? anchorOf(subscription.current_period_end) : subscription
  const recurrence = { ...subscription, anchor_day: anchor.anchor_day, anchor_month: anchor.anchor_month }
  const period = currentPeriod(subscription.current_period_end, recurrence, now)
  return {
    kind: 'renews' as const,
    billing_reason: converts ? ('subscription_cycle_after_trial' as const) : ('subscription_cycle' as const),
    change: {
      set: {
        ...period,
        anchor_day: recurrence.anchor_day,
        anchor_month: recurrence.anchor_month,
        ...(converts && { status: 'active' as const }),
      },
      events: ['subscription.cycled', 'subscription.updated', 'customer.state_changed'] as const,
    },
    period,
  }
}

/**
 * The new period begins where the old one ended, however late it is noticed. After a stop that swallowed whole periods
 * only the current one is billed: nobody pays a burst of months for time in which nothing was served.
 */
function currentPeriod(previousEnd: Date, recurrence: Recurrence, now: Date) {
  let current_period_start = previousEnd
  let current_period_end = periodEnd(previousEnd, recurrence)
  while (current_period_end <= now) {
    current_period_start = current_period_end
    current_period_end = periodEnd(current_period_start, recurrence)
  }
  return { current_period_start, current_period_end }
}
