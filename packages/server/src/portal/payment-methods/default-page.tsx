import { listPaymentMethods, type PaymentMethod } from '@verge/polar/contract/payment-methods'
import { problem } from '../notice.ts'
import { paidByNewDefault } from '../overdue/owed.ts'
import { QuoteMoved } from '../ui/quote-moved.tsx'
import type { Page, View, Visit } from '../visit.ts'
import { AgreementForm } from './agreement-form.tsx'
import { cardName } from './card-name.ts'
import { totalOf } from './outcome.ts'

/** Asked for where something is past due: the new default pays that at once. */
export const defaultPage: Page = async (visit, { params }) => {
  const { polar, messages, to } = visit
  const { items } = await polar.call(listPaymentMethods, { query: { limit: 100 } })
  const method = items.find(({ id }) => id === params.id)
  if (!method) return { to: to('/payment-methods'), notice: problem(messages.methods.gone) }
  return defaultShown(visit, method)
}

/** What is charged, and the button that says so. `isAnew`: what was shown before has moved. */
export async function defaultShown(
  visit: Visit,
  method: PaymentMethod,
  { isAnew = false }: { isAnew?: boolean } = {},
): Promise<View> {
  const { messages, format, to } = visit
  const words = messages.methods
  const due = paidByNewDefault(await visit.owed())
  const title = words.defaultTitle({ card: cardName(method, messages) })
  return {
    title,
    status: isAnew ? 409 : 200,
    body: (
      <>
        <h1>{title}</h1>
        {isAnew && <QuoteMoved messages={messages} />}
        <AgreementForm
          visit={visit}
          action={to(`/payment-methods/${method.id}/default`)}
          due={due}
          text={due.length > 0 ? words.makeDefaultFor({ amount: totalOf(visit, due) }) : words.makeDefault}
        >
          {due.map(({ amount, currency, product_name: product }) => (
            <p>
              <strong>{words.defaultOverdue({ amount: format.money(amount, currency), product })}</strong>
            </p>
          ))}
          <p>{words.defaultHelp}</p>
        </AgreementForm>
      </>
    ),
  }
}
