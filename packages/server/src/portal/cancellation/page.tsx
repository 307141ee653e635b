import { getPortalCustomer } from '@verge/polar/contract/portal-customers'
import { listCustomerOrders } from '@verge/polar/contract/orders'
import { quoteCancellation, quoteWithdrawal, type LeavingQuote } from '@verge/polar/contract/leaving'
import { explainCancellation } from '@verge/polar/contract/own-subscriptions'
import { getCustomerSubscription, type CustomerSubscription } from '@verge/polar/contract/subscriptions'
import { isOpen } from '@verge/polar/policy/orders'
import { cancellationRefusal, isPaused, isTrialing } from '@verge/polar/policy/subscriptions'
import { messagePage } from '../ui/message-page.tsx'
import { QuoteMoved } from '../ui/quote-moved.tsx'
import type { Page, View, Visit } from '../visit.ts'
import { WithdrawalLine } from '../withdrawal/line.tsx'
import { Offers } from './offers.tsx'
import { ReasonFields } from './reason.tsx'
import { stayOf } from './stay.tsx'

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
  if (!isPaused(subscription) && cancellationRefusal(subscription)) {
    return messagePage(title, [words.doneBefore], {
      other: { to: address, text: messages.problem.toOverview },
    })
  }
  const [shown, withdrawal, less] = await Promise.all([
    shownOf(visit, subscription),
    polar.supports(quoteWithdrawal) ? attempt(polar.call(quoteWithdrawal, { params: { id } })) : null,
    stayOf(visit, id),
  ])
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
          <form method="post" action={`${address}/cancel`}>
            {shown.id && <input type="hidden" name="quote" value={shown.id} />}
            {shown.ends_at === null && <input type="hidden" name="ends" value="at_once" />}
            {!polar.supports(explainCancellation) && <ReasonFields visit={visit} />}
            <div class="actions">
              <button class="danger">{words.action}</button>
              <a class="button" href={address}>
                {words.keep}
              </a>
            </div>
          </form>
          <Offers visit={visit} subscription={subscription} canPayLess={less !== null} />
        </div>
        {withdrawal && <WithdrawalLine visit={visit} id={id} quote={withdrawal} />}
      </>
    ),
  }
}

/** What the button does, as far as this Polar can say it beforehand. */
type Shown = Pick<LeavingQuote, 'ends_at' | 'undo_until' | 'open'> & { id: string | null }

async function shownOf({ polar }: Visit, subscription: CustomerSubscription): Promise<Shown> {
  const { id, current_period_end } = subscription
  if (polar.supports(quoteCancellation)) return polar.call(quoteCancellation, { params: { id } })
  const orders = await polar.call(listCustomerOrders, { query: { subscription_id: [id], limit: 100 } })
  const ends_at = isPaused(subscription) ? null : current_period_end
  const open = orders.items
    .filter(isOpen)
    .map(({ id: order_id, due_amount, currency }) => ({ order_id, amount: due_amount, currency }))
  return { id: null, ends_at, undo_until: ends_at, open }
}

interface Told {
  visit: Visit
  subscription: CustomerSubscription
  shown: Shown
}

/** Above the button: when it ends, that nothing more is charged, what is refunded, what stays open, and until when it can be undone. */
function What({ visit: { messages, format }, subscription, shown: { ends_at, undo_until, open } }: Told) {
  const words = messages.cancel
  return (
    <>
      <p>
        <strong>{ends_at ? words.until({ date: format.date(ends_at) }) : words.atOnce}</strong>
      </p>
      {ends_at && <p>{isTrialing(subscription) ? words.noChargeTrial : words.noCharge}</p>}
      {ends_at && !isTrialing(subscription) && <p>{words.noRefund}</p>}
      {open.map(({ amount, currency }) => (
        <p>{words.overdue({ amount: format.money(amount, currency) })}</p>
      ))}
      {undo_until && <p>{words.undo({ date: format.date(undo_until) })}</p>}
    </>
  )
}
