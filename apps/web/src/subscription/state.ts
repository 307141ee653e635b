import { english, subscriptionInWords, type InWords, type Messages } from '@verge/react'
import { formatMoney, type Money } from './money.ts'

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

/** As the parts of `@verge/react` say it, and beyond that what only Verge knows: the amount that is owed, and who is charged no more. */
export function stateInWords(subscription: SubscriptionView, locale?: string): InWords {
  const { status, due, product_name } = subscription
  const messages: Partial<Messages> = {
    ends: (about) => {
      const { label, sentence } = english.ends(about)
      const further = status === 'past_due' ? '' : ' You will not be charged again.'
      return { label, sentence: sentence + further }
    },
    payment_overdue: () => failed(due, 'You still have access for now.', locale),
    none: (about) => {
      if (hasEnded(subscription)) return ended
      if (status === 'unpaid') return failed(due, 'Access is paused until it is paid.', locale)
      if (status === 'incomplete') return english.none(about)
      return { label: 'Being updated', sentence: 'Open the portal to see the details of this plan.' }
    },
  }
  const view = { ...subscription, product: { name: product_name } }
  const words = subscriptionInWords(view, { locale, messages })
  const tone = status === 'unpaid' ? 'problem' : hasEnded(subscription) ? 'quiet' : words.tone
  return { ...words, tone }
}

const ended = {
  label: 'Ended',
  sentence: 'Your plan ended. You are not charged any more; your invoices stay available.',
}

function failed(due: Money | null, access: string, locale: string | undefined) {
  const owed = due ? ` of ${formatMoney(due, locale)}` : ''
  return {
    label: 'Payment failed',
    sentence: `Your last payment${owed} did not go through. ${access} Update your payment method to keep your plan.`,
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
