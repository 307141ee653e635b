import { getCustomerOrderPaymentStatus } from '@verge/polar/contract/orders'
import { resubscribe } from '@verge/polar/contract/own-subscriptions'
import { isRefusal } from '@verge/polar/refusals'
import { agreedAmount } from '../agreed-amount.ts'
import { explainRefusal, inWords } from '../explain-refusal.ts'
import { paymentStanding } from '../orders/payment-standing.ts'
import { done, problem } from '../notice.ts'
import type { Action, Outcome, Visit } from '../visit.ts'
import { resubscriptionShown } from './page.tsx'

export const buyAgain: Action = async (visit, { params, form }) => {
  const { polar, messages, to, absolute, processor, format } = visit
  const id = params.id!
  const agreed_amount = agreedAmount(form)
  const idempotency_key = form.get('key') ?? ''
  // Nobody buys what they were not shown.
  if (agreed_amount === null) return resubscriptionShown(visit, id, { isAnew: true })
  try {
    const body = { agreed_amount, idempotency_key }
    const answer = await polar.call(resubscribe, { params: { id }, body })
    const standing = paymentStanding(answer)
    if (standing.kind === 'asks' && processor) {
      const back = absolute(`/subscriptions/${answer.subscription_id}/activate?order=${answer.order_id}`)
      return { to: processor.authentication(standing.client_secret, back, format.locale) }
    }
    if (standing.kind === 'failed') {
      return {
        to: to(`/subscriptions/${id}`),
        notice: problem(inWords(standing.error, messages.pay.failed, format)),
      }
    }
    return bought(visit, answer.subscription_id, standing.kind === 'paid')
  } catch (error) {
    if (isRefusal(error, 'QuoteOutdated')) return resubscriptionShown(visit, id, { isAnew: true })
    return {
      to: to(),
      notice: explainRefusal(error, { AlreadyActiveSubscriptionError: messages.resubscribe.already }),
    }
  }
}

/** Back from the bank: what came of it is asked of the API, never read from the address. */
export const activate: Action = async (visit, { params, form }) => {
  const { polar, messages, format, to } = visit
  const order = form.get('order') ?? ''
  const { status, error } = await polar.call(getCustomerOrderPaymentStatus, { params: { id: order } })
  const standing = paymentStanding({ status, error, client_secret: null })
  if (standing.kind === 'failed')
    return { to: to(), notice: problem(inWords(standing.error, messages.pay.failed, format)) }
  if (standing.kind !== 'paid')
    return { to: to(`/subscriptions/${params.id}/activate?${new URLSearchParams({ order })}`) }
  return bought(visit, params.id!, true)
}

function bought({ messages, to }: Visit, subscription_id: string, isPaid: boolean): Outcome {
  if (!isPaid) return { to: to(), notice: problem(messages.resubscribe.waiting) }
  return {
    to: to(`/subscriptions/${subscription_id}`),
    notice: done(messages.resubscribe.done),
    result: { action: 'resubscribed', subscription_id },
  }
}
