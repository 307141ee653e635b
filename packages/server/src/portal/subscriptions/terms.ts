import type { SubscriptionBase } from '@verge/polar/contract/subscriptions'

export type Interval = SubscriptionBase['recurring_interval']
