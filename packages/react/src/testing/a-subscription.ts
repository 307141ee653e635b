import type { SubscriptionView } from '../subscription.ts'

/** For tests: a monthly plan that runs, but for these changes. */
export function aSubscription(changes: Partial<SubscriptionView> = {}): SubscriptionView {
  return {
    id: 'sub_1',
    status: 'active',
    amount: 2000,
    currency: 'usd',
    recurring_interval: 'month',
    cancel_at_period_end: false,
    current_period_end: '2026-12-10T12:00:00Z',
    product: { name: 'Pro' },
    ...changes,
  }
}
