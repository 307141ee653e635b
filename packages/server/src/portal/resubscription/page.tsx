import { previewResubscription, resubscribe } from '@verge/polar/contract/own-subscriptions'
import { getCustomerSubscription } from '@verge/polar/contract/subscriptions'
import { isRefusal } from '@verge/polar/refusals'
import { cardName } from '../payment-methods/card-name.ts'
import { addressToAddCard } from '../payment-methods/next.ts'
import { defaultCard } from '../payment-methods/cards.ts'
import { standingOf } from '../subscriptions/standing.ts'
import { messagePage } from '../ui/message-page.tsx'
import { QuoteMoved } from '../ui/quote-moved.tsx'
import type { Outcome, Page, View, Visit } from '../visit.ts'
import { Form } from '../ui/form.tsx'

/** What buying again costs today and from then on, before anything is charged. */
export const resubscriptionPage: Page = (visit, { params }) => resubscriptionShown(visit, params.id!)

/** `isAnew`: what was shown before has moved. */
export async function resubscriptionShown(
  visit: Visit,
  id: string,
  { isAnew = false }: { isAnew?: boolean } = {},
): Promise<View | Outcome> {
  const { polar, messages, format, to, newKey } = visit
  if (!polar.supports(resubscribe)) return { to: to(`/subscriptions/${id}`) }
  const [subscription, method] = await Promise.all([
    polar.call(getCustomerSubscription, { params: { id } }),
    defaultCard(polar),
  ])
  const charge = await previewOf(polar, id)
  const words = messages.resubscribe
  const title = words.title({ product: subscription.product.name })
  if (!charge) return messagePage(title, [words.already])
  const standing = standingOf(subscription, { charge, overdue: null, open: [] }, messages, format)
  const today = format.money(charge.due_amount, subscription.currency)
  return {
    title,
    status: isAnew ? 409 : 200,
    body: (
      <>
        <h1>{title}</h1>
        {isAnew && <QuoteMoved messages={messages} />}
        <div class="card">
          <p>
            <strong>{words.today({ amount: today })}</strong>{' '}
            {standing.tax && <span class="quiet">{standing.tax}</span>}
          </p>
          <p>{words.terms({ price: standing.price })}</p>
          <p class="quiet">
            {method ? messages.paidWith({ card: cardName(method, messages) }) : messages.noCard}
          </p>
          <div class="actions">
            {method ? (
              <Form to={to(`/subscriptions/${id}/resubscribe`)}>
                <input type="hidden" name="agreed_amount" value={String(charge.due_amount)} />
                <input type="hidden" name="key" value={newKey()} />
                <button class="primary">{words.confirm({ amount: today })}</button>
              </Form>
            ) : (
              <a class="button primary" href={addressToAddCard(visit, `/subscriptions/${id}/resubscribe`)}>
                {messages.methods.add}
              </a>
            )}
            <a class="button" href={to()}>
              {messages.problem.toOverview}
            </a>
          </div>
        </div>
      </>
    ),
  }
}

async function previewOf(polar: Visit['polar'], id: string) {
  return polar.call(previewResubscription, { params: { id } }).catch((error: unknown) => {
    if (isRefusal(error, 'SubscriptionNotEnded')) return null
    throw error
  })
}
