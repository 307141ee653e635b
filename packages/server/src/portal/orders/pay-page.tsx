import { getCustomerOrder } from '@verge/polar/contract/orders'
import { getPortalCustomer } from '@verge/polar/contract/portal-customers'
import { listPaymentMethods } from '@verge/polar/contract/payment-methods'
import { mayPayAgain } from '@verge/polar/policy/declines'
import { canBePaid } from '@verge/polar/policy/orders'
import { methodToPayWith } from '@verge/polar/policy/payment-methods'
import { cardName } from '../payment-methods/card-name.ts'
import { problem } from '../notice.ts'
import { consequencesOf, failedWords } from '../overdue/words.ts'
import { addressToAddCard } from '../payment-methods/next.ts'
import { backFromBank } from './back-from-bank.ts'
import { QuoteMoved } from '../ui/quote-moved.tsx'
import type { Outcome, Page, View, Visit } from '../visit.ts'
import { Form, Radio } from '../ui/form.tsx'

/** Choosing a card charges nothing yet; the button that names the amount does. */
export const payPage: Page = (visit, { params }) => payShown(visit, params.id!)

/** `isAnew`: what was shown before has moved. */
export async function payShown(
  visit: Visit,
  id: string,
  { isAnew = false }: { isAnew?: boolean } = {},
): Promise<View | Outcome> {
  const { polar, messages, format, to } = visit
  const [order, customer, methods, debts] = await Promise.all([
    polar.call(getCustomerOrder, { params: { id } }),
    polar.call(getPortalCustomer, {}),
    polar.call(listPaymentMethods, { query: { limit: 100 } }),
    visit.owed(),
  ])
  const words = messages.pay
  const address = to(`/orders/${order.id}`)
  if (!canBePaid(order)) return { to: address, notice: problem(words.notOpen) }
  const amount = format.money(order.due_amount, order.currency)
  // Where no card can be typed here, the page of cards says where.
  const newCard = visit.processor
    ? addressToAddCard(visit, `/orders/${order.id}/pay`)
    : to('/payment-methods')
  const owed = debts.find(({ order_id }) => order_id === order.id)
  const details = owed?.details ?? null
  const chosen = methodToPayWith(methods.items, {
    default_id: customer.default_payment_method_id,
    refused: details && !mayPayAgain(details.reason) ? details.card : null,
    now: visit.now(),
  })
  const title = words.title({ number: order.invoice_number })
  return {
    title,
    status: isAnew ? 409 : 200,
    saysWhatIsOwed: true,
    body: (
      <>
        <h1>{title}</h1>
        {isAnew && <QuoteMoved messages={messages} />}
        {owed && (
          <div class="notice problem">
            <p>
              <strong>{failedWords(owed, visit)}</strong>
            </p>
            {consequencesOf(owed, visit).map((line) => (
              <p>{line}</p>
            ))}
          </div>
        )}
        <Form class="card" to={`${address}/pay`}>
          {methods.items.length === 0 ? (
            <p>{messages.noCard}</p>
          ) : (
            <fieldset>
              <legend>{words.choose}</legend>
              {methods.items.map((method) => (
                <label class="choice">
                  <Radio
                    name="payment_method_id"
                    value={method.id}
                    checked={method.id === chosen?.id}
                    required
                  />
                  {cardName(method, messages)}
                </label>
              ))}
            </fieldset>
          )}
          <input type="hidden" name="agreed_amount" value={String(order.due_amount)} />
          <div class="actions">
            {methods.items.length > 0 && <button class="primary">{words.confirm({ amount })}</button>}
            <a class="button" href={newCard}>
              {words.newCard}
            </a>
          </div>
        </Form>
      </>
    ),
  }
}

/** Back from the bank. */
export const paymentReturn: Page = (visit, { params }) =>
  backFromBank(visit, {
    order_id: params.id!,
    title: visit.messages.pay.checking,
    to: visit.to(`/orders/${params.id}/pay/return`),
  })
