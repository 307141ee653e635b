import { updatePortalCustomer } from '@verge/polar/contract/portal-customers'
import { deletePaymentMethod, listPaymentMethods } from '@verge/polar/contract/payment-methods'
import { explainRefusal } from '../explain-refusal.ts'
import { done, problem } from '../notice.ts'
import type { Action } from '../visit.ts'
import { cardName } from './card-name.ts'

export const makeDefault: Action = async ({ polar, messages, to }, { params }) => {
  const page = to('/payment-methods')
  const { items } = await polar.call(listPaymentMethods, { query: { limit: 100 } })
  const method = items.find(({ id }) => id === params.id)
  if (!method) return { to: page, notice: problem(messages.methods.gone) }
  await polar.call(updatePortalCustomer, { body: { default_payment_method_id: method.id } })
  return {
    to: page,
    notice: done(messages.methods.madeDefault({ card: cardName(method, messages) })),
    result: { action: 'payment_method_updated', subscription_id: null },
  }
}

export const removeCard: Action = async ({ polar, messages, to }, { params }) => {
  const page = to('/payment-methods')
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
