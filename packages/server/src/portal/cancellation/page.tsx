import { getPortalCustomer } from '@verge/polar/contract/portal-customers'
import { listCustomerOrders } from '@verge/polar/contract/orders'
import { explainCancellation } from '@verge/polar/contract/own-subscriptions'
import { getCustomerSubscription, type CustomerSubscription } from '@verge/polar/contract/subscriptions'
import { isOpen } from '@verge/polar/policy/orders'
import { cancellationRefusal, isPaused, isTrialing, pauseRefusal } from '@verge/polar/policy/subscriptions'
import { switchesOf } from '../plan-change/offer.ts'
import { messagePage } from '../ui/message-page.tsx'
import type { Page, Visit } from '../visit.ts'
import { ReasonFields } from './reason.tsx'

/** One screen that says everything, and one click. */
export const cancellationPage: Page = async (visit, { params }) => {
  const { polar, messages, to } = visit
  const id = params.id!
  const [subscription, customer, orders] = await Promise.all([
    polar.call(getCustomerSubscription, { params: { id } }),
    polar.call(getPortalCustomer, {}),
    polar.call(listCustomerOrders, { query: { subscription_id: [id], limit: 100 } }),
  ])
  const address = to(`/subscriptions/${id}`)
  const words = messages.cancel
  const title = words.title({ product: subscription.product.name })
  const endsAtOnce = isPaused(subscription)
  if (!endsAtOnce && cancellationRefusal(subscription)) {
    return messagePage(title, [words.doneBefore], {
      other: { to: address, text: messages.problem.toOverview },
    })
  }
  const overdue = orders.items.filter(isOpen)
  return {
    title,
    body: (
      <>
        <h1>{title}</h1>
        <div class="card">
          {endsAtOnce ? (
            <p>
              <strong>{words.atOnce}</strong>
            </p>
          ) : (
            <>
              <p>
                <strong>{words.until({ date: endOf(visit, subscription) })}</strong>
              </p>
              <p>{isTrialing(subscription) ? words.noChargeTrial : words.noCharge}</p>
            </>
          )}
          {overdue.map((order) => (
            <p>{words.overdue({ amount: visit.format.money(order.due_amount, order.currency) })}</p>
          ))}
          {customer.email && <p class="quiet">{words.mail({ email: customer.email })}</p>}
          <form method="post" action={`${address}/cancel`}>
            {endsAtOnce && <input type="hidden" name="ends" value="at_once" />}
            {!polar.supports(explainCancellation) && <ReasonFields visit={visit} />}
            <div class="actions">
              <button class="danger">{words.action}</button>
              <a class="button" href={address}>
                {words.keep}
              </a>
              {switchesOf(subscription).pause && pauseRefusal(subscription) === null && (
                <a href={`${address}/pause`}>{messages.pause.instead}</a>
              )}
            </div>
          </form>
        </div>
      </>
    ),
  }
}

function endOf({ format }: Visit, subscription: CustomerSubscription): string {
  return format.date(subscription.current_period_end)
}
