import { confirmCustomerOrderPayment } from '@verge/polar/contract/orders'
import type { PaymentMethod } from '@verge/polar/contract/payment-methods'
import { Refusal } from '@verge/polar/refusals'
import { done, problem, type Notice } from '../notice.ts'
import { paymentStanding } from '../orders/payment-standing.ts'
import { owedBy, type Owed } from '../overdue/owed.ts'
import { failedWords } from '../overdue/words.ts'
import type { Visit } from '../visit.ts'

/** All was paid, or not; or the bank asks first, on this page of its. */
type Came = { kind: 'paid' | 'unpaid'; notice: Notice } | { kind: 'asks'; to: string }

/** After a card became the default, as `said`: of what it was to pay at once, what was paid and what was not. */
export async function whatCameOf(
  visit: Visit,
  method: PaymentMethod,
  charged: readonly Owed[],
  said: string,
): Promise<Came> {
  const { polar, messages } = visit
  if (charged.length === 0) return { kind: 'paid', notice: done(said) }
  const now = await owedBy(polar)
  const open = now.filter(({ order_id }) => charged.some((one) => one.order_id === order_id))
  const bank = await bankAsking(visit, method, open)
  if (bank) return { kind: 'asks', to: bank }
  const paid = charged.filter(({ order_id }) => !open.some((one) => one.order_id === order_id))
  const words = [
    said,
    ...(paid.length > 0 ? [messages.change.paid({ amount: totalOf(visit, paid) })] : []),
    ...open.map((one) => (one.details?.is_being_paid ? messages.overdue.paying : failedWords(one, visit))),
  ]
  const text = words.join(' ').slice(0, 1000)
  return open.length === 0 ? { kind: 'paid', notice: done(text) } : { kind: 'unpaid', notice: problem(text) }
}

/** "$25.10", or one for each currency. */
export function totalOf({ format }: Pick<Visit, 'format'>, owed: readonly Owed[]): string {
  const byCurrency = Map.groupBy(owed, ({ currency }) => currency)
  const totals = Array.from(byCurrency, ([currency, some]) =>
    format.money(
      some.reduce((sum, { amount }) => sum + amount, 0),
      currency,
    ),
  )
  return format.conjunction(totals)
}

/** What only lacks the customer's approval is paid with them there, and they are led to where they approve it. */
async function bankAsking(
  { polar, processor, absolute, format }: Visit,
  method: PaymentMethod,
  open: readonly Owed[],
): Promise<string | null> {
  const lacking = open.find(
    ({ details }) => details && (details.is_being_paid || details.reason === 'approval_needed'),
  )
  if (!lacking || !processor) return null
  const answer = await polar
    .call(confirmCustomerOrderPayment, {
      params: { id: lacking.order_id },
      body: { payment_method_id: method.id, payment_processor: 'stripe', agreed_amount: lacking.amount },
    })
    .catch((error: unknown) => {
      if (error instanceof Refusal) return null
      throw error
    })
  const standing = answer && paymentStanding(answer)
  if (standing?.kind !== 'asks') return null
  const back = absolute(`/orders/${lacking.order_id}/pay/return`)
  return processor.authentication(standing.client_secret, back, format.locale)
}
