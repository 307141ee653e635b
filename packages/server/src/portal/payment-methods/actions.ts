import { listOverduePayments } from '@verge/polar/contract/overdue-payments'
import { deletePaymentMethod, listPaymentMethods } from '@verge/polar/contract/payment-methods'
import { updatePortalCustomer } from '@verge/polar/contract/portal-customers'
import { listCustomerSubscriptions } from '@verge/polar/contract/subscriptions'
import { isRefusal } from '@verge/polar/refusals'
import { explainRefusal } from '../explain-refusal.ts'
import { codeFirst } from '../confirmation/fresh.ts'
import { done, problem } from '../notice.ts'
import { paidByNewDefault } from '../overdue/owed.ts'
import type { Action } from '../visit.ts'
import { agreedIn, agreedOf } from './agreed.ts'
import { cardName } from './card-name.ts'
import { cardsOf, paidWith } from './cards.ts'
import { defaultShown } from './default-page.tsx'
import { whatCameOf } from './outcome.ts'

/** Charges at once what is past due, so it does what its page said or nothing. */
export const makeDefault: Action = async (visit, { params, form }) => {
  const { polar, messages, to } = visit
  const page = to('/payment-methods')
  const { items } = await polar.call(listPaymentMethods, { query: { limit: 100 } })
  const method = items.find(({ id }) => id === params.id)
  if (!method) return { to: page, notice: problem(messages.methods.gone) }
  const agreed = agreedIn(form)
  const due = paidByNewDefault(await visit.owed())
  const charged = agreedOf(due, agreed)
  const body = { default_payment_method_id: method.id }
  try {
    if (polar.supports(listOverduePayments))
      await polar.call(updatePortalCustomer, { body: { ...body, agreed_payments: agreed } })
    else if (charged.length < due.length) return defaultShown(visit, method, { isAnew: true })
    else await polar.call(updatePortalCustomer, { body })
  } catch (error) {
    if (isRefusal(error, 'QuoteOutdated')) return defaultShown(visit, method, { isAnew: true })
    throw error
  }
  const said = messages.methods.madeDefault({ card: cardName(method, messages) })
  const result = { action: 'payment_method_updated', subscription_id: null }
  return { to: page, ...(await whatCameOf(visit, method, charged, { said })), result }
}

export const removeCard: Action = async (visit, { params }) => {
  const { polar, messages, to } = visit
  const page = to('/payment-methods')
  const cards = await cardsOf(polar)
  const [last, another] = cards.items
  if (last && !another && last.id === params.id) {
    // Nobody is asked for a code before something that cannot be done.
    const { items } = await polar.call(listCustomerSubscriptions, { query: { limit: 100 } })
    if (paidWith(last, cards, items).paid.length > 0)
      return { to: page, notice: problem(messages.methods.inUse) }
    const asks = `/payment-methods/${params.id}/remove`
    const first = codeFirst(visit, { page: asks, form: asks })
    if (first) return first
  }
  try {
    await polar.call(deletePaymentMethod, { params: { id: params.id! } })
    return {
      to: page,
      notice: done(messages.methods.removed),
      result: { action: 'payment_method_updated', subscription_id: null },
    }
  } catch (error) {
    const notice = explainRefusal(error, {
      PaymentMethodInUseByActiveSubscription: messages.methods.inUse,
      PaymentAlreadyInProgress: messages.methods.beingCharged,
      ResourceNotFound: messages.methods.gone,
    })
    return { to: page, notice }
  }
}
