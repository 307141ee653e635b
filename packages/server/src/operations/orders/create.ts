import { taxByLine, type Line, type PeriodLine } from '../../billing/charge.ts'
import { invoiceNumber } from '../../billing/numbering.ts'
import { insertRows, updateRows } from '../../db/rows.ts'
import type { CheckoutRow } from '../../db/tables/checkouts.ts'
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

/** What a subscription owes for a period. */
interface OfSubscription {
  customer: CustomerRow
  subscription: SubscriptionRow
  billing_reason: Exclude<OrderRow['billing_reason'], 'purchase'>
  period: Period
  /** Of a change that is paid for now: its lines, and what the payment brings. Else the period's price is asked for. */
  change?: { lines: readonly Line[]; terms: PaidTerms }
}

/** What is bought once, by its checkout. */
interface OfPurchase {
  customer: CustomerRow
  purchase: Purchase
}

export interface Purchase extends Pick<
  CheckoutRow,
  'product_id' | 'product_price_id' | 'discount_id' | 'metadata'
> {
  amount: number
  currency: string
  checkout_id: string
}

type Demand = OfSubscription | OfPurchase
export type NewOrder = Demand & { cause: Cause }

/** What a customer owes. The number is taken, the balance moved and the customer's details are copied now. */
export async function createOrder(tx: Tx, ports: Recorder, order: NewOrder): Promise<OrderRow> {
  const [created] = await createOrders(tx, ports, [order], order.cause)
  return created!
}

/** The same for many customers, each at most once. */
export async function createOrders(
  tx: Tx,
  ports: Recorder,
  news: readonly Demand[],
  cause: Cause,
): Promise<OrderRow[]> {
  if (news.length === 0) return []
  const drafts = await priced(tx, ports, news)
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
async function priced(tx: Tx, { clock }: Pick<Ports, 'clock'>, news: readonly Demand[]) {
  const now = clock.now()
  const asked = news.map((one) => ({
    customer: one.customer,
    ...('purchase' in one ? ofPurchase(one, now) : ofSubscription(one)),
  }))
  const [organizations, products, waitings] = await Promise.all([
    tx
      .selectFrom('organizations')
      .selectAll()
      .where(
        'id',
        'in',
        asked.map(({ customer }) => customer.organization_id),
      )
      .execute(),
    tx
      .selectFrom('products')
      .selectAll()
      .where(
        'id',
        'in',
        asked.map(({ product_id }) => product_id),
      )
      .execute(),
    allWaitingProrations(
      tx,
      asked.flatMap(({ bills }) => bills ?? []),
    ),
  ])
  const drafts = asked.map((one) => {
    const organization = organizations.find(({ id }) => id === one.customer.organization_id)!
    const product = products.find(({ id }) => id === one.product_id)!
    const waiting = one.bills === null ? [] : (waitings.get(one.bills) ?? [])
    return { ...one, organization, product, waiting, lines: [...one.linesOf(product.name), ...waiting] }
  })
  const amounts = await allAmountsOf(tx, drafts)
  return drafts.map((draft, index) => ({ ...draft, amounts: amounts[index]! }))
}

function ofSubscription({ subscription, billing_reason, period, change }: OfSubscription) {
  const { product_id, seats } = change?.terms ?? subscription
  const isFirst = billing_reason === 'subscription_create'
  return {
    product_id,
    /** Whose waiting prorations it bills. */
    bills: change ? null : subscription.id,
    linesOf: (label: string) => change?.lines ?? [periodLine(subscription, label, period)],
    discounted: subscription,
    period_start: period.current_period_start,
    isFirst,
    row: {
      subscription_id: subscription.id,
      checkout_id: isFirst ? subscription.checkout_id : null,
      billing_reason,
      period_start: period.current_period_start,
      period_end: period.current_period_end,
      currency: subscription.currency,
      seats,
      subscription_terms: change?.terms ?? null,
      metadata: {},
    },
  }
}

/** Its discount counts for this one order, however long it would for a subscription. */
function ofPurchase({ purchase }: OfPurchase, now: Date) {
  const { product_id, product_price_id, discount_id, amount, currency, checkout_id, metadata } = purchase
  const span = { start_timestamp: null, end_timestamp: null }
  return {
    product_id,
    bills: null,
    linesOf: (label: string): Line[] => [{ label, amount, proration: false, product_price_id, ...span }],
    discounted: {
      currency,
      discount_id,
      discounted_at: discount_id === null ? null : now,
      current_period_start: now,
    },
    period_start: now,
    isFirst: true,
    row: {
      subscription_id: null,
      checkout_id,
      billing_reason: 'purchase' as const,
      period_start: null,
      period_end: null,
      currency,
      seats: null,
      subscription_terms: null,
      metadata,
    },
  }
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
  const { customer, organization, product, amounts, row } = draft
  return {
    ...row,
    ...amounts,
    id: ids.uuid(),
    created_at: clock.now(),
    modified_at: null,
    version: 1,
    organization_id: organization.id,
    customer_id: customer.id,
    product_id: product.id,
    status: 'pending',
    refunded_amount: 0,
    refunded_tax_amount: 0,
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
  }
}

/** The price of a whole period. */
export function periodLine(
  { amount, product_price_id }: Pick<SubscriptionRow, 'amount' | 'product_price_id'>,
  label: string,
  { current_period_start: start_timestamp, current_period_end: end_timestamp }: Period,
): PeriodLine {
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
