import { amountsFor } from '../../billing/charge.ts'
import { invoiceNumber } from '../../billing/numbering.ts'
import type { CustomerRow, OrderRow, SubscriptionRow } from '../../db/tables.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { recordCreation, type Cause } from '../apply-change.ts'

export interface NewOrder {
  customer: CustomerRow
  subscription: SubscriptionRow
  billing_reason: OrderRow['billing_reason']
  period: { current_period_start: Date; current_period_end: Date }
  cause: Cause
}

/** What a subscription owes for one period. The number is taken and the customer's details are copied now. */
export async function createOrder(
  tx: Tx,
  ports: Pick<Ports, 'clock' | 'ids'>,
  order: NewOrder,
): Promise<OrderRow> {
  const { customer, subscription, billing_reason, period, cause } = order
  const now = ports.clock.now()
  const [organization, product] = await Promise.all([
    tx
      .selectFrom('organizations')
      .selectAll()
      .where('id', '=', customer.organization_id)
      .executeTakeFirstOrThrow(),
    tx.selectFrom('products').selectAll().where('id', '=', subscription.product_id).executeTakeFirstOrThrow(),
  ])
  const { last_invoice_number: invoice_sequence } = await tx
    .updateTable('document_series')
    .set((eb) => ({ last_invoice_number: eb('last_invoice_number', '+', 1) }))
    .where('customer_id', '=', customer.id)
    .returning('last_invoice_number')
    .executeTakeFirstOrThrow()
  const amounts = amountsFor(subscription.amount, organization.address, {
    country: customer.billing_address?.country ?? null,
    has_tax_id: customer.tax_id !== null,
  })
  const row = await tx
    .insertInto('orders')
    .values({
      id: ports.ids.uuid(),
      created_at: now,
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
  await tx
    .insertInto('order_items')
    .values({
      id: ports.ids.uuid(),
      created_at: now,
      order_id: row.id,
      position: 1,
      label: product.name,
      amount: amounts.net_amount,
      tax_amount: amounts.tax_amount,
      proration: false,
      product_price_id: subscription.product_price_id,
      start_timestamp: period.current_period_start,
      end_timestamp: period.current_period_end,
    })
    .execute()
  await recordCreation(tx, ports, 'orders', row, ['order.created'], cause)
  return row
}
