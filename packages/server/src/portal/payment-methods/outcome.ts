import { confirmCustomerOrderPayment } from '@verge/polar/contract/orders'
import type { PaymentMethod } from '@verge/polar/contract/payment-methods'
import { Refusal } from '@verge/polar/refusals'
import { done, noticeLengthMax, problem, type Notice } from '../notice.ts'
import { paymentStanding } from '../orders/payment-standing.ts'
import { owedBy, type Owed } from '../overdue/owed.ts'
import { failedWords } from '../overdue/words.ts'
import { approvingMax, type PortalSession } from '../session/session.ts'
import type { Visit } from '../visit.ts'

/** All was paid, or not; or the bank asks first, on this page of its. */
type Came =
  | { kind: 'paid' | 'unpaid'; notice: Notice }
  | { kind: 'asks'; to: string; approving: PortalSession['approving'] }

/** What a page said is charged at once. */
type Charged = NonNullable<PortalSession['approving']>['payments'][number]

/**
 * After a card became the default, as `said`: of what it was to pay at once, what was paid and what was not. `after`: of these
 * the bank has been asked about, up to this invoice's.
 */
export async function whatCameOf(
  visit: Visit,
  method: PaymentMethod,
  charged: readonly Charged[],
  { said, after = null }: { said: string; after?: string | null },
): Promise<Came> {
  const { polar, messages } = visit
  if (charged.length === 0) return { kind: 'paid', notice: done(said) }
  const now = await owedBy(polar)
  const open = now.filter(({ order_id }) => charged.some((one) => one.order_id === order_id))
  const rest = charged.slice(charged.findIndex(({ order_id }) => order_id === after) + 1)
  const toAsk = rest.flatMap(({ order_id }) => open.find((one) => one.order_id === order_id) ?? [])
  const to = await bankAsking(visit, method, toAsk)
  if (to) return { kind: 'asks', to, approving: approvingOf(method, charged, toAsk) }
  const paid = charged.filter(({ order_id }) => !open.some((one) => one.order_id === order_id))
  const words = [
    said,
    ...(paid.length > 0 ? [messages.change.paid({ amount: totalOf(visit, paid) })] : []),
    ...open.map((one) => (one.details?.is_being_paid ? messages.overdue.paying : failedWords(one, visit))),
  ]
  const text = words.join(' ').slice(0, noticeLengthMax)
  return open.length === 0 ? { kind: 'paid', notice: done(text) } : { kind: 'unpaid', notice: problem(text) }
}

/** What the session keeps in mind. Of very many it is the first to be asked about; the rest comes after them. */
function approvingOf(
  { id }: PaymentMethod,
  charged: readonly Charged[],
  toAsk: readonly Charged[],
): PortalSession['approving'] {
  if (charged.length < 2) return null
  const kept = charged.length > approvingMax ? toAsk.slice(0, approvingMax) : charged
  const payments = kept.map(({ order_id, amount, currency }) => ({ order_id, amount, currency }))
  return { payment_method_id: id, payments }
}

/** "$25.10", or one for each currency. */
export function totalOf({ format }: Pick<Visit, 'format'>, owed: readonly Charged[]): string {
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
  if (!processor) return null
  const lacking = open.filter(
    ({ details }) => details && (details.is_being_paid || details.reason === 'approval_needed'),
  )
  for (const { order_id, amount: agreed_amount } of lacking) {
    const answer = await polar
      .call(confirmCustomerOrderPayment, {
        params: { id: order_id },
        body: { payment_method_id: method.id, payment_processor: 'stripe', agreed_amount },
      })
      .catch((error: unknown) => {
        if (error instanceof Refusal) return null
        throw error
      })
    const standing = answer && paymentStanding(answer)
    if (standing?.kind === 'asks') {
      const back = absolute(`/orders/${order_id}/pay/return`)
      return processor.authentication(standing.client_secret, back, format.locale)
    }
  }
  return null
}
