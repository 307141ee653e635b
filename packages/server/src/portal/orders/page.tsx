import { quotePurchaseWithdrawal } from '@verge/polar/contract/leaving'
import {
  getCustomerOrder,
  getCustomerOrderPaymentStatus,
  type CustomerOrder,
} from '@verge/polar/contract/orders'
import { listReceipts } from '@verge/polar/contract/receipts'
import { canBePaid, isOpen, isWithdrawn } from '@verge/polar/policy/orders'
import { benefitsOf } from '../benefits/held.ts'
import { BenefitsSection } from '../benefits/section.tsx'
import { ReceiptLine } from '../receipts/line.tsx'
import type { Page, Visit } from '../visit.ts'
import { Waiting } from '../ui/waiting.tsx'
import { WithdrawalLine } from '../withdrawal/line.tsx'
import { BillingForm } from './billing-form.tsx'
import { paymentStanding } from './payment-standing.ts'
import { orderStanding } from './standing.ts'

export const orderPage: Page = async (visit, { params }) => {
  const { polar, messages, format, to, attempt } = visit
  const { order, isAtBank } = await asItStands(visit, params.id!)
  // What comes with a subscription stands on the subscription's page.
  const isPurchase = order.subscription_id === null
  const [held, receipts, withdrawal] = await Promise.all([
    isPurchase ? benefitsOf(visit, { order_id: [order.id] }) : [],
    isPurchase && polar.supports(listReceipts)
      ? attempt(polar.call(listReceipts, { query: { order_id: order.id } }))
      : null,
    isPurchase && polar.supports(quotePurchaseWithdrawal)
      ? attempt(polar.call(quotePurchaseWithdrawal, { params: { id: order.id } }))
      : null,
  ])
  const words = messages.orders
  const standing = orderStanding(order, messages)
  const address = to(`/orders/${order.id}`)
  // What was withdrawn never became a demand for money, so there is nothing to download.
  const hasDocument = !isWithdrawn(order)
  const isAddressed = order.billing_name !== null && order.billing_address !== null
  return {
    title: words.open({ number: order.invoice_number }),
    body: (
      <>
        <div class="head">
          <h1>{words.open({ number: order.invoice_number })}</h1>
          <span class={`badge ${standing.tone}`}>{standing.label}</span>
        </div>
        <p class="quiet">{format.date(order.created_at)}</p>
        {isAtBank && <Waiting messages={messages} text={messages.overdue.paying} to={address} />}
        <div class="card">
          <Lines visit={visit} order={order} />
          <div class="actions">
            {canBePaid(order) && (
              <a class="button primary" href={`${address}/pay`}>
                {messages.pay.action}
              </a>
            )}
            {hasDocument && (
              <a class="button" href={`${address}/invoice.pdf`}>
                {words.download}
              </a>
            )}
            {order.receipt_number && (
              <a class="button" href={`${address}/receipt.pdf`}>
                {words.receipt}
              </a>
            )}
          </div>
        </div>
        <ReceiptLine visit={visit} receipts={receipts?.items ?? []} />
        {withdrawal && <WithdrawalLine visit={visit} of={`/orders/${order.id}`} quote={withdrawal} />}
        <BenefitsSection visit={visit} held={held} />
        <section class="section">
          <div class="head">
            <h2>{words.billedTo}</h2>
          </div>
          {billedTo(order, format).map((line) => (
            <p>
              <bdi>{line}</bdi>
            </p>
          ))}
          {hasDocument && !isAddressed && <p class="quiet">{words.missingDetails}</p>}
          {hasDocument && (
            <details open={!isAddressed}>
              <summary>{words.correct}</summary>
              <BillingForm visit={visit} order={order} values={null} problems={{}} />
            </details>
          )}
        </section>
      </>
    ),
  }
}

/** Whoever asks about a payment has it settled where the bank has answered meanwhile: then the invoice is read again. */
async function asItStands(
  { polar, attempt, owed }: Visit,
  id: string,
): Promise<{ order: CustomerOrder; isAtBank: boolean }> {
  const params = { id }
  const order = await polar.call(getCustomerOrder, { params })
  if (!isOpen(order)) return { order, isAtBank: false }
  const answer = await attempt(polar.call(getCustomerOrderPaymentStatus, { params }))
  const standing = answer && paymentStanding({ ...answer, client_secret: null }).kind
  if (standing === 'paid') return { order: await polar.call(getCustomerOrder, { params }), isAtBank: false }
  // Of what is past due the banner says so.
  const isSaid = (await owed()).some(({ order_id }) => order_id === id)
  return { order, isAtBank: standing === 'waiting' && !isSaid }
}

function billedTo({ billing_name, billing_address }: CustomerOrder, format: Visit['format']): string[] {
  const lines = billing_address ? format.address(billing_address) : []
  return billing_name ? [billing_name, ...lines] : lines
}

function Lines({ visit, order }: { visit: Visit; order: CustomerOrder }) {
  const { messages, format } = visit
  const words = messages.orders
  const money = (amount: number) => format.money(amount, order.currency)
  const sums: [string, number, string?][] = [
    [words.subtotal, order.subtotal_amount],
    ...((order.discount_amount ? [[words.discount, -order.discount_amount]] : []) as [string, number][]),
    [words.tax, order.tax_amount],
    [words.total, order.total_amount, 'total'],
    ...((order.applied_balance_amount ? [[words.applied, order.applied_balance_amount]] : []) as [
      string,
      number,
    ][]),
    ...((isOpen(order) ? [[words.due, order.due_amount, 'total']] : []) as [string, number, string][]),
    ...((order.refunded_amount
      ? [[words.refunded, -(order.refunded_amount + order.refunded_tax_amount)]]
      : []) as [string, number][]),
  ]
  return (
    <table aria-label={words.open({ number: order.invoice_number })}>
      <thead>
        <tr>
          <th scope="col">{words.description}</th>
          <th scope="col" class="amount">
            {words.amount}
          </th>
        </tr>
      </thead>
      <tbody>
        {order.items.map((item) => (
          <tr>
            <td>
              <bdi>{item.label}</bdi>
              {item.start_timestamp && item.end_timestamp && (
                <span class="number">
                  {messages.subscription.periodOf({
                    from: format.date(item.start_timestamp),
                    to: format.date(item.end_timestamp),
                  })}
                </span>
              )}
            </td>
            <td class="amount">{money(item.amount)}</td>
          </tr>
        ))}
        {sums.map(([label, amount, look]) => (
          <tr {...(look && { class: look })}>
            <th scope="row">{label}</th>
            <td class="amount">{money(amount)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
