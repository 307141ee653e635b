import { formatDate, formatMoney, type Money } from './money.ts'

export interface SubscriptionView extends Money {
  id: string
  status: string
  product_id: string
  product_name: string
  checkout_id: string | null
  recurring_interval: string
  recurring_interval_count: number
  current_period_end: string
  trial_end: string | null
  cancel_at_period_end: boolean
  started_at: string | null
  ends_at: string | null
  ended_at: string | null
  due: Money | null
}

export type Tone = 'good' | 'notice' | 'problem' | 'quiet'
export interface StateInWords {
  tone: Tone
  /** A word or three, for the badge. */
  label: string
  sentence: string
}

/** The state of a subscription as its customer would say it, with the date that matters next. */
export function stateInWords(subscription: SubscriptionView, locale?: string): StateInWords {
  const date = (at: string) => formatDate(at, locale)
  const { status, trial_end, current_period_end: period_end, ended_at } = subscription
  const price = formatMoney(subscription, locale)

  if (hasEnded(subscription)) {
    const when = ended_at ? ` on ${date(ended_at)}` : ''
    return {
      tone: 'quiet',
      label: 'Ended',
      sentence: `Your plan ended${when}. You are not charged any more; your invoices stay available.`,
    }
  }
  if (isEnding(subscription)) {
    const last = date(subscription.ends_at ?? period_end)
    const further = status === 'past_due' ? '' : ' You will not be charged again.'
    return {
      tone: 'notice',
      label: `Cancels on ${last}`,
      sentence: `You keep everything until ${last}.${further}`,
    }
  }
  if (status === 'past_due' || status === 'unpaid') {
    const owed = subscription.due ? ` of ${formatMoney(subscription.due, locale)}` : ''
    const access =
      status === 'unpaid' ? 'Access is paused until it is paid.' : 'You still have access for now.'
    return {
      tone: 'problem',
      label: 'Payment failed',
      sentence: `Your last payment${owed} did not go through. ${access} Update your payment method to keep your plan.`,
    }
  }
  if (status === 'trialing') {
    const end = date(trial_end ?? period_end)
    return {
      tone: 'good',
      label: `Trial ends ${end}`,
      sentence: `Free until ${end}; then ${price} is charged unless you cancel before.`,
    }
  }
  if (status === 'active') {
    return {
      tone: 'good',
      label: 'Active',
      sentence: `Renews on ${date(period_end)} for ${price} plus any tax.`,
    }
  }
  if (status === 'paused') {
    return { tone: 'notice', label: 'Paused', sentence: 'Nothing is charged while your plan is paused.' }
  }
  if (status === 'incomplete') {
    return {
      tone: 'notice',
      label: 'Waiting for payment',
      sentence: 'The first payment is not confirmed yet. Nothing renews until it is.',
    }
  }
  return {
    tone: 'notice',
    label: 'Being updated',
    sentence: 'Open the portal to see the details of this plan.',
  }
}

export function hasEnded({ status, ended_at }: Pick<SubscriptionView, 'status' | 'ended_at'>): boolean {
  return ended_at !== null || status === 'canceled' || status === 'incomplete_expired'
}

export function isEnding(subscription: SubscriptionView): boolean {
  return subscription.cancel_at_period_end && !hasEnded(subscription)
}

/** Running: paid for or in trial, and not about to end. */
export function isContinuing(subscription: SubscriptionView): boolean {
  return ['active', 'trialing'].includes(subscription.status) && !subscription.cancel_at_period_end
}

/** What is running comes before what is over; among equals the newest first, as they arrive. */
export function inOrderOfInterest(subscriptions: readonly SubscriptionView[]): SubscriptionView[] {
  return subscriptions.toSorted((a, b) => Number(hasEnded(a)) - Number(hasEnded(b)))
}
