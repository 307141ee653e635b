import type { CustomerSubscription } from '@verge/polar/contract/subscriptions'
import type { Refusal } from '@verge/polar/refusals'
import { addressToAddCard } from '../payment-methods/next.ts'
import { cardName } from '../payment-methods/card-name.ts'
import { defaultCard } from '../payment-methods/cards.ts'
import { refusalIn, Refused } from '../ui/refused.tsx'
import type { View, Visit } from '../visit.ts'
import { offerTo } from './offer.ts'
import { QuoteCard } from './quote-card.tsx'
import { quoteFor, type Quote } from './quote.ts'
import { pageFor, queryOf, type Wish } from './wish.ts'
import { Form } from '../ui/form.tsx'

/** The quote, and the button that says what it costs. A refusal in its stead is the caller's to show. */
export async function confirmationPage(
  visit: Visit,
  subscription: CustomerSubscription,
  wish: Wish,
  refused: Refusal | null = null,
): Promise<View | Refusal> {
  const { polar, messages, to, processor } = visit
  const words = messages.change
  const [quote, products, method] = await Promise.all([
    quoteFor(visit, subscription, wish).catch((error: unknown) => refusalIn(error, messages)),
    offerTo(polar, [subscription]),
    defaultCard(polar),
  ])
  if (quote instanceof Error) return quote
  const product =
    'product_id' in wish ? products.find(({ id }) => id === wish.product_id) : subscription.product
  const name = product?.name ?? subscription.product.name
  const title =
    'seats' in wish ? messages.changeSeats.titleTo({ count: wish.seats }) : words.titleTo({ product: name })
  const address = to(`/subscriptions/${subscription.id}`)
  const addCard = addressToAddCard(
    visit,
    `/subscriptions/${subscription.id}/${pageFor(wish)}?${queryOf(wish)}`,
  )
  const needsCard = !method && processor !== null && quote.kind === 'to_pay' && quote.charge.due_amount > 0
  const [[field, value]] = Object.entries(wish) as [[string, string | number]]
  return {
    title,
    status: refused?.status ?? 200,
    body: (
      <>
        <h1>{title}</h1>
        {refused && (
          <Refused messages={messages} refusal={refused}>
            {refused.error === 'PaymentFailed' && processor && (
              <p>
                <a href={addCard}>{messages.methods.add}</a>
              </p>
            )}
          </Refused>
        )}
        <Form class="card" to={`${address}/${pageFor(wish)}`}>
          <QuoteCard
            visit={visit}
            subscription={subscription}
            quote={quote}
            to={{ name, description: ('product_id' in wish && product?.description) || null }}
          />
          <p class="quiet">
            {method ? messages.paidWith({ card: cardName(method, messages) }) : messages.noCard}
          </p>
          <input type="hidden" name={field} value={String(value)} />
          <input type="hidden" name="quote" value={quote.id} />
          <div class="actions">
            {needsCard ? (
              <a class="button primary" href={addCard}>
                {messages.methods.add}
              </a>
            ) : (
              <button class="primary" aria-describedby="quote">
                {confirmWords(visit, quote, subscription.currency)}
              </button>
            )}
            <a class="button" href={`${address}/${pageFor(wish)}`}>
              {'seats' in wish ? messages.changeSeats.other : words.other}
            </a>
            <a class="button" href={address}>
              {words.keep}
            </a>
          </div>
        </Form>
      </>
    ),
  }
}

function confirmWords(
  { messages: { change }, format }: Visit,
  { kind, charge, takes_effect_at }: Quote,
  currency: string,
): string {
  if (kind === 'to_pay' && charge.due_amount > 0)
    return change.pay({ amount: format.money(charge.due_amount, currency) })
  if (kind !== 'scheduled') return change.confirm
  return takes_effect_at ? change.confirmOn({ date: format.date(takes_effect_at) }) : change.confirmLater
}
