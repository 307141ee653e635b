import { explainCancellation } from '@verge/polar/contract/own-subscriptions'
import {
  cancellationReason,
  revokeCustomerSubscription,
  updateCustomerSubscription,
  type CustomerSubscription,
} from '@verge/polar/contract/subscriptions'
import { isPastDue, isTrialing } from '@verge/polar/policy/subscriptions'
import { Refusal } from '@verge/polar/refusals'
import { explainRefusal } from '../explain-refusal.ts'
import { done } from '../notice.ts'
import type { Action, Outcome, Visit } from '../visit.ts'

export const cancel: Action = async (visit, { params, form }) => {
  const { polar, messages, format, to } = visit
  const id = params.id!
  if (form.get('ends') === 'at_once') return endAtOnce(visit, id, form)
  const page = to(`/subscriptions/${id}`)
  try {
    const { ends_at, current_period_end } = await polar.call(updateCustomerSubscription, {
      params: { id },
      body: { cancel_at_period_end: true, ...reasonIn(form) },
    })
    return {
      to: page,
      notice: done(messages.cancel.done({ date: format.date(ends_at ?? current_period_end) })),
      result: { action: 'canceled', subscription_id: id },
    }
  } catch (error) {
    return {
      to: page,
      notice: explainRefusal(error, { AlreadyCanceledSubscription: messages.cancel.doneBefore }),
    }
  }
}

/** A paused subscription has no period whose end could be waited for. */
async function endAtOnce(
  { polar, messages, to }: Visit,
  id: string,
  form: URLSearchParams,
): Promise<Outcome> {
  const page = to(`/subscriptions/${id}`)
  try {
    await polar.call(revokeCustomerSubscription, { params: { id }, body: reasonIn(form) })
    const result = { action: 'canceled', subscription_id: id }
    return { to: page, notice: done(messages.cancel.doneAtOnce), result }
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

export const reactivate: Action = async (visit, { params }) => {
  const { polar, messages, to } = visit
  const id = params.id!
  const page = to(`/subscriptions/${id}`)
  try {
    const body = { cancel_at_period_end: false }
    const subscription = await polar.call(updateCustomerSubscription, { params: { id }, body })
    return {
      to: page,
      notice: done(continuation(visit, subscription)),
      result: { action: 'reactivated', subscription_id: id },
    }
  } catch (error) {
    const notice = explainRefusal(error, {
      PaymentMethodRequired: messages.noCard,
      BadRequest: messages.reactivate.doneBefore,
      ResourceUnavailable: messages.reactivate.tooLate,
    })
    const needsCard = error instanceof Refusal && error.error === 'PaymentMethodRequired'
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
