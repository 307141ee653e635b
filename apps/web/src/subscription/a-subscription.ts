import type { SubscriptionView } from './state.ts'

/** For tests: a monthly plan that runs, but for these changes. */
export function aSubscription(changes: Partial<SubscriptionView> = {}): SubscriptionView {
  return {
    id: 'sub-1',
    status: 'active',
    product_id: 'prod-1',
    product_name: 'Pro',
    checkout_id: null,
    amount: 2000,
    currency: 'usd',
    recurring_interval: 'month',
    recurring_interval_count: 1,
    current_period_end: '2026-12-10T12:00:00.000Z',
    trial_end: null,
    cancel_at_period_end: false,
    started_at: '2026-01-10T12:00:00.000Z',
    ends_at: null,
    ended_at: null,
    due: null,
    ...changes,
  }
}
