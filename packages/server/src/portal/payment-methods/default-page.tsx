import { listPaymentMethods, type PaymentMethod } from '@verge/polar/contract/payment-methods'
import { getPortalCustomer } from '@verge/polar/contract/portal-customers'
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
  const { polar, messages, format, to } = visit
  const words = messages.methods
  const [{ default_payment_method_id }, owed] = await Promise.all([
    polar.call(getPortalCustomer, {}),
    visit.owed(),
  ])
  const due = paidByNewDefault(owed)
  const isDefault = default_payment_method_id === method.id
  const card = cardName(method, messages)
  const title = isDefault && due.length > 0 ? words.restTitle({ card }) : words.defaultTitle({ card })
  return {
    title,
    status: isAnew ? 409 : 200,
    saysWhatIsOwed: due.length === owed.length,
    body: (
      <>
        <h1>{title}</h1>
        {isAnew && <QuoteMoved messages={messages} />}
        <AgreementForm
          visit={visit}
          action={to(`/payment-methods/${method.id}/default`)}
          due={due}
          text={buttonText()}
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

  function buttonText(): string {
    if (due.length === 0) return words.makeDefault
    const amount = totalOf(visit, due)
    return isDefault ? messages.pay.confirm({ amount }) : words.makeDefaultFor({ amount })
  }
}
