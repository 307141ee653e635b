import type { CustomerOrder } from '@verge/polar/contract/orders'
import { isOpen, isWithdrawn } from '@verge/polar/policy/orders'
import {
  isBillable,
  isPauseAwaitingPayment,
  isPaused,
  type Lifecycle,
} from '@verge/polar/policy/subscriptions'
import { addDays, addSeconds } from './billing-period.ts'

/** Taken in this order, by the alphabet, where several fall due at one instant: money that may have moved comes first. */
export type DueKind =
  | 'attempt'
  | 'card_expiry'
  | 'card_removal'
  | 'checkout'
  | 'payment_retry'
  | 'period_end'
  | 'processor_event'
  | 'refund'
  | 'reminder'
  | 'resumption'
  | 'revocation'
  | 'webhook'

/** When a row's work falls due; null: there is none. */
export type Dues = Partial<Record<DueKind, Date | null>>

/** Whoever opened an attempt has so long to hear the processor's answer; then anybody asks for it. */
const answerWithinSeconds = 30
/** Nobody answers a bank for longer than this. */
const patienceDays = 1

type Subscription = Pick<Lifecycle, 'status' | 'pause_at_period_end'> & {
  current_period_end: Date
  resumes_at: Date | null
}

export function duesOfSubscription(subscription: Subscription): Dues {
  const mayPass = isBillable(subscription) && !isPauseAwaitingPayment(subscription)
  return {
    period_end: mayPass ? subscription.current_period_end : null,
    resumption: isPaused(subscription) ? subscription.resumes_at : null,
  }
}

/** What came with a product goes with the last day of grace, at the hour. */
export function duesOfRevocation({
  past_due_at,
  grace_days,
}: {
  past_due_at: Date
  grace_days: number
}): Dues {
  return { revocation: addDays(past_due_at, grace_days) }
}

export function duesOfOrder(order: { next_payment_attempt_at: Date | null }): Dues {
  return { payment_retry: order.next_payment_attempt_at }
}

interface Attempt {
  status: 'unknown' | 'requires_action' | 'processing' | 'quarantined' | 'succeeded' | 'failed'
  refund_status: 'pending' | 'succeeded' | 'failed' | null
  ask_after: Date | null
  created_at: Date
  modified_at: Date | null
}

/** An unheard outcome is asked for, a bank that nobody answers is given up, money that came too late goes back. */
export function duesOfAttempt(attempt: Attempt, order: Pick<CustomerOrder, 'status'>): Dues {
  const { status, refund_status, created_at, modified_at, ask_after } = attempt
  if (status === 'unknown' || status === 'processing')
    return { attempt: ask_after ?? addSeconds(created_at, answerWithinSeconds) }
  if (status === 'requires_action') {
    return { attempt: ask_after ?? (isWithdrawn(order) ? created_at : addDays(created_at, patienceDays)) }
  }
  return { attempt: refund_status === 'pending' ? (ask_after ?? modified_at ?? created_at) : null }
}

/** What the customer removed the processor is to forget as well. */
export function duesOfCard(card: { deleted_at: Date | null; detached_at: Date | null }): Dues {
  return { card_removal: card.detached_at ? null : card.deleted_at }
}

interface Asked {
  status: string
  created_at: Date
  ask_after: Date | null
}

/** A refund that the processor has not made yet, or that takes the bank days. */
export function duesOfRefund({ status, created_at, ask_after }: Asked): Dues {
  return { refund: status === 'pending' ? (ask_after ?? addSeconds(created_at, answerWithinSeconds)) : null }
}

/** What the processor told of, and nobody has asked it about yet. */
export function duesOfProcessorEvent({ status, created_at, ask_after }: Asked): Dues {
  const at = ask_after ?? addSeconds(created_at, answerWithinSeconds)
  return { processor_event: status === 'received' ? at : null }
}

/** Something that an endpoint is still to be told. */
export function duesOfWebhookEvent({ next_attempt_at }: { next_attempt_at: Date | null }): Dues {
  return { webhook: next_attempt_at }
}

interface Checkout {
  status: string
  order_id: string | null
  expires_at: Date
}

/**
 * An open checkout expires. A confirmed one is concluded when its payment is, or given up when nobody answered for its
 * card in its day.
 */
export function duesOfCheckout(
  checkout: Checkout,
  order: (Pick<CustomerOrder, 'status'> & { created_at: Date; modified_at: Date | null }) | null,
): Dues {
  if (checkout.status === 'open') return { checkout: checkout.expires_at }
  if (checkout.status !== 'confirmed') return { checkout: null }
  if (!checkout.order_id || !order) return { checkout: checkout.expires_at }
  return { checkout: isOpen(order) ? null : (order.modified_at ?? order.created_at) }
}

const secondsMin = 5
const tenMinutes = 600
const oneHour = 3_600

/** What waits for an answer is asked for again after half the time that it waits already: soon, and after a day each hour. */
export function waitOf(since: Date, now: Date): Date {
  const waited = (now.getTime() - since.getTime()) / 1000
  const secondsMax = now < addDays(since, 1) ? tenMinutes : oneHour
  return addSeconds(now, Math.min(secondsMax, Math.max(secondsMin, waited / 2)))
}

/** Failures in a row after which a row is parked for somebody to look at. */
export const triesMax = 6

/** From seconds to an hour: an outage of minutes parks nothing. */
export function backOff(tries: number, now: Date): Date {
  return addSeconds(now, Math.min(oneHour, secondsMin * 4 ** (tries - 1)))
}

/** Whoever failed in a batch is tried in a smaller one, and in the end alone. */
export function batchSize(tries: number): number {
  return tries === 1 ? 100 : tries === 2 ? 10 : 1
}

/** Nobody who was served nothing for so long is charged without somebody's word: the clock may be wrong. */
export const daysLateMax = 60

export function isTooLate(due_at: Date, now: Date): boolean {
  return now > addDays(due_at, daysLateMax)
}
