import {
  confirmCustomerOrderPayment,
  getCustomerOrder,
  getCustomerOrderPaymentStatus,
} from '@verge/polar/contract/orders'
import type { InputOf } from '@verge/polar/contract/operation'
import { listOverduePayments } from '@verge/polar/contract/overdue-payments'
import { canBePaid } from '@verge/polar/policy/orders'
import { listPaymentMethods } from '@verge/polar/contract/payment-methods'
import { isRefusal, outdated } from '@verge/polar/refusals'
import { agreedAmount } from '../agreed-amount.ts'
import { explainRefusal, inWords } from '../explain-refusal.ts'
import { done, problem } from '../notice.ts'
import { paidByNewDefault } from '../overdue/owed.ts'
import type { Action, Outcome, Visit } from '../visit.ts'
import { cardName } from '../payment-methods/card-name.ts'
import { whatCameOf } from '../payment-methods/outcome.ts'
import { payShown } from './pay-page.tsx'
import { paymentStanding, type PaymentStanding } from './payment-standing.ts'

export const payOrder: Action = async (visit, { params, form }) => {
  const { messages, to, absolute, processor, format } = visit
  const id = params.id!
  const payment_method_id = form.get('payment_method_id')
  if (!payment_method_id) return { to: to(`/orders/${id}/pay`), notice: problem(messages.pay.choose) }
  // Nobody pays what they were not shown.
  const agreed_amount = agreedAmount(form)
  if (agreed_amount === null) return payShown(visit, id, { isAnew: true })
  try {
    const answer = await confirm(visit, id, { payment_method_id, payment_processor: 'stripe', agreed_amount })
    const standing = paymentStanding(answer)
    if (standing.kind === 'asks' && processor) {
      const back = absolute(`/orders/${id}/pay/return`)
      return { to: processor.authentication(standing.client_secret, back, format.locale) }
    }
    return told(visit, id, standing)
  } catch (error) {
    if (isRefusal(error, 'QuoteOutdated')) return payShown(visit, id, { isAnew: true })
    const notice = explainRefusal(error, {
      PaymentAlreadyInProgress: messages.pay.busy,
      OrderNotEligibleForRetry: messages.pay.notOpen,
      ManualRetryLimitExceeded: messages.pay.tooMany,
    })
    return { to: to(`/orders/${id}`), notice }
  }
}

/** Where the API cannot hold itself to the amount, it is asked for it once more. @throws QuoteOutdated */
async function confirm(
  { polar }: Visit,
  id: string,
  { agreed_amount, ...body }: InputOf<typeof confirmCustomerOrderPayment>['body'] & { agreed_amount: number },
) {
  const params = { id }
  if (polar.supports(listOverduePayments))
    return polar.call(confirmCustomerOrderPayment, { params, body: { ...body, agreed_amount } })
  const order = await polar.call(getCustomerOrder, { params })
  if (canBePaid(order) && order.due_amount !== agreed_amount) throw outdated()
  return polar.call(confirmCustomerOrderPayment, { params, body })
}

/** What came of the payment is asked of the API, never read from the address that the bank sent back. */
export const concludePayment: Action = async (visit, { params }) => {
  const id = params.id!
  const { status, error } = await visit.polar.call(getCustomerOrderPaymentStatus, { params: { id } })
  const next = await nextToApprove(visit, id)
  if (next) return next
  return told(visit, id, paymentStanding({ status, error, client_secret: null }))
}

/** Where the bank asks about several: on to the next one, and after the last what came of them all. */
async function nextToApprove(visit: Visit, after: string): Promise<Outcome | null> {
  const { polar, messages, session, to } = visit
  const { approving } = session
  if (!approving?.payments.some(({ order_id }) => order_id === after)) return null
  const { items } = await polar.call(listPaymentMethods, { query: { limit: 100 } })
  const method = items.find(({ id }) => id === approving.payment_method_id)
  if (!method) return null
  const said = messages.methods.madeDefault({ card: cardName(method, messages) })
  const came = await whatCameOf(visit, method, approving.payments, { said, after })
  if (came.kind === 'asks') return came
  // Of very many, those that the session could not keep in mind are asked about on a page of their own.
  const left = paidByNewDefault(await visit.owed()).some(
    ({ order_id }) => !approving.payments.some((one) => one.order_id === order_id),
  )
  const page = left ? `/payment-methods/${method.id}/default` : '/payment-methods'
  return { to: to(page), approving: null, ...came }
}

async function told(visit: Visit, id: string, standing: PaymentStanding): Promise<Outcome> {
  const { polar, messages, format, to } = visit
  const page = to(`/orders/${id}`)
  if (standing.kind === 'failed')
    return { to: `${page}/pay`, notice: problem(inWords(standing.error, messages.pay.failed, format)) }
  if (standing.kind !== 'paid') return { to: page }
  const { due_amount, currency, subscription_id } = await polar.call(getCustomerOrder, { params: { id } })
  return {
    to: page,
    notice: done(messages.pay.done({ amount: format.money(due_amount, currency) })),
    result: { action: 'paid', subscription_id },
  }
}
