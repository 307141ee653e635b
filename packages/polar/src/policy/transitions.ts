import type { SubscriptionStatus } from '../contract/subscriptions.ts'

/**
 * From which state a subscription may come to which. Whatever is not here does not happen: the database refuses it,
 * and the simulation looks for it after every step. `unpaid` is read for Polar's older data and never written here.
 */
export const transitions: Record<SubscriptionStatus, readonly SubscriptionStatus[]> = {
  /** Until its first order is paid. */
  incomplete: ['active', 'incomplete_expired', 'canceled'],
  trialing: ['active', 'past_due', 'canceled'],
  active: ['past_due', 'paused', 'canceled'],
  past_due: ['active', 'canceled'],
  paused: ['active', 'canceled'],
  canceled: [],
  incomplete_expired: [],
  unpaid: [],
}
