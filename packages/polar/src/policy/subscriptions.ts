import type { SubscriptionBase, SubscriptionStatus } from '../contract/subscriptions.ts'
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
>

const active: readonly SubscriptionStatus[] = ['trialing', 'active']
const billable: readonly SubscriptionStatus[] = [...active, 'past_due']
const revoked: readonly SubscriptionStatus[] = ['canceled', 'unpaid']

export const isActive = ({ status }: Pick<Lifecycle, 'status'>) => active.includes(status)
/** Renews, or is being collected for: what a customer would call "I still have it". */
export const isBillable = ({ status }: Pick<Lifecycle, 'status'>) => billable.includes(status)
export const isRevoked = ({ status }: Pick<Lifecycle, 'status'>) => revoked.includes(status)
export const isPastDue = ({ status }: Pick<Lifecycle, 'status'>) => status === 'past_due'
export const isTrialing = ({ status }: Pick<Lifecycle, 'status'>) => status === 'trialing'

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

export function resubscriptionRefusal(subscription: Lifecycle): Refusal | null {
  if (isRevoked(subscription) && subscription.ended_at) return null
  return new Refusal(
    'SubscriptionNotEnded',
    'This subscription has not ended, so there is nothing to buy again.',
  )
}

export type NextStep =
  | { kind: 'renews'; at: Date }
  | { kind: 'trial_converts'; at: Date }
  | { kind: 'ends'; at: Date }
  | { kind: 'payment_overdue'; since: Date }
  | { kind: 'ended'; at: Date }
  | { kind: 'none' }

/** What happens next, and when: the one answer for every screen. */
export function nextStep(subscription: Lifecycle): NextStep {
  if (subscription.ended_at) return { kind: 'ended', at: subscription.ended_at }
  if (!isBillable(subscription)) return { kind: 'none' }
  if (subscription.cancel_at_period_end)
    return { kind: 'ends', at: subscription.ends_at ?? subscription.current_period_end }
  if (subscription.status === 'past_due') {
    return {
      kind: 'payment_overdue',
      since: subscription.past_due_at ?? subscription.current_period_end,
    }
  }
  if (subscription.status === 'trialing') {
    return {
      kind: 'trial_converts',
      at: subscription.trial_end ?? subscription.current_period_end,
    }
  }
  return { kind: 'renews', at: subscription.current_period_end }
}

/** Whether the end of the period brings a charge, which can be told beforehand. */
export function chargesNext(subscription: Lifecycle): boolean {
  const { kind } = nextStep(subscription)
  return kind === 'renews' || kind === 'trial_converts'
}
