import type { SubscriptionStatus, SubscriptionTerms as Terms } from '@verge/polar/contract/subscriptions'
import { isTrialing } from '@verge/polar/policy/subscriptions'
import { anchorOf, after, periodEnd, type Interval } from './billing-period.ts'
import type { Line } from './charge.ts'
import { countsFor, discountOn, type Discount } from './discount.ts'
import { remainingShare, type Span } from './proration.ts'

export interface ChangingSubscription extends Terms {
  status: SubscriptionStatus
  currency: string
  current_period_start: Date
  current_period_end: Date
  trial_start: Date | null
  discounted_at: Date | null
}

type Rhythm = Pick<Terms, 'recurring_interval' | 'recurring_interval_count'>

export type ProrationBehavior = 'invoice' | 'prorate' | 'next_period' | 'reset'

export interface PlanChange {
  to: Terms
  /** Of the products, for the lines of the order. */
  names: { from: string; to: string }
  behavior: ProrationBehavior
  /** Of the new product; what is left of it counts from the trial's own start. */
  trial: { interval: Interval; count: number } | null
  discount: Discount | null
  now: Date
}

/** How a change of product or seats comes about. */
export type PlanChangeDecision =
  /** At the end of the period; until then nothing changes. */
  | { kind: 'scheduled' }
  /** Now, and what it costs or gives back waits for the next order. */
  | { kind: 'applied'; trial_end: Date | null; prorations: Line[] }
  /** When its order is paid, and not at all if the payment fails. */
  | { kind: 'to_pay'; lines: Line[]; period: Span; restarts: boolean }

export function decidePlanChange(subscription: ChangingSubscription, change: PlanChange): PlanChangeDecision {
  const { behavior, to, now } = change
  if (behavior === 'next_period') return { kind: 'scheduled' }
  if (isTrialing(subscription)) return inTrial(subscription, change)
  if (subscription.status === 'paused') return { kind: 'applied', trial_end: null, prorations: [] }
  if (behavior === 'reset' || !isSameInterval(subscription, to)) return fromTheStart(subscription, change)
  const rest = { start: now, end: subscription.current_period_end }
  const lines = [credit(subscription, change), debit(subscription, change)].filter(
    ({ amount }) => amount !== 0,
  )
  if (behavior === 'prorate' || rest.start >= rest.end)
    return { kind: 'applied', trial_end: null, prorations: lines }
  return { kind: 'to_pay', lines, period: rest, restarts: false }
}

export function isSameInterval(one: Rhythm, other: Rhythm): boolean {
  return (
    one.recurring_interval === other.recurring_interval &&
    one.recurring_interval_count === other.recurring_interval_count
  )
}

/** Nothing was paid yet, so nothing is prorated: the new product's own trial goes on, or a full period begins. */
function inTrial(subscription: ChangingSubscription, change: PlanChange): PlanChangeDecision {
  const { to, trial, now } = change
  if (to.product_id === subscription.product_id)
    return { kind: 'applied', trial_end: subscription.current_period_end, prorations: [] }
  const begun = subscription.trial_start ?? subscription.current_period_start
  const trial_end = trial && after(begun, trial.interval, trial.count)
  if (trial_end && trial_end > now) return { kind: 'applied', trial_end, prorations: [] }
  const period = periodFrom(now, to)
  return { kind: 'to_pay', lines: [fullPeriod(change, period)], period, restarts: true }
}

/** What the new terms change. Where the cycle starts anew, a trial that ran is over with it. */
export function adopt(subscription: Pick<ChangingSubscription, 'status'>, to: Terms, restart: Span | null) {
  const { product_id, product_price_id, amount, recurring_interval, recurring_interval_count, seats } = to
  const trialEnds = isTrialing(subscription) && restart
  return {
    product_id,
    product_price_id,
    amount,
    recurring_interval,
    recurring_interval_count,
    seats,
    ...(restart && {
      ...anchorOf(restart.start),
      current_period_start: restart.start,
      current_period_end: restart.end,
    }),
    ...(trialEnds && { status: 'active' as const, trial_end: restart.start }),
  }
}

/** Another rhythm cannot share the old period: what is left of it is given back, except on a reset, and a new one is paid. */
function fromTheStart(subscription: ChangingSubscription, change: PlanChange): PlanChangeDecision {
  const period = periodFrom(change.now, change.to)
  const given = change.behavior === 'reset' ? [] : [credit(subscription, change)]
  const lines = [...given, fullPeriod(change, period)].filter(({ amount }) => amount !== 0)
  return { kind: 'to_pay', lines, period, restarts: true }
}

function periodFrom(start: Date, terms: Terms): Span {
  return { start, end: periodEnd(start, { ...anchorOf(start), ...terms }) }
}

function fullPeriod({ to, names }: PlanChange, { start, end }: Span): Line {
  return {
    label: names.to,
    amount: to.amount,
    proration: false,
    product_price_id: to.product_price_id,
    start_timestamp: start,
    end_timestamp: end,
  }
}

function credit(subscription: ChangingSubscription, change: PlanChange): Line {
  const amount = restOf(subscription, subscription, change)
  return {
    ...proration(subscription, subscription, change.now),
    label: `Unused time on ${change.names.from}`,
    amount: -amount || 0,
  }
}

function debit(subscription: ChangingSubscription, change: PlanChange): Line {
  const amount = restOf(subscription, change.to, change)
  return {
    ...proration(subscription, change.to, change.now),
    label: `Remaining time on ${change.names.to}`,
    amount,
  }
}

function proration(subscription: ChangingSubscription, terms: Terms, now: Date) {
  return {
    proration: true,
    product_price_id: terms.product_price_id,
    start_timestamp: now,
    end_timestamp: subscription.current_period_end,
  }
}

/** What is left of the period at these terms, after the discount that counts for the period. */
function restOf(subscription: ChangingSubscription, terms: Terms, { discount, now }: PlanChange): number {
  const { currency, discounted_at, current_period_start: start, current_period_end: end } = subscription
  const counts = discount && discounted_at && countsFor(discount, { discounted_at, period_start: start })
  const { amount, product_id } = terms
  const off = counts ? discountOn(discount, { amount, currency, product_id }) : 0
  return remainingShare(amount - off, { start, end }, now)
}
