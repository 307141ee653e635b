import type { CustomerOrder } from '@verge/polar/contract/orders'
import { isOpen } from '@verge/polar/policy/orders'
import {
  cancellationRefusal,
  isPastDue,
  isPaused,
  uncancellationRefusal,
  type Lifecycle,
} from '@verge/polar/policy/subscriptions'
import { Refusal, refuseIf } from '@verge/polar/refusals'

export interface Reason {
  customer_cancellation_reason?: string
  customer_cancellation_comment?: string
}

interface Owed {
  status: CustomerOrder['status']
  period_start: Date | null
}

/**
 * Whoever leaves keeps what is paid for until its end. Nothing is in a pause, nor in a period whose renewal failed: there
 * leaving ends it at once, and what is open is not collected any more.
 */
export function leavesAtOnce(
  subscription: Pick<Lifecycle, 'status'> & { current_period_start: Date },
  orders: readonly Owed[],
): boolean {
  const isOfThisPeriod = ({ period_start }: Owed) =>
    period_start !== null && period_start >= subscription.current_period_start
  if (isPaused(subscription)) return true
  return isPastDue(subscription) && orders.some((order) => isOpen(order) && isOfThisPeriod(order))
}

export function cancelAtPeriodEnd(subscription: Lifecycle, { now, reason }: { now: Date; reason: Reason }) {
  refuseIf(cancellationRefusal(subscription))
  return {
    set: {
      cancel_at_period_end: true,
      canceled_at: now,
      ends_at: subscription.current_period_end,
      pause_at_period_end: false,
      resumes_at: null,
      ...reason,
    },
    events: ['subscription.updated', 'subscription.canceled', 'customer.state_changed'] as const,
  }
}

/** Takes a scheduled cancellation back. `canBeCharged`: free, or a payment method is saved. */
export function uncancel(subscription: Lifecycle, { canBeCharged }: { canBeCharged: boolean }) {
  refuseIf(uncancellationRefusal(subscription))
  if (!canBeCharged) {
    throw new Refusal(
      'PaymentMethodRequired',
      'Add a payment method first, so that the subscription can renew. Nothing was charged.',
    )
  }
  return {
    set: {
      cancel_at_period_end: false,
      canceled_at: null,
      ends_at: null,
      customer_cancellation_reason: null,
      customer_cancellation_comment: null,
    },
    events: ['subscription.updated', 'subscription.uncanceled', 'customer.state_changed'] as const,
  }
}

/** The end itself: at the period's end, by the merchant, or after the last failed payment. Nothing waits any more. */
export function end(subscription: Lifecycle & { canceled_at: Date | null }, now: Date) {
  return {
    set: {
      status: 'canceled' as const,
      // One that was to end later ends now all the same.
      ends_at: subscription.ends_at && subscription.ends_at < now ? subscription.ends_at : now,
      ended_at: now,
      canceled_at: subscription.canceled_at ?? now,
      pause_at_period_end: false,
      resumes_at: null,
      pending_update: null,
    },
    events: [
      'subscription.updated',
      'subscription.canceled',
      'subscription.revoked',
      'customer.state_changed',
    ] as const,
  }
}
