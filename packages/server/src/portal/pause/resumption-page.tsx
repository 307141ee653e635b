import { quoteResumption } from '@verge/polar/contract/own-subscriptions'
import { getCustomerSubscription, type CustomerSubscription } from '@verge/polar/contract/subscriptions'
import { resumptionRefusal } from '@verge/polar/policy/subscriptions'
import { Refusal } from '@verge/polar/refusals'
import { cardName } from '../payment-methods/card-name.ts'
import { addressToAddCard } from '../payment-methods/next.ts'
import { blockedPage, blocks } from '../subscriptions/blocked-page.tsx'
import { switchesOf } from '../plan-change/offer.ts'
import { includedTax } from '../subscriptions/included-tax.ts'
import { defaultCard } from '../payment-methods/cards.ts'
import { Refused } from '../ui/refused.tsx'
import type { Page, View, Visit } from '../visit.ts'
import { Form } from '../ui/form.tsx'

export const resumptionPage: Page = async (visit, { params }) => resumptionView(visit, params.id!, null)

/** What going on costs today, and when it renews then. */
export async function resumptionView(visit: Visit, id: string, refused: Refusal | null): Promise<View> {
  const { polar, messages, format, to, processor } = visit
  const [subscription, method] = await Promise.all([
    polar.call(getCustomerSubscription, { params: { id } }),
    defaultCard(polar),
  ])
  const words = messages.resume
  const title = words.title({ product: subscription.product.name })
  const why = refused && blocks(refused) ? refused : refusalOf(subscription)
  if (why) return blockedPage(visit, subscription, title, why)
  const quote = polar.supports(quoteResumption) ? await polar.call(quoteResumption, { params: { id } }) : null
  const { amount, currency, recurring_interval, recurring_interval_count } = subscription
  const money = (minor: number) => format.money(minor, currency)
  const price = messages.price[recurring_interval]({ amount: money(amount), count: recurring_interval_count })
  const tax = quote && includedTax(quote.charge)
  const due = quote && quote.charge.due_amount > 0 ? money(quote.charge.due_amount) : null
  const addCard = addressToAddCard(visit, `/subscriptions/${id}/resume`)
  const address = to(`/subscriptions/${id}`)
  return {
    title,
    status: refused?.status ?? 200,
    body: (
      <>
        <h1>{title}</h1>
        {refused && <Refused messages={messages} refusal={refused} />}
        <Form class="card" to={`${address}/resume`}>
          <div id="quote">
            {quote ? (
              <>
                <p>
                  <strong>
                    {due ? messages.change.today({ amount: due }) : messages.change.nothingToday}
                  </strong>{' '}
                  {tax && <span class="quiet">{messages.includesTax({ amount: money(tax) })}</span>}
                </p>
                <p>{words.follows({ date: format.date(quote.renews_at) })}</p>
              </>
            ) : (
              <p>{words.price({ price })}</p>
            )}
          </div>
          <p class="quiet">
            {method ? messages.paidWith({ card: cardName(method, messages) }) : messages.noCard}
          </p>
          <input type="hidden" name="agreed_amount" value={String(quote?.charge.due_amount ?? '')} />
          {quote && <input type="hidden" name="renews_at" value={quote.renews_at.toISOString()} />}
          <div class="actions">
            {!method && processor && amount > 0 ? (
              <a class="button primary" href={addCard}>
                {messages.methods.add}
              </a>
            ) : (
              <button class="primary" aria-describedby="quote">
                {due ? words.confirm({ amount: due }) : words.confirmFree}
              </button>
            )}
            <a class="button" href={address}>
              {words.leave}
            </a>
          </div>
        </Form>
      </>
    ),
  }
}

function refusalOf(subscription: CustomerSubscription): Refusal | null {
  if (!switchesOf(subscription).pause) return new Refusal('PauseResumeNotAllowed', 'It is switched off.')
  return resumptionRefusal(subscription)
}
