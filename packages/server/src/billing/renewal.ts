import { isTrialing } from '@verge/polar/policy/subscriptions'
import { anchorOf } from './billing-period.ts'
import { end } from './cancellation.ts'
import { newPeriod, type PeriodStart, type RenewableSubscription } from './new-period.ts'
import { pause } from './pause.ts'
import { isSameInterval } from '@verge/polar/policy/plan-change'

/** What happens at a period's end: the subscription ends or pauses, or a new period begins and is billed. */
export function atPeriodEnd(subscription: RenewableSubscription, start: PeriodStart) {
  if (subscription.cancel_at_period_end)
    return { kind: 'ends' as const, change: end(subscription, start.now) }
  const { pause_at_period_end, resumes_at } = subscription
  // The seller may have moved the period's end past the day on which the pause would have been over.
  const isPauseOver =
    pause_at_period_end && resumes_at !== null && resumes_at <= subscription.current_period_end
  if (pause_at_period_end && !isPauseOver) return { kind: 'pauses' as const, change: pause(start.now) }
  const begins = subscription.current_period_end
  const converts = isTrialing(subscription)
  const isNewRhythm = start.scheduled !== null && !isSameInterval(subscription, start.scheduled)
  const anchor = converts || isNewRhythm ? anchorOf(begins) : subscription
  const { set, period } = newPeriod(subscription, { ...start, begins, anchor })
  return {
    kind: 'renews' as const,
    billing_reason: converts ? ('subscription_cycle_after_trial' as const) : ('subscription_cycle' as const),
    change: {
      set: {
        ...set,
        ...(converts && { status: 'active' as const }),
        ...(isPauseOver && { pause_at_period_end: false, resumes_at: null }),
      },
      events: ['subscription.cycled', 'subscription.updated', 'customer.state_changed'] as const,
    },
    period,
  }
}
