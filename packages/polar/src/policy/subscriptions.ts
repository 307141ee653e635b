import type { SubscriptionBase, SubscriptionStatus } from '../contract/subscriptions.ts'
import type { OverduePayment } from '../contract/overdue-payments.ts'
import { Refusal } from '../refusals.ts'

/** What the rules need to know of a subscription. */
export type Lifecycle = Pick<
  SubscriptionBase,
  | 'status'
  | 'cancel_at_period_end'
  | 'current_period_end'
  | 'trial_end'
  | 'ends_at'
  | 'ended_at'
  | 'past_due_at'
  | 'pause_at_period_end'
  | 'paused_at'
  | 'resumes_at'
>

const active: readonly SubscriptionStatus[] = ['trialing', 'active']
const billable: readonly SubscriptionStatus[] = [...active, 'past_due']
const revoked: readonly SubscriptionStatus[] = ['canceled', 'unpaid']

export const isActive = ({ status }: Pick<Lifecycle, 'status'>) => active.includes(status)
/** Renews, or is being collected for: what a customer would call "I still have it". */
export const isBillable = ({ status }: Pick<Lifecycle, 'status'>) => billable.includes(status)
export const isRevoked = ({ status }: Pick<Lifecycle, 'status'>) => revoked.includes(status)
export const isPastDue = ({ status }: Pick<Lifecycle, 'status'>) => status === 'past_due'
export const isPaused = ({ status }: Pick<Lifecycle, 'status'>) => status === 'paused'
export const isTrialing = ({ status }: Pick<Lifecycle, 'status'>) => status === 'trialing'

/** Who owes for the last period is charged for no other one while a pause is to come: that begins once it is paid. */
export const isPauseAwaitingPayment = ({
  status,
  pause_at_period_end,
}: Pick<Lifecycle, 'status' | 'pause_at_period_end'>) => status === 'past_due' && pause_at_period_end

export function cancellationRefusal(subscription: Lifecycle): Refusal | null {
  if (
    isBillable(subscription) &&
    !subscription.ended_at &&
    !subscription.cancel_at_period_end &&
    !subscription.ends_at
  ) {
    return null
  }
  return new Refusal(
    'AlreadyCanceledSubscription',
    'This subscription is already canceled or will be at the end of the period.',
  )
}

export function uncancellationRefusal(subscription: Lifecycle): Refusal | null {
  if (subscription.ended_at) {
    return new Refusal(
      'ResourceUnavailable',
      'This subscription has ended. It can be bought again, but not taken back.',
    )
  }
  if (!subscription.cancel_at_period_end || !isBillable(subscription)) {
    return new Refusal('BadRequest', 'No cancellation is scheduled for this subscription.')
  }
  return null
}

/** Ended at once by the customer: where only a payment is waited for, or nothing runs anyway. */
export function revocationRefusal(
  subscription: Lifecycle,
  { grace_days }: { grace_days: number },
): Refusal | null {
  if (subscription.ended_at || isRevoked(subscription)) {
    return new Refusal('AlreadyCanceledSubscription', 'This subscription has already ended.')
  }
  if (isPaused(subscription) || (isPastDue(subscription) && grace_days === 0)) return null
  const refusal = cancellationRefusal(subscription)
  if (refusal) return refusal
  return new Refusal(
    'RevokeNotAllowed',
    'This subscription is paid for. Cancel it, and it ends with the period. Nothing was changed.',
  )
}

/** Whether product or seats may change at all; what they may change to is another question. */
export function changeRefusal(subscription: Lifecycle): Refusal | null {
  const runs = isBillable(subscription) || isPaused(subscription)
  if (runs && !subscription.ended_at && !subscription.cancel_at_period_end) return null
  return new Refusal(
    'AlreadyCanceledSubscription',
    'This subscription is canceled, so it cannot be changed. Take the cancellation back first.',
  )
}

