import { getPortalCustomer } from '@verge/polar/contract/portal-customers'
import { listCustomerOrders } from '@verge/polar/contract/orders'
import { quoteCancellation, quoteWithdrawal, type LeavingQuote } from '@verge/polar/contract/leaving'
import { explainCancellation } from '@verge/polar/contract/own-subscriptions'
import {
  getCustomerSubscription,
  previewCancellation,
  type CustomerSubscription,
} from '@verge/polar/contract/subscriptions'
import { isOpen } from '@verge/polar/policy/orders'
import { cancellationRefusal, isPastDue, isPaused, isTrialing } from '@verge/polar/policy/subscriptions'
import { isRefusal } from '@verge/polar/refusals'
import { messagePage } from '../ui/message-page.tsx'
import { QuoteMoved } from '../ui/quote-moved.tsx'
import type { Page, View, Visit } from '../visit.ts'
import { WithdrawalLine } from '../withdrawal/line.tsx'
import { Offers } from './offers.tsx'
import { ReasonFields } from './reason.tsx'
import { stayOf } from './stay.tsx'
import { Form } from '../ui/form.tsx'

export const cancellationPage: Page = (visit, { params }) => cancellationShown(visit, params.id!)

/** One screen that says everything, and one click. `isAnew`: what was shown before has moved. */
export async function cancellationShown(
  visit: Visit,
  id: string,
  { isAnew = false }: { isAnew?: boolean } = {},
): Promise<View> {
  const { polar, messages, to, attempt } = visit
  const [subscription, customer] = await Promise.all([
    polar.call(getCustomerSubscription, { params: { id } }),
    polar.call(getPortalCustomer, {}),
  ])
  const address = to(`/subscriptions/${id}`)
  const words = messages.cancel
  const title = words.title({ product: subscription.product.name })
  const [shown, withdrawal, less] = await Promise.all([
    shownOf(visit, subscription),
    polar.supports(quoteWithdrawal) ? attempt(polar.call(quoteWithdrawal, { params: { id } })) : null,
    stayOf(visit, id),
  ])
  if (!shown) {
    return messagePage(title, [words.doneBefore], {
      other: { to: address, text: subscription.product.name },
    })
  }
  return {
    title,
    status: isAnew ? 409 : 200,
    body: (
      <>
        <h1>{title}</h1>
        {isAnew && <QuoteMoved messages={messages} />}
        <div class="card">
          <What visit={visit} subscription={subscription} shown={shown} />
          {customer.email && <p class="quiet">{words.mail({ email: customer.email })}</p>}
          <Form to={`${address}/cancel`}>
            {shown.id && <input type="hidden" name="quote" value={shown.id} />}
            {shown.ends_at === null && <input type="hidden" name="ends" value="at_once" />}
            {!polar.supports(explainCancellation) && <ReasonFields visit={visit} />}
            <div class="actions">
              <button class="danger">{words.action}</button>
              <a class="button" href={address}>
                {words.keep}
              </a>
            </div>
          </Form>
          <Offers visit={visit} subscription={subscription} canPayLess={less !== null} />
        </div>
        {withdrawal && <WithdrawalLine visit={visit} of={`/subscriptions/${id}`} quote={withdrawal} />}
      </>
    ),
  }
}

/** What the button does, as far as this Polar can say it beforehand. */
interface Shown extends Pick<LeavingQuote, 'ends_at' | 'undo_until'> {
  id: string | null
  open: readonly Money[]
  waived: readonly (Money & { is_being_paid: boolean })[]
}
type Money = Pick<LeavingQuote['open'][number], 'amount' | 'currency'>

/** Null: it is canceled already. */
async function shownOf(visit: Visit, subscription: CustomerSubscription): Promise<Shown | null> {
  const { polar } = visit
  const { id, current_period_end, currency } = subscription
  if (polar.supports(quoteCancellation)) {
    return polar.call(quoteCancellation, { params: { id } }).catch((error: unknown) => {
      if (isRefusal(error, 'AlreadyCanceledSubscription')) return null
      throw error
    })
  }
  if (isPaused(subscription)) return { id: null, ends_at: null, undo_until: null, open: [], waived: [] }
  if (cancellationRefusal(subscription)) return null
  const waived = await waivedAtPolar(visit, subscription)
  if (waived !== null) {
    const of = waived > 0 ? [{ amount: waived, currency, is_being_paid: false }] : []
    return { id: null, ends_at: null, undo_until: null, open: [], waived: of }
  }
  const orders = await polar.call(listCustomerOrders, { query: { subscription_id: [id], limit: 100 } })
  const open = orders.items.filter(isOpen).map(({ due_amount, ...of }) => ({ ...of, amount: due_amount }))
  return { id: null, ends_at: current_period_end, undo_until: current_period_end, open, waived: [] }
}

/** What Polar collects no more once it is ended at once; null: Polar lets nobody end it at once. */
export async function waivedAtPolar(
  { polar }: Visit,
  subscription: Pick<CustomerSubscription, 'id' | 'status'>,
): Promise<number | null> {
  if (!isPastDue(subscription)) return null
  const preview = await polar.call(previewCancellation, { params: { id: subscription.id } })
  return preview.stops_collection ? (preview.outstanding_amount ?? 0) : null
}

interface Told {
  visit: Visit
  subscription: CustomerSubscription
  shown: Shown
}

/** Above the button: when it ends, what is still charged and what is not, what is refunded, and until when it can be undone. */
function What({ visit, subscription, shown: { ends_at, undo_until, open, waived } }: Told) {
  const { messages, format } = visit
  const words = messages.cancel
  if (!ends_at) {
    return (
      <>
        <p>
          <strong>{isPaused(subscription) ? words.atOnce : words.unpaid}</strong>
        </p>
        {waivedWords(waived, visit).map((line) => (
          <p>{line}</p>
        ))}
      </>
    )
  }
  const date = format.date(ends_at)
  const isOwing = open.length > 0
  const nothingMore = isTrialing(subscription) ? words.noChargeTrial : words.noCharge
  return (
    <>
      <p>
        <strong>{isOwing ? words.endsOn({ date }) : words.until({ date })}</strong>
      </p>
      {open.map(({ amount, currency }) => (
        <p>{messages.pay.open({ amount: format.money(amount, currency) })}</p>
      ))}
      <p>{isOwing ? messages.next.onlyOpen : nothingMore}</p>
      {!isTrialing(subscription) && !isPastDue(subscription) && <p>{words.noRefund}</p>}
      {undo_until && <p>{words.undo({ date: format.date(undo_until) })}</p>}
    </>
  )
}

/** What is not collected any more, and what becomes of a payment that is under way. */
export function waivedWords(waived: Shown['waived'], { messages, format }: Visit): string[] {
  const words = messages.cancel
  return waived.flatMap(({ amount, currency, is_being_paid }) => {
    const money = format.money(amount, currency)
    return [words.waived({ amount: money }), ...(is_being_paid ? [words.underWay({ amount: money })] : [])]
  })
}
