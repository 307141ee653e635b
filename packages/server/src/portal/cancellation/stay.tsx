import { quoteStay, stayAsQuoted, type StayQuote } from '@verge/polar/contract/leaving'
import { getCustomerSubscription } from '@verge/polar/contract/subscriptions'
import { isRefusal } from '@verge/polar/refusals'
import { done } from '../notice.ts'
import { discountWords } from '../subscriptions/discount.ts'
import { messagePage } from '../ui/message-page.tsx'
import { QuoteMoved } from '../ui/quote-moved.tsx'
import type { Action, Page, View, Visit } from '../visit.ts'
import { Form } from '../ui/form.tsx'

/** What is offered to whoever is about to cancel; null: nothing is. */
export async function stayOf({ polar, attempt }: Visit, id: string): Promise<StayQuote | null> {
  return polar.supports(quoteStay) ? attempt(polar.call(quoteStay, { params: { id } })) : null
}

export const stayPage: Page = (visit, { params }) => stayShown(visit, params.id!)

export const stay: Action = async (visit, { params, form }) => {
  const { polar, messages, format, to } = visit
  const id = params.id!
  const quote_id = (form.get('quote') ?? '').slice(0, 128)
  const quote = await stayOf(visit, id)
  if (!quote) return stayShown(visit, id)
  try {
    await polar.call(stayAsQuoted, { params: { id }, body: { quote_id } })
  } catch (error) {
    if (isRefusal(error, 'QuoteOutdated', 'ResourceNotFound', 'DiscountRedemptionLimitReached'))
      return stayShown(visit, id, { isAnew: true })
    throw error
  }
  const { amount, currency, at } = quote.next
  const words = { date: format.date(at), amount: format.money(amount, currency) }
  return { to: to(`/subscriptions/${id}`), notice: done(messages.stay.done(words)) }
}

/** What would be paid, and the two ways on from here: staying for less, or leaving as before. */
async function stayShown(
  visit: Visit,
  id: string,
  { isAnew = false }: { isAnew?: boolean } = {},
): Promise<View> {
  const { polar, messages, format, to } = visit
  const words = messages.stay
  const address = to(`/subscriptions/${id}`)
  const [subscription, quote] = await Promise.all([
    polar.call(getCustomerSubscription, { params: { id } }),
    stayOf(visit, id),
  ])
  const title = words.title({ product: subscription.product.name })
  if (!quote) {
    const view = messagePage(title, [words.over], {
      other: { to: address, text: subscription.product.name },
    })
    return { ...view, status: 409 }
  }
  const { discount, next, before, counts_until } = quote
  const terms = discountWords({ discount, counts_next: true, counts_until }, next.currency, visit)
  return {
    title,
    status: isAnew ? 409 : 200,
    body: (
      <>
        <h1>{title}</h1>
        {isAnew && <QuoteMoved messages={messages} />}
        <Form class="card" to={`${address}/stay`}>
          <p>
            <strong>
              {words.next({
                date: format.date(next.at),
                amount: format.money(next.amount, next.currency),
                before: format.money(before.amount, before.currency),
              })}
            </strong>
          </p>
          <p>{terms}</p>
          <p>{messages.change.nothingToday}</p>
          <input type="hidden" name="quote" value={quote.id} />
          <div class="actions">
            <button class="primary">{words.action}</button>
            <a class="button" href={`${address}/cancel`}>
              {messages.cancel.action}
            </a>
          </div>
        </Form>
      </>
    ),
  }
}
