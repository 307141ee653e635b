import { taxByLine, type Line } from '../../billing/charge.ts'
import { invoiceNumber } from '../../billing/numbering.ts'
import { insertRows, updateRows } from '../../db/rows.ts'
import type { CustomerRow } from '../../db/tables/customers.ts'
import type { OrderItemRow, OrderRow, PaidTerms } from '../../db/tables/orders.ts'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import type { Ports, Recorder, Tx } from '../../ports/ports.ts'
import { recordCreations, type Cause } from '../apply-change.ts'
import { moveBalance } from '../customers/balance.ts'
import { allAmountsOf } from './amounts.ts'
import { allWaitingProrations } from './prorations.ts'

interface Period {
  current_period_start: Date
  current_period_end: Date
}

export interface NewOrder {
  customer: CustomerRow
  subscription: SubscriptionRow
  billing_reason: OrderRow['billing_reason']
  period: Period
  /** Of a change that is paid for now: its lines, and what the payment brings. Else the period's price is asked for. */
  change?: { lines: readonly Line[]; terms: PaidTerms }
  cause: Cause
}

/** What a subscription owes. The number is taken, the balance moved and the customer's details are copied now. */
export async function createOrder(tx: Tx, ports: Recorder, order: NewOrder): Promise<OrderRow> {
  const [created] = await createOrders(tx, ports, [order], order.cause)
  return created!
}

/** The same for many customers, each at most once. */
export async function createOrders(
  tx: Tx,
  ports: Recorder,
  news: readonly Omit<NewOrder, 'cause'>[],
  cause: Cause,
): Promise<OrderRow[]> {
  if (news.length === 0) return []
  const drafts = await priced(tx, news)
  const numbers = await nextInvoices(
    tx,
    news.map(({ customer }) => customer.id),
  )
  const orders = drafts.map((draft) => orderRow(ports, draft, numbers.get(draft.customer.id)!))
  await insertRows(tx, 'orders', orders)
  const items = drafts.flatMap(({ lines }, index) => itemRows(ports, orders[index]!, lines))
  await insertRows(tx, 'order_items', items)
  const billed = drafts.flatMap(({ waiting }, index) =>
    waiting.map(({ id }) => ({ id, order_id: orders[index]!.id })),
  )
  await updateRows(tx, 'prorations', ['order_id'], billed)
  for (const order of orders) await moveBalance(tx, ports, order, 'applied')
  await recordCreations(tx, ports, 'orders', orders, ['order.created'], cause)
  return orders
}

type Draft = Awaited<ReturnType<typeof priced>>[number]

/** With their lines, and what these come to. */
async function priced(tx: Tx, news: readonly Omit<NewOrder, 'cause'>[]) {
  const organization_ids = news.map(({ customer }) => customer.organization_id)
  const product_ids = news.map((one) => productOf(one))
  const periods = news.filter(({ change }) => !change).map(({ subscription }) => subscription.id)
  const [organizations, products, waitings] = await Promise.all([
    tx.selectFrom('organizations').selectAll().where('id', 'in', organization_ids).execute(),
    tx.selectFrom('products').selectAll().where('id', 'in', product_ids).execute(),
    allWaitingProrations(tx, periods),
  ])
  const drafts = news.map((one) => {
    const { customer, subscription, period, change } = one
    const organization = organizations.find(({ id }) => id === customer.organization_id)!
    const product = products.find(({ id }) => id === productOf(one))!
    const waiting = waitings.get(subscription.id) ?? []
    const lines = change?.lines ?? [periodLine(subscription, product.name, period), ...waiting]
    return { ...one, organization, product, product_id: product.id, waiting, lines }
  })
  const amounts = await allAmountsOf(
    tx,
    drafts.map((draft) => ({
      ...draft,
      period_start: draft.period.current_period_start,
      isFirst: draft.billing_reason === 'subscription_create',
    })),
  )
  return drafts.map((draft, index) => ({ ...draft, amounts: amounts[index]! }))
}

function productOf({ change, subscription }: Omit<NewOrder, 'cause'>): string {
  return (change?.terms ?? subscription).product_id
}

/** Counted on under the lock of each series, so that no number is missing and none comes twice. */
async function nextInvoices(tx: Tx, customer_ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const series = await tx
    .updateTable('document_series')
    .set((eb) => ({ last_invoice_number: eb('last_invoice_number', '+', 1) }))
    .where('customer_id', 'in', customer_ids)
    .returning(['customer_id', 'last_invoice_number'])
    .execute()
  if (series.length < customer_ids.length) throw new Error('One order for a customer at a time')
  return new Map(series.map((one) => [one.customer_id, one.last_invoice_number]))
}

function orderRow({ clock, ids }: Recorder, draft: Draft, invoice_sequence: number): OrderRow {
  const { customer, subscription, billing_reason, period, change, organization, product, amounts } = draft
  return {
    id: ids.uuid(),
    created_at: clock.now(),
    modified_at: null,
    version: 1,
    organization_id: organization.id,
    customer_id: customer.id,
    product_id: product.id,
    subscription_id: subscription.id,
    checkout_id: billing_reason === 'subscription_create' ? subscription.checkout_id : null,
    status: 'pending',
    billing_reason,
    period_start: period.current_period_start,
    period_end: period.current_period_end,
    currency: subscription.currency,
    ...amounts,
    refunded_amount: 0,
    refunded_tax_amount: 0,
    seats: (change?.terms ?? subscription).seats,
    subscription_terms: change?.terms ?? null,
    billing_name: customer.billing_name ?? customer.name,
    billing_address: customer.billing_address,
    customer_tax_id: customer.tax_id,
    invoice_number: invoiceNumber(organization.invoice_prefix, customer.short_id, invoice_sequence),
    invoice_sequence,
    invoice_generated_at: null,
    receipt_number: null,
    paid_at: null,
    next_payment_attempt_at: null,
    cardless_tries: 0,
    dispute_status: null,
    description: product.name,
    metadata: {},
  }
}

/** The price of a whole period. */
export function periodLine(
  { amount, product_price_id }: Pick<SubscriptionRow, 'amount' | 'product_price_id'>,
  label: string,
  { current_period_start: start_timestamp, current_period_end: end_timestamp }: Period,
): Line {
  return { label, amount, proration: false, product_price_id, start_timestamp, end_timestamp }
}

function itemRows({ ids }: Pick<Ports, 'ids'>, order: OrderRow, lines: readonly Line[]): OrderItemRow[] {
  const taxes = taxByLine(lines, order)
  return lines.map((line, index) => ({
    id: ids.uuid(),
    created_at: order.created_at,
    order_id: order.id,
    position: index + 1,
    label: line.label,
    amount: line.amount,
    tax_amount: taxes[index]!,
    proration: line.proration,
    product_price_id: line.product_price_id,
    start_timestamp: line.start_timestamp,
    end_timestamp: line.end_timestamp,
  }))
}
