import { listCustomerSubscriptions } from '@verge/polar/contract/subscriptions'
import { problem } from '../notice.ts'
import { questionPage } from '../ui/question.tsx'
import type { Page } from '../visit.ts'
import { cardName } from './card-name.ts'
import { cardsOf, paidWith } from './cards.ts'

/** Removing asks once more, because a wrong click costs a card, and says what becomes of all that it pays for. */
export const removalPage: Page = async ({ polar, messages, format, attempt, processor, to }, { params }) => {
  const [cards, subscriptions] = await Promise.all([
    cardsOf(polar),
    attempt(polar.call(listCustomerSubscriptions, { query: { limit: 100 } })),
  ])
  const method = cards.items.find(({ id }) => id === params.id)
  const words = messages.methods
  const back = to('/payment-methods')
  if (!method) return { to: back, notice: problem(words.gone) }
  const { paid, heir } = paidWith(method, cards, subscriptions?.items ?? [])
  const title = words.removeTitle({ card: cardName(method, messages) })
  if (paid.length > 0 && !heir) return neededPage()
  const products = format.list(paid.map(({ product }) => product.name))
  return questionPage({
    title,
    help: [
      words.removeHelp,
      ...(paid.length > 0 ? [words.passesOn({ card: cardName(heir!, messages), products })] : []),
    ],
    action: words.remove,
    to: to(`/payment-methods/${method.id}/remove`),
    keep: words.keep,
    back,
  })

  function neededPage() {
    return {
      title,
      body: (
        <>
          <h1>{title}</h1>
          <div class="card">
            <p>{words.needed}</p>
            <div class="actions">
              {processor && (
                <a class="button primary" href={to('/payment-methods/add')}>
                  {words.add}
                </a>
              )}
              <a class="button" href={back}>
                {words.keep}
              </a>
            </div>
          </div>
        </>
      ),
    }
  }
}
