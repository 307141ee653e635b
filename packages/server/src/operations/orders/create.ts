import { taxByLine, type Line } from '../../billing/charge.ts'
import { invoiceNumber } from '../../billing/numbering.ts'
import type { CustomerRow, OrderRow, PaidTerms, SubscriptionRow } from '../../db/tables.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { recordCreation, type Cause, type Recorder } from '../apply-change.ts'
import { moveBalance } from '../customers/balance.ts'
import { amountsOf } from './amounts.ts'
import { waitingProrations } from './prorations.ts'

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
export async function createOrder(
  tx: Tx,
  ports: Recorder,
  { customer, subscription, billing_reason, period, change, cause }: NewOrder,
): Promise<OrderRow> {
  const now = ports.clock.now()
  const { product_id, seats } = change?.terms ?? subscription
  const [organization, product, waiting] = await Promise.all([
    tx
      .selectFrom('organizations')
      .selectAll()
      .where('id', '=', customer.organization_id)
      .executeTakeFirstOrThrow(),
    tx.selectFrom('products').selectAll().where('id', '=', product_id).executeTakeFirstOrThrow(),
    change ? [] : waitingProrations(tx, subscription.id),
  ])
  const lines = change?.lines ?? [periodLine(subscription, product.name, period), ...waiting]
  const { discount_id, ...amounts } = await amountsOf(tx, {
    customer,
    organization,
    subscription,
    product_id,
    lines,
    period_start: period.current_period_start,
    isFirst: billing_reason === 'subscription_create',
  })
  const { last_invoice_number: invoice_sequence } = await tx
    .updateTable('document_series')
    .set((eb) => ({ last_invoice_number: eb('last_invoice_number', '+', 1) }))
    .where('customer_id', '=', customer.id)
    .returning('last_invoice_number')
    .executeTakeFirstOrThrow()
  const order = await tx
    .insertInto('orders')
    .values({
      id: ports.ids.uuid(),
      created_at: now,
      modified_at: null,
      version: 1,
      organization_id: organization.id,
      customer_id: customer.id,
      product_id,
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
      discount_id,
      seats,
      subscription_terms: change ? JSON.stringify(change.terms) : null,
      billing_name: customer.billing_name ?? customer.name,
      billing_address: customer.billing_address && JSON.stringify(customer.billing_address),
      customer_tax_id: customer.tax_id && JSON.stringify(customer.tax_id),
      invoice_number: invoiceNumber(organization.invoice_prefix, customer.short_id, invoice_sequence),
      invoice_sequence,
      invoice_generated_at: null,
      receipt_number: null,
      paid_at: null,
      next_payment_attempt_at: null,
      description: product.name,
      metadata: '{}',
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await insertItems(tx, ports, order, lines)
  if (waiting.length > 0) {
    const ids = waiting.map(({ id }) => id)
    await tx.updateTable('prorations').set({ order_id: order.id }).where('id', 'in', ids).execute()
  }
  await moveBalance(tx, ports, order, 'applied')
  await recordCreation(tx, ports, 'orders', order, ['order.created'], cause)
  return order
}

/** The price of a whole period. */
export function periodLine(
  { amount, product_price_id }: Pick<SubscriptionRow, 'amount' | 'product_price_id'>,
  label: string,
  { current_period_start: start_timestamp, current_period_end: end_timestamp }: Period,
): Line {
  return { label, amount, proration: false, product_price_id, start_timestamp, end_timestamp }
}

async function insertItems(
  tx: Tx,
  { ids }: Pick<Ports, 'ids'>,
  order: OrderRow,
  lines: readonly Line[],
): Promise<void> {
  const taxes = taxByLine(lines, order)
  const rows = lines.map((line, index) => ({
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
  await tx.insertInto('order_items').values(rows).execute()
}
