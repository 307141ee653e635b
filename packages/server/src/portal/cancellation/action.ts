import { cancelAsQuoted, quoteCancellation } from '@verge/polar/contract/leaving'
import { explainCancellation } from '@verge/polar/contract/own-subscriptions'
import {
  cancellationReason,
  getCustomerSubscription,
  revokeCustomerSubscription,
  updateCustomerSubscription,
  type CustomerSubscription,
} from '@verge/polar/contract/subscriptions'
import { isPastDue, isTrialing } from '@verge/polar/policy/subscriptions'
import { isRefusal } from '@verge/polar/refusals'
import { explainRefusal } from '../explain-refusal.ts'
import { done } from '../notice.ts'
import { shownAnew } from '../subscriptions/shown-anew.tsx'
import { quotedIn, withNextCharge } from '../subscriptions/take-back.tsx'
import type { Action, Outcome, View, Visit } from '../visit.ts'
import { cancellationShown, waivedAtPolar, waivedWords } from './page.tsx'

export const cancel: Action = async (visit, { params, form }) => {
  const { polar, messages, to } = visit
  const id = params.id!
  const quote_id = form.get('quote')?.slice(0, 128)
  if (polar.supports(cancelAsQuoted)) {
    // Nobody cancels what they were not shown.
    if (!quote_id) return cancellationShown(visit, id, { isAnew: true })
    return asShown(visit, id, quote_id, form)
  }
  if (form.get('ends') === 'at_once') return endAtOnce(visit, id, form)
  const page = to(`/subscriptions/${id}`)
  try {
    const subscription = await polar.call(updateCustomerSubscription, {
      params: { id },
      body: { cancel_at_period_end: true, ...reasonIn(form) },
    })
    return {
      to: page,
      notice: done(scheduledWords(visit, subscription, isPastDue(subscription))),
      result: { action: 'canceled', subscription_id: id },
    }
  } catch (error) {
    return {
      to: page,
      notice: explainRefusal(error, { AlreadyCanceledSubscription: messages.cancel.doneBefore }),
    }
  }
}

/** What the page said, or nothing: then it is shown anew. */
async function asShown(
  visit: Visit,
  id: string,
  quote_id: string,
  form: URLSearchParams,
): Promise<Outcome | View> {
  const { polar, messages, to } = visit
  const words = messages.cancel
  const page = to(`/subscriptions/${id}`)
  try {
    const { id: holds, open, waived } = await polar.call(quoteCancellation, { params: { id } })
    if (holds !== quote_id) return cancellationShown(visit, id, { isAnew: true })
    const body = { quote_id, ...reasonIn(form) }
    const { subscription } = await polar.call(cancelAsQuoted, { params: { id }, body })
    const text = subscription.ended_at
      ? [words.doneAtOnce, ...waivedWords(waived, visit)].join(' ')
      : scheduledWords(visit, subscription, open.length > 0 || isPastDue(subscription))
    const result = { action: 'canceled', subscription_id: id }
    return { to: page, notice: done(text), result }
  } catch (error) {
    if (isRefusal(error, 'QuoteOutdated')) return cancellationShown(visit, id, { isAnew: true })
    return {
      to: page,
      notice: explainRefusal(error, { AlreadyCanceledSubscription: words.doneBefore }),
    }
  }
}

/** With its period, or sooner where what is owed for that stays unpaid. */
function scheduledWords(
  { messages, format }: Visit,
  subscription: CustomerSubscription,
  isOwing: boolean,
): string {
  const date = format.date(subscription.ends_at ?? subscription.current_period_end)
  const { next, cancel: words } = messages
  return isOwing ? `${next.canceled({ date })} ${next.onlyOpen}` : words.done({ date })
}

/** Where Polar lets the customer end it at once: paused, or not paid. */
async function endAtOnce(visit: Visit, id: string, form: URLSearchParams): Promise<Outcome> {
  const { polar, messages, to } = visit
  const page = to(`/subscriptions/${id}`)
  try {
    const { status, currency } = await polar.call(getCustomerSubscription, { params: { id } })
    const amount = (await waivedAtPolar(visit, { id, status })) ?? 0
    await polar.call(revokeCustomerSubscription, { params: { id }, body: reasonIn(form) })
    const waived = amount > 0 ? [{ amount, currency, is_being_paid: false }] : []
    const result = { action: 'canceled', subscription_id: id }
    const text = [messages.cancel.doneAtOnce, ...waivedWords(waived, visit)].join(' ')
    return { to: page, notice: done(text), result }
  } catch (error) {
    const notice = explainRefusal(error, {
      AlreadyCanceledSubscription: messages.cancel.doneBefore,
      RevokeNotAllowed: messages.refused.RevokeNotAllowed,
    })
    return { to: page, notice }
  }
}

export const giveReason: Action = async ({ polar, messages, to }, { params, form }) => {
  const id = params.id!
  await polar.call(explainCancellation, { params: { id }, body: reasonIn(form) })
  return { to: to(`/subscriptions/${id}`), notice: done(messages.cancel.thanks) }
}

export const reactivate: Action = async (visit, { params, query, form }) => {
  const { polar, messages, to } = visit
  const id = params.id!
  const page = to(`/subscriptions/${id}`)
  try {
    const body = { cancel_at_period_end: false, ...(await quotedIn(visit, id, form)) }
    const subscription = await polar.call(updateCustomerSubscription, { params: { id }, body })
    return {
      to: page,
      notice: done(await withNextCharge(visit, subscription, continuation(visit, subscription))),
      result: { action: 'reactivated', subscription_id: id },
    }
  } catch (error) {
    const anew = await shownAnew(visit, { params, query }, error)
    if (anew) return anew
    const notice = explainRefusal(error, {
      PaymentMethodRequired: messages.noCard,
      BadRequest: messages.reactivate.doneBefore,
      ResourceUnavailable: messages.reactivate.tooLate,
    })
    const needsCard = isRefusal(error, 'PaymentMethodRequired')
    return { to: needsCard ? to('/payment-methods') : page, notice }
  }
}

function reasonIn(form: URLSearchParams) {
  return {
    cancellation_reason: cancellationReason.safeParse(form.get('reason')).data ?? null,
    cancellation_comment: form.get('comment')?.trim().slice(0, 4000) || null,
  }
}

function continuation({ messages, format }: Visit, subscription: CustomerSubscription): string {
  const date = format.date(subscription.current_period_end)
  if (isTrialing(subscription)) return messages.reactivate.doneTrial({ date })
  return isPastDue(subscription) ? messages.reactivate.donePastDue : messages.reactivate.done({ date })
}
