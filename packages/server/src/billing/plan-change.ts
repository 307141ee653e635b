import type { SubscriptionStatus, SubscriptionTerms as Terms } from '@verge/polar/contract/subscriptions'
import { changeKind, isSameInterval, type ProrationBehavior } from '@verge/polar/policy/plan-change'
import { isPaused, isTrialing, type Lifecycle } from '@verge/polar/policy/subscriptions'
import { anchorOf, after, periodEnd, type Interval } from './billing-period.ts'
import type { PeriodLine } from './charge.ts'
import { countsFor, discountedSince, discountOn, type Discount } from './discount.ts'
import { remainingShare, type Span } from './proration.ts'

export interface ChangingSubscription extends Terms {
  status: SubscriptionStatus
  currency: string
  current_period_start: Date
  current_period_end: Date
  trial_start: Date | null
  discounted_at: Date | null
}

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
  | { kind: 'applied'; trial_end: Date | null; prorations: PeriodLine[] }
  /** When its order is paid, and not at all if the payment fails. */
  | { kind: 'to_pay'; lines: PeriodLine[]; period: Span; restarts: boolean }

export function decidePlanChange(subscription: ChangingSubscription, change: PlanChange): PlanChangeDecision {
  const { behavior, to, now } = change
  const trial_end = isTrialing(subscription) ? trialEnd(subscription, change) : null
  const kind = changeKind(subscription, { to, behavior, trialGoesOn: trial_end !== null })
  if (kind === 'scheduled') return { kind }
  if (isTrialing(subscription))
    return trial_end ? { kind: 'applied', trial_end, prorations: [] } : withoutTrial(change)
  if (isPaused(subscription)) return { kind: 'applied', trial_end: null, prorations: [] }
  if (behavior === 'reset' || !isSameInterval(subscription, to)) return fromTheStart(subscription, change)
  const rest = { start: now, end: subscription.current_period_end }
  const lines = [credit(subscription, change), debit(subscription, change)].filter(
    ({ amount }) => amount !== 0,
  )
  if (kind === 'applied' || rest.start >= rest.end)
    return { kind: 'applied', trial_end: null, prorations: lines }
  return { kind, lines, period: rest, restarts: false }
}

/** Seats leave a trial as it is; another product brings its own, counted from the first day. Null: it is over. */
function trialEnd(subscription: ChangingSubscription, { to, trial, now }: PlanChange): Date | null {
  if (to.product_id === subscription.product_id) return subscription.current_period_end
  const begun = subscription.trial_start ?? subscription.current_period_start
  const trial_end = trial && after(begun, trial.interval, trial.count)
  return trial_end && trial_end > now ? trial_end : null
}

/** Nothing was paid yet, so nothing is prorated: a full period begins. */
function withoutTrial(change: PlanChange): PlanChangeDecision {
  const period = periodFrom(change.now, change.to)
  return { kind: 'to_pay', lines: [fullPeriod(change, period)], period, restarts: true }
}

/** What the new terms change. Where the cycle starts anew, a trial that ran is over with it, and a scheduled end moves. */
export function adopt(
  subscription: Pick<Lifecycle, 'status' | 'cancel_at_period_end'> &
    Pick<ChangingSubscription, 'discounted_at' | 'current_period_start'>,
  to: Terms,
  restart: Span | null,
) {
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
      ...(subscription.cancel_at_period_end && { ends_at: restart.end }),
      discounted_at: discountedSince(subscription, restart.start),
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

function fullPeriod({ to, names }: PlanChange, { start, end }: Span): PeriodLine {
  return {
    label: names.to,
    amount: to.amount,
    proration: false,
    product_price_id: to.product_price_id,
    start_timestamp: start,
    end_timestamp: end,
  }
}

function credit(subscription: ChangingSubscription, change: PlanChange): PeriodLine {
  const amount = restOf(subscription, subscription, change)
  return {
    ...proration(subscription, subscription, change.now),
    label: `Unused time on ${change.names.from}`,
    amount: -amount || 0,
  }
}

function debit(subscription: ChangingSubscription, change: PlanChange): PeriodLine {
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
