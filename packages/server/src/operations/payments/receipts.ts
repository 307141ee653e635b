import type { OrderRow } from '../../db/tables/orders.ts'
import type { PaymentAttemptRow } from '../../db/tables/payments.ts'
import type { Tx } from '../../ports/ports.ts'
import type { Fact, Facts, Line } from '../emails/facts.ts'

interface Paid {
  order: OrderRow
  payment: PaymentAttemptRow
}

export interface Receipt {
  facts: Facts
  lines: Line[]
}

/** What the mail about a payment says, by order: the invoice's lines and sums, and the card. */
export async function receiptsFor(tx: Tx, all: readonly Paid[]): Promise<ReadonlyMap<string, Receipt>> {
  if (all.length === 0) return new Map()
  const orders = all.map(({ order }) => order.id)
  const cards = all.map(({ payment }) => payment.payment_method_id)
  const items = await tx
    .selectFrom('order_items')
    .select(['order_id', 'label', 'amount'])
    .where('order_id', 'in', orders)
    .orderBy('order_id')
    .orderBy('position')
    .execute()
  const methods = await tx
    .selectFrom('payment_methods')
    .select(['id', 'brand', 'last4'])
    .where('id', 'in', cards)
    .execute()
  const itemsOf = Map.groupBy(items, ({ order_id }) => order_id)
  const cardOf = new Map(methods.map(({ id, brand, last4 }) => [id, { brand, last4 }]))
  return new Map(
    all.map(({ order, payment }) => [
      order.id,
      {
        lines: (itemsOf.get(order.id) ?? []).map(({ label, amount }) => ({
          label,
          amount,
          currency: order.currency,
        })),
        facts: { ...sumsOf(order, payment), card: cardOf.get(payment.payment_method_id) ?? null },
      },
    ]),
  )
}

/** Sums that are nothing are left out, but for the total and what was paid. */
function sumsOf(order: OrderRow, payment: PaymentAttemptRow): Facts {
  const { currency } = order
  const money = (amount: number): Fact => ({ amount, currency })
  const unlessNothing = (amount: number) => (amount === 0 ? null : money(amount))
  const isTotalSubtotal = order.discount_amount === 0 && order.tax_amount === 0
  return {
    subtotal: isTotalSubtotal ? null : money(order.subtotal_amount),
    discount: unlessNothing(-order.discount_amount),
    tax: unlessNothing(order.tax_amount),
    total: money(order.total_amount),
    balance: unlessNothing(order.applied_balance_amount),
    paid: money(payment.amount),
    invoice: order.invoice_number,
    receipt: order.receipt_number,
  }
}
