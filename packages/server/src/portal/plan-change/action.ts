import { getCustomerOrder, getCustomerOrderPaymentStatus } from '@verge/polar/contract/orders'
import {
  getCustomerSubscription,
  updateCustomerSubscription,
  type CustomerSubscription,
} from '@verge/polar/contract/subscriptions'
import { Refusal } from '@verge/polar/refusals'
import { explainRefusal } from '../explain-refusal.ts'
import { done, problem } from '../notice.ts'
import { backFromBank } from '../orders/back-from-bank.ts'
import { paymentStanding } from '../orders/payment-standing.ts'
import { scheduledWords } from '../subscriptions/scheduled.ts'
import { shownAnew } from '../subscriptions/shown-anew.tsx'
import { quotedIn, withNextCharge } from '../subscriptions/take-back.tsx'
import { valuesOf } from '../ui/carry-on.tsx'
import { refusalIn } from '../ui/refused.tsx'
import type { Action, Outcome, Page, View, Visit } from '../visit.ts'
import { confirmationPage } from './confirmation-page.tsx'
import { offerTo } from './offer.ts'
import { choicePage, unknownProduct } from './page.tsx'
import { agreeTo } from './quote.ts'
import { seatsForm } from './seats-page.tsx'
import { pageFor, productIn, seatsIn, type Wish } from './wish.ts'

export const changePlan: Action = async (visit, { params, form }) => {
  const subscription = await visit.polar.call(getCustomerSubscription, { params: { id: params.id! } })
  const wish = productIn(form)
  if (!wish) return choicePage(visit, subscription, unknownProduct())
  return change(visit, subscription, wish, form.get('quote') ?? '')
}

export const changeSeats: Action = async (visit, { params, form }) => {
  const subscription = await visit.polar.call(getCustomerSubscription, { params: { id: params.id! } })
  const wish = seatsIn(form)
  if (!wish) return seatsForm(visit, subscription, { error: visit.messages.changeSeats.whole })
  return change(visit, subscription, wish, form.get('quote') ?? '')
}

async function change(
  visit: Visit,
  subscription: CustomerSubscription,
  wish: Wish,
  quote_id: string,
): Promise<Outcome | View> {
  const { messages, to, absolute, processor, format } = visit
  const { id } = subscription
  // Sent twice: the first time it was done.
  if ('product_id' in wish && wish.product_id === subscription.product_id)
    return changed(visit, subscription, wish)
  const agreed = await agreeTo(visit, subscription, wish, quote_id).catch((error: unknown) =>
    refusalIn(error, messages),
  )
  if (agreed instanceof Refusal) return refusedPage(visit, subscription, wish, agreed)
  if (agreed.client_secret && processor) {
    const back = absolute(changeReturnPath(id, agreed.order_id!, pageFor(wish)))
    return { to: processor.authentication(agreed.client_secret, back, format.locale) }
  }
  if (agreed.client_secret)
    return { to: to(`/subscriptions/${id}`), notice: problem(messages.change.waiting) }
  return changed(visit, agreed.subscription, wish, agreed.order_id)
}

/** Nothing was done, so the page that was sent is shown again, with what is true now. */
async function refusedPage(
  visit: Visit,
  subscription: CustomerSubscription,
  wish: Wish,
  refused: Refusal,
): Promise<View> {
  const page = await confirmationPage(visit, subscription, wish, refused)
  if (!(page instanceof Refusal)) return page
  const why = refused.error === 'QuoteOutdated' ? page : refused
  if ('product_id' in wish) return choicePage(visit, subscription, why)
  return seatsForm(visit, subscription, { typed: String(wish.seats), refused: why })
}

function changeReturnPath(id: string, order: string, page: string): string {
  return `/subscriptions/${id}/change/return?${new URLSearchParams({ order, page })}`
}

/** Back from the bank. */
export const changeReturn: Page = (visit, { params, query }) =>
  backFromBank(visit, {
    order_id: query.get('order') ?? '',
    title: visit.messages.change.finish,
    to: visit.to(`/subscriptions/${params.id}/change/return`),
    values: valuesOf(query, ['order', 'page']),
  })

/** What came of the payment is asked of the API, never read from the address that the bank sent back. */
export const concludeChange: Action = async (visit, { params, form }) => {
  const { polar, messages, to } = visit
  const id = params.id!
  const order_id = form.get('order') ?? ''
  const { status, error } = await polar.call(getCustomerOrderPaymentStatus, { params: { id: order_id } })
  const standing = paymentStanding({ status, error, client_secret: null })
  const page = form.get('page') === 'seats' ? 'seats' : 'change'
  if (standing.kind === 'failed')
    return { to: to(`/subscriptions/${id}/${page}`), notice: problem(messages.refused.PaymentFailed) }
  if (standing.kind !== 'paid') return { to: to(changeReturnPath(id, order_id, page)) }
  const subscription = await polar.call(getCustomerSubscription, { params: { id } })
  const wish = page === 'seats' ? { seats: subscription.seats! } : { product_id: subscription.product_id }
  return changed(visit, subscription, wish, order_id)
}

export const undoChange: Action = async (visit, { params, query, form }) => {
  const { polar, messages, to } = visit
  const id = params.id!
  const page = to(`/subscriptions/${id}`)
  try {
    const body = { pending_update: null, ...(await quotedIn(visit, id, form)) }
    const kept = await polar.call(updateCustomerSubscription, { params: { id }, body })
    const result = { action: 'change_undone', subscription_id: id }
    return { to: page, notice: done(await withNextCharge(visit, kept, messages.change.undone)), result }
  } catch (error) {
    const anew = await shownAnew(visit, { params, query }, error)
    if (anew) return anew
    const { undoneBefore } = messages.change
    return { to: page, notice: explainRefusal(error, { PolarRequestValidationError: undoneBefore }) }
  }
}

async function changed(
  visit: Visit,
  subscription: CustomerSubscription,
  wish: Wish,
  order_id: string | null = null,
): Promise<Outcome> {
  const { polar, messages, format, to } = visit
  const words = messages.change
  const page = to(`/subscriptions/${subscription.id}`)
  const result = (action: string) => ({ action, subscription_id: subscription.id })
  if (isScheduled(subscription, wish)) {
    const products = await offerTo(polar, [subscription])
    const notice = done(scheduledWords(subscription, products, visit)!)
    return { to: page, notice, result: result('change_scheduled') }
  }
  const what =
    'seats' in wish
      ? messages.changeSeats.done({ count: wish.seats })
      : words.done({ product: subscription.product.name })
  const order = order_id ? await polar.call(getCustomerOrder, { params: { id: order_id } }) : null
  const paid =
    order && order.due_amount > 0
      ? ` ${words.paid({ amount: format.money(order.due_amount, order.currency) })}`
      : ''
  const action = 'seats' in wish ? 'seats_changed' : 'plan_changed'
  return { to: page, notice: done(what + paid), result: result(action) }
}

function isScheduled({ pending_update, seats, product_id }: CustomerSubscription, wish: Wish): boolean {
  if (!pending_update) return false
  return 'seats' in wish ? wish.seats !== seats : wish.product_id !== product_id
}
