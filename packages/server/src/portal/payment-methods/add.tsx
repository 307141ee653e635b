import { listCustomerOrders } from '@verge/polar/contract/orders'
import { addPaymentMethod, confirmPaymentMethod } from '@verge/polar/contract/payment-methods'
import { canBePaid } from '@verge/polar/policy/orders'
import { explainRefusal } from '../explain-refusal.ts'
import { done, problem } from '../notice.ts'
import { carryOnPage, valuesOf } from '../ui/carry-on.tsx'
import type { Action, Page } from '../visit.ts'
import { additionStanding } from './addition-standing.ts'
import { cardName } from './card-name.ts'
import { afterPaying, nextIn } from './next.ts'

const back = '/payment-methods/add/return'

/** Back here, and from here on to where the card was missing. */
const backTo = (next: string | null) => (next ? `${back}?${new URLSearchParams({ next })}` : back)

/** Straight to the processor's page, unless the new card pays an open invoice: that is said first. */
export const addPage: Page = async (visit, { query }) => {
  const { polar, messages, format, to, absolute, processor } = visit
  const words = messages.methods
  if (!processor) return { to: to('/payment-methods'), notice: problem(words.unavailable) }
  const entry = processor.cardEntry(absolute(backTo(nextIn(query))), format.locale)
  const { items } = await polar.call(listCustomerOrders, { query: { limit: 100 } })
  const open = items.filter(canBePaid)
  if (open.length === 0) return { to: entry }
  return {
    title: words.add,
    body: (
      <>
        <h1>{words.add}</h1>
        <div class="card">
          {open.map((order) => (
            <p>{words.addOverdue({ amount: format.money(order.due_amount, order.currency) })}</p>
          ))}
          <div class="actions">
            <a class="button primary" href={entry}>
              {words.continue}
            </a>
            <a class="button" href={to('/payment-methods')}>
              {messages.problem.toOverview}
            </a>
          </div>
        </div>
      </>
    ),
  }
}

export const additionReturn: Page = async ({ messages, to }, { query }) =>
  carryOnPage(messages, {
    title: messages.methods.saving,
    to: to(back),
    values: valuesOf(query, ['confirmation_token', 'setup_intent', 'next']),
  })

export const saveCard: Action = async (visit, { form }) => {
  const { polar, messages, format, to, absolute, processor } = visit
  const next = nextIn(form)
  const page = to(next ?? '/payment-methods')
  const setup_intent_id = form.get('setup_intent')
  const confirmation_token_id = form.get('confirmation_token')
  if (!setup_intent_id && !confirmation_token_id)
    return { to: page, notice: problem(messages.methods.refused) }
  try {
    const answer = setup_intent_id
      ? await polar.call(confirmPaymentMethod, { body: { setup_intent_id, set_default: true } })
      : await polar.call(addPaymentMethod, {
          body: {
            confirmation_token_id: confirmation_token_id!,
            set_default: true,
            return_url: absolute(backTo(next)),
          },
        })
    const addition = additionStanding(answer)
    if (addition.kind === 'asks') {
      if (!processor || setup_intent_id) return { to: page, notice: problem(messages.methods.refused) }
      return { to: processor.authentication(addition.client_secret, absolute(backTo(next)), format.locale) }
    }
    const card = cardName(addition.method, messages)
    const { items } = await polar.call(listCustomerOrders, { query: { limit: 100 } })
    const isStillOpen = items.some(canBePaid)
    return {
      to: isStillOpen ? page : to(afterPaying(next) ?? '/payment-methods'),
      notice: isStillOpen
        ? problem(messages.methods.addedUnpaid({ card }))
        : done(messages.methods.added({ card })),
      result: { action: 'payment_method_updated', subscription_id: null },
    }
  } catch (error) {
    const { refused } = messages.methods
    const notice = explainRefusal(error, {
      PaymentMethodSetupFailed: refused,
      PolarRequestValidationError: refused,
      CustomerNotReady: refused,
    })
    return { to: page, notice }
  }
}
