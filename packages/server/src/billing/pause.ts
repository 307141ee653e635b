import {
  pauseRefusal,
  resumptionRefusal,
  unpauseRefusal,
  type Lifecycle,
} from '@verge/polar/policy/subscriptions'
import { invalid, refuseIf } from '@verge/polar/refusals'
import { anchorOf } from './billing-period.ts'
import { newPeriod, type PeriodStart, type RenewableSubscription } from './new-period.ts'

/** Paused once the period ends; with `resumes_at`, it begins again by itself. */
export function pauseAtPeriodEnd(subscription: Lifecycle, resumes_at: Date | null) {
  refuseIf(pauseRefusal(subscription))
  if (resumes_at && resumes_at <= subscription.current_period_end) {
    const words = 'It has to resume after the period that is paid for ends. Nothing was changed.'
    throw invalid(['body', 'resumes_at'], words, resumes_at.toISOString())
  }
  return {
    set: { pause_at_period_end: true, resumes_at },
    events: ['subscription.updated', 'customer.state_changed'] as const,
  }
}

export function takePauseBack(subscription: Lifecycle) {
  refuseIf(unpauseRefusal(subscription))
  return {
    set: { pause_at_period_end: false, resumes_at: null },
    events: ['subscription.updated', 'customer.state_changed'] as const,
  }
}

export function pause(now: Date) {
  return {
    set: { status: 'paused' as const, paused_at: now, pause_at_period_end: false },
    events: ['subscription.updated', 'subscription.paused', 'customer.state_changed'] as const,
  }
}

/** A fresh period from now on; the days that passed meanwhile are nobody's. */
export function resume(subscription: RenewableSubscription, start: PeriodStart) {
  refuseIf(resumptionRefusal(subscription))
  const { set, period } = newPeriod(subscription, {
    ...start,
    begins: start.now,
    anchor: anchorOf(start.now),
  })
  return {
    change: {
      set: { ...set, status: 'active' as const, paused_at: null, resumes_at: null },
      events: ['subscription.updated', 'subscription.resumed', 'customer.state_changed'] as const,
    },
    period,
  }
}
