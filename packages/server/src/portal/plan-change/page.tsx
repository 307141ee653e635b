import {
  getCustomerSubscription,
  listCustomerSubscriptions,
  type CustomerSubscription,
} from '@verge/polar/contract/subscriptions'
import { changeRefusal } from '@verge/polar/policy/subscriptions'
import { invalid, Refusal } from '@verge/polar/refusals'
import { Refused } from '../ui/refused.tsx'
import type { Page, View, Visit } from '../visit.ts'
import { blockedPage, blocks } from '../subscriptions/blocked-page.tsx'
import { confirmationPage } from './confirmation-page.tsx'
import { choicesFor, mayChangePlan, offerTo, priceOf } from './offer.ts'
import { productIn } from './wish.ts'

/** Which plan; with one in the address, what changing to it does and costs. */
export const planPage: Page = async (visit, { params, query }) => {
  const subscription = await visit.polar.call(getCustomerSubscription, { params: { id: params.id! } })
  if (!query.get('product_id')) return choicePage(visit, subscription, null)
  const wish = productIn(query)
  if (!wish) return choicePage(visit, subscription, unknownProduct())
  const page = await confirmationPage(visit, subscription, wish)
  return page instanceof Refusal ? choicePage(visit, subscription, page) : page
}

export function unknownProduct(): Refusal {
  return invalid(['body', 'product_id'], 'Product does not exist.')
}

/** Only what can be chosen is there to choose. */
export async function choicePage(
  visit: Visit,
  subscription: CustomerSubscription,
  refused: Refusal | null,
): Promise<View> {
  const { polar, messages, format, to } = visit
  const words = messages.change
  const why = refused && blocks(refused) ? refused : refusalOf(visit, subscription)
  if (why) return blockedPage(visit, subscription, words.title, why)
  const [products, { items: held }] = await Promise.all([
    offerTo(polar, [subscription]),
    polar.call(listCustomerSubscriptions, { query: { limit: 100 } }),
  ])
  const choices = choicesFor(subscription, products, held)
  const address = to(`/subscriptions/${subscription.id}`)
  const { amount, currency, recurring_interval, recurring_interval_count } = subscription
  const price = messages.price[recurring_interval]({
    amount: format.money(amount, currency),
    count: recurring_interval_count,
  })
  return {
    title: words.title,
    status: refused?.status ?? 200,
    body: (
      <>
        <h1>{words.title}</h1>
        {refused && <Refused messages={messages} refusal={refused} />}
        <div class="card option current">
          <strong>
            <bdi>{subscription.product.name}</bdi>
          </strong>
          <span class="badge calm">{words.current}</span>
          <span>{price}</span>
        </div>
        {choices.length === 0 ? (
          <p>{words.nothing}</p>
        ) : (
          <form method="get" action={`${address}/change`}>
            <fieldset>
              <legend>{words.choose}</legend>
              {choices.map((choice) => (
                <label class="card option">
                  <input
                    type="radio"
                    name="product_id"
                    value={choice.product.id}
                    checked={choices.length === 1}
                    required
                  />
                  <strong>
                    <bdi>{choice.product.name}</bdi>
                  </strong>
                  <span>{priceOf(choice, visit)}</span>
                  {choice.product.description && (
                    <span class="quiet">
                      <bdi>{choice.product.description}</bdi>
                    </span>
                  )}
                </label>
              ))}
            </fieldset>
            <div class="actions">
              <button class="primary">{words.show}</button>
              <a class="button" href={address}>
                {words.keep}
              </a>
            </div>
          </form>
        )}
      </>
    ),
  }
}

function refusalOf({ polar }: Visit, subscription: CustomerSubscription): Refusal | null {
  if (mayChangePlan(polar, subscription)) return null
  return changeRefusal(subscription) ?? new Refusal('UpdateSubscriptionPlanNotAllowed', 'It is switched off.')
}