export function pauseRefusal(subscription: Lifecycle): Refusal | null {
  const { status, cancel_at_period_end, pause_at_period_end, ends_at } = subscription
  if (status === 'active' && !cancel_at_period_end && !pause_at_period_end && !ends_at) return null
  return new Refusal(
    'CannotPauseSubscription',
    'Only an active subscription that renews can be paused. Nothing was changed.',
  )
}

/** Takes a scheduled pause back. */
export function unpauseRefusal({ status, pause_at_period_end }: Lifecycle): Refusal | null {
  if (status === 'active' && pause_at_period_end) return null
  return new Refusal('NoScheduledPause', 'No pause is scheduled for this subscription.')
}

export function resumptionRefusal(subscription: Pick<Lifecycle, 'status'>): Refusal | null {
  if (isPaused(subscription)) return null
  return new Refusal('NotPausedSubscription', 'This subscription is not paused.')
}

export function resubscriptionRefusal(subscription: Lifecycle): Refusal | null {
  if (isRevoked(subscription) && subscription.ended_at) return null
  return new Refusal(
    'SubscriptionNotEnded',
    'This subscription has not ended, so there is nothing to buy again.',
  )
}

/** How long a payment that failed is tried again, and what is lost by then. */
type Overdue = Pick<OverduePayment, 'tries_at' | 'has_access' | 'access_ends_at' | 'ends_at'>

export type NextStep =
  | { kind: 'renews'; at: Date }
  | { kind: 'trial_converts'; at: Date }
  | { kind: 'ends'; at: Date }
  /** It ends then at the latest, and what is owed for the time before can still be charged. */
  | { kind: 'ends_owing'; at: Date; until: Overdue | null }
  | { kind: 'payment_overdue'; since: Date; until: Overdue | null }
  | { kind: 'ended'; at: Date }
  | { kind: 'pauses'; at: Date; resumes_at: Date | null }
  | { kind: 'paused'; since: Date; resumes_at: Date | null }
  | { kind: 'none' }

/** What happens next, and when: the one answer for every screen. The schedule of a failed payment is told by the API. */
export function nextStep(subscription: Lifecycle, overdue: Overdue | null = null): NextStep {
  if (subscription.ended_at) return { kind: 'ended', at: subscription.ended_at }
  const { resumes_at } = subscription
  if (isPaused(subscription))
    return { kind: 'paused', since: subscription.paused_at ?? subscription.current_period_end, resumes_at }
  if (!isBillable(subscription)) return { kind: 'none' }
  if (subscription.cancel_at_period_end) {
    const at = subscription.ends_at ?? subscription.current_period_end
    return isPastDue(subscription) ? { kind: 'ends_owing', at, until: overdue } : { kind: 'ends', at }
  }
  if (subscription.status === 'past_due') {
    return {
      kind: 'payment_overdue',
      since: subscription.past_due_at ?? subscription.current_period_end,
      until: overdue,
    }
  }
  if (subscription.status === 'trialing') {
    return {
      kind: 'trial_converts',
      at: subscription.trial_end ?? subscription.current_period_end,
    }
  }
  if (subscription.pause_at_period_end)
    return { kind: 'pauses', at: subscription.current_period_end, resumes_at }
  return { kind: 'renews', at: subscription.current_period_end }
}

/** Whether a charge is ahead that can be told beforehand: at the end of the period, or of a pause. */
export function chargesNext(subscription: Lifecycle): boolean {
  const next = nextStep(subscription)
  if (next.kind === 'pauses' || next.kind === 'paused') return next.resumes_at !== null
  return next.kind === 'renews' || next.kind === 'trial_converts'
}

/** One that only runs out at the end of its paid period will not be charged again; a paused one on the day it goes on. */
export function needsCard(subscription: Lifecycle): boolean {
  if (isPaused(subscription)) return subscription.resumes_at !== null
  return isBillable(subscription) && (isPastDue(subscription) || !subscription.cancel_at_period_end)
}
