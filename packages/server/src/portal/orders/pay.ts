import {
  confirmCustomerOrderPayment,
  getCustomerOrder,
  getCustomerOrderPaymentStatus,
} from '@verge/polar/contract/orders'
import { explainRefusal, inWords } from '../explain-refusal.ts'
import { done, problem } from '../notice.ts'
import type { Action, Outcome, Visit } from '../visit.ts'
import { paymentStanding, type PaymentStanding } from './payment-standing.ts'

export const payOrder: Action = async (visit, { params, form }) => {
  const { polar, messages, to, absolute, processor, format } = visit
  const id = params.id!
  const payment_method_id = form.get('payment_method_id')
  if (!payment_method_id) return { to: to(`/orders/${id}/pay`), notice: problem(messages.pay.choose) }
  try {
    const answer = await polar.call(confirmCustomerOrderPayment, {
      params: { id },
      body: { payment_method_id, payment_processor: 'stripe' },
    })
    const standing = paymentStanding(answer)
    if (standing.kind === 'asks' && processor) {
      const back = absolute(`/orders/${id}/pay/return`)
      return { to: processor.authentication(standing.client_secret, back, format.locale) }
    }
    return told(visit, id, standing)
  } catch (error) {
    const notice = explainRefusal(error, {
      PaymentAlreadyInProgress: messages.pay.busy,
      OrderNotEligibleForRetry: messages.pay.notOpen,
      ManualRetryLimitExceeded: messages.pay.tooMany,
    })
    return { to: to(`/orders/${id}`), notice }
  }
}

/** What came of the payment is asked of the API, never read from the address that the bank sent back. */
export const concludePayment: Action = async (visit, { params }) => {
  const id = params.id!
  const { status, error } = await visit.polar.call(getCustomerOrderPaymentStatus, { params: { id } })
  return told(visit, id, paymentStanding({ status, error, client_secret: null }))
}

async function told(visit: Visit, id: string, standing: PaymentStanding): Promise<Outcome> {
  const { polar, messages, format, to } = visit
  const page = to(`/orders/${id}`)
  if (standing.kind === 'failed')
    return { to: `${page}/pay`, notice: problem(inWords(standing.error, messages.pay.failed, format)) }
  if (standing.kind !== 'paid') return { to: page, notice: problem(messages.pay.waiting) }
  const { due_amount, currency, subscription_id } = await polar.call(getCustomerOrder, { params: { id } })
  return {
    to: page,
    notice: done(messages.pay.done({ amount: format.money(due_amount, currency) })),
    result: { action: 'paid', subscription_id },
  }
}
