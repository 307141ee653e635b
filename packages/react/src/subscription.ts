import { cancellationRefusal, isPastDue, nextStep, type Lifecycle } from '@verge/polar/policy/subscriptions'
import type { Interval, Words } from './messages.ts'
import { wordsOf, type Wording } from './wording.ts'

type Instant = Date | string
type Instants =
  | 'current_period_end'
  | 'trial_end'
  | 'ends_at'
  | 'ended_at'
  | 'past_due_at'
  | 'paused_at'
  | 'resumes_at'

/** What the parts read of a subscription: as on the wire, or with dates as Better Auth's client makes them. */
export interface SubscriptionView {
  id: string
  status: string
  amount: number
  currency: string
  recurring_interval: string
  recurring_interval_count?: number
  cancel_at_period_end: boolean
  current_period_end: Instant
  trial_end?: Instant | null
  ends_at?: Instant | null
  ended_at?: Instant | null
  past_due_at?: Instant | null
  pause_at_period_end?: boolean
  paused_at?: Instant | null
  resumes_at?: Instant | null
  product?: { name: string } | null
}

/** As the rules know it. */
function lifecycleOf(subscription: SubscriptionView): Lifecycle {
  const at = (name: Instants) => {
    const instant = subscription[name]
    return instant ? new Date(instant) : null
  }
  return {
    status: subscription.status as Lifecycle['status'],
    cancel_at_period_end: subscription.cancel_at_period_end,
    pause_at_period_end: subscription.pause_at_period_end ?? false,
    current_period_end: new Date(subscription.current_period_end),
    trial_end: at('trial_end'),
    ends_at: at('ends_at'),
    ended_at: at('ended_at'),
    past_due_at: at('past_due_at'),
    paused_at: at('paused_at'),
    resumes_at: at('resumes_at'),
  }
}

export type Tone = 'good' | 'notice' | 'problem' | 'quiet'
export interface InWords extends Words {
  plan: string
  price: string
  tone: Tone
}

const tones: Record<ReturnType<typeof nextStep>['kind'], Tone> = {
  renews: 'good',
  trial_converts: 'good',
  ends: 'notice',
  ends_owing: 'problem',
  pauses: 'notice',
  paused: 'notice',
  none: 'notice',
  payment_overdue: 'problem',
  ended: 'quiet',
}

/** A subscription as its customer would say it, with the date that matters next. */
export function subscriptionInWords(subscription: SubscriptionView, wording: Wording = {}): InWords {
  const words = wordsOf(wording)
  const step = nextStep(lifecycleOf(subscription))
  const at = 'at' in step ? step.at : new Date(subscription.current_period_end)
  const money = words.money(subscription.amount, subscription.currency)
  const interval = subscription.recurring_interval as Interval
  return {
    ...words[step.kind]({ date: words.date(at), price: money }),
    plan: planOf(subscription),
    price: words.price({ money, interval, count: subscription.recurring_interval_count ?? 1 }),
    tone: tones[step.kind],
  }
}

export const planOf = ({ product }: SubscriptionView) => product?.name ?? ''
export const isOverdue = (subscription: SubscriptionView) => isPastDue(lifecycleOf(subscription))
export const canBeCanceled = (subscription: SubscriptionView) =>
  cancellationRefusal(lifecycleOf(subscription)) === null
