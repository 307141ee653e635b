import { isReverseCharge, isInUnion } from '../../billing/tax.ts'
import type { CustomerRow } from '../../db/tables/customers.ts'
import type { OrderRow } from '../../db/tables/orders.ts'
import type { InvoiceData, ReceiptData, Seller } from '../../ports/invoice-documents.ts'
import type { Database, Tx } from '../../ports/ports.ts'

/** The newest wording of an order's invoice; undefined before it was generated. */
export async function latestInvoice(
  db: Database | Tx,
  order_id: string,
): Promise<{ revision: number; content: InvoiceData } | undefined> {
  return db
    .selectFrom('invoices')
    .selectAll()
    .where('order_id', '=', order_id)
    .orderBy('revision', 'desc')
    .$narrowType<{ content: InvoiceData }>()
    .executeTakeFirst()
}

/** What an invoice generated now would say. The seller stays as the first one named them. */
export async function invoiceContent(
  db: Database | Tx,
  order: OrderRow,
  earlier: InvoiceData | null,
): Promise<InvoiceData> {
  const customer = await customerOf(db, order)
  const seller = earlier?.seller ?? (await sellerOf(db, order))
  const taxed = {
    country: order.billing_address?.country ?? null,
    has_tax_id: order.customer_tax_id !== null,
  }
  return {
    ...(await commonContent(db, order, customer)),
    number: order.invoice_number,
    seller,
    issued_at: order.created_at.toISOString(),
    period_start: isoOf(order.period_start),
    period_end: isoOf(order.period_end),
    due_amount: order.due_amount,
    reverse_charge: order.tax_rate === null && isReverseCharge(seller.address, taxed),
    paid_at: isoOf(order.paid_at),
  }
}

/** Null: nothing was paid by card, so there is nothing to confirm. */
export async function receiptContent(db: Database | Tx, order: OrderRow): Promise<ReceiptData | null> {
  const payment = await db
    .selectFrom('payment_attempts')
    .innerJoin('payment_methods', 'payment_methods.id', 'payment_attempts.payment_method_id')
    .select(['payment_attempts.amount', 'brand', 'last4'])
    .where('order_id', '=', order.id)
    .where('status', '=', 'succeeded')
    .executeTakeFirst()
  if (!payment || !order.receipt_number || !order.paid_at) return null
  const invoice = await latestInvoice(db, order.id)
  return {
    ...(await commonContent(db, order, await customerOf(db, order))),
    number: order.receipt_number,
    seller: invoice?.content.seller ?? (await sellerOf(db, order)),
    invoice_number: order.invoice_number,
    due_amount: payment.amount,
    paid_at: order.paid_at.toISOString(),
    card: { brand: payment.brand, last4: payment.last4 },
  }
}

async function commonContent(db: Database | Tx, order: OrderRow, customer: CustomerRow) {
  const items = await db
    .selectFrom('order_items')
    .selectAll()
    .where('order_id', '=', order.id)
    .orderBy('position')
    .execute()
  const {
    currency,
    discount_amount,
    net_amount,
    tax_rate,
    tax_amount,
    total_amount,
    applied_balance_amount,
  } = order
  return {
    locale: customer.locale,
    customer: {
      name: order.billing_name ?? customer.billing_name ?? customer.name ?? customer.email,
      address: order.billing_address,
      tax_id: order.customer_tax_id,
    },
    currency,
    lines: items.map(({ label, amount, start_timestamp, end_timestamp }) => ({
      label,
      amount,
      start_timestamp: isoOf(start_timestamp),
      end_timestamp: isoOf(end_timestamp),
    })),
    discount_amount,
    net_amount,
    tax_rate,
    tax_amount,
    total_amount,
    applied_balance_amount,
  }
}

async function customerOf(db: Database | Tx, { customer_id }: OrderRow): Promise<CustomerRow> {
  return db.selectFrom('customers').selectAll().where('id', '=', customer_id).executeTakeFirstOrThrow()
}

async function sellerOf(db: Database | Tx, { organization_id }: OrderRow): Promise<Seller> {
  const { legal_name, address, tax_id, email } = await db
    .selectFrom('organizations')
    .selectAll()
    .where('id', '=', organization_id)
    .executeTakeFirstOrThrow()
  const format = isInUnion(address.country) ? 'eu_vat' : 'tax_id'
  return { name: legal_name, address, tax_id: tax_id === null ? null : [tax_id, format], email }
}

function isoOf(date: Date | null): string | null {
  return date === null ? null : date.toISOString()
}
