import type { CustomerOrder } from '@verge/polar/contract/orders'
import type { SubscriptionTerms } from '@verge/polar/contract/subscriptions'
import type { Address } from '@verge/polar/contract/values'
import type { Generated, Selectable } from 'kysely'
import type { DisputeStatus } from './payments.ts'
import type { AggregateRow, Json, Metadata, NullableJson, Row } from './row.ts'

/** The terms that a payment brings, and the period that begins with it where the cycle starts anew. Instants are text. */
export type PaidTerms = SubscriptionTerms & { period: { start: string; end: string } | null }

export interface DocumentSeriesTable {
  customer_id: string
  last_invoice_number: number
  last_receipt_number: number
}

export interface OrderTable extends AggregateRow {
  organization_id: string
  customer_id: string
  product_id: string | null
  subscription_id: string | null
  checkout_id: string | null
  status: CustomerOrder['status']
  billing_reason: CustomerOrder['billing_reason'] | 'subscription_cycle_after_trial'
  period_start: Date | null
  period_end: Date | null
  currency: string
  subtotal_amount: number
  discount_amount: number
  net_amount: number
  tax_amount: number
  tax_rate: number | null
  total_amount: number
  applied_balance_amount: number
  due_amount: number
  refunded_amount: number
  refunded_tax_amount: number
  billing_name: string | null
  billing_address: NullableJson<Address>
  customer_tax_id: NullableJson<[string, string]>
  invoice_number: string
  invoice_sequence: number
  invoice_generated_at: Date | null
  receipt_number: string | null
  paid_at: Date | null
  next_payment_attempt_at: Date | null
  discount_id: string | null
  seats: number | null
  /** What the subscription becomes when this order is paid; nothing of it before. */
  subscription_terms: NullableJson<PaidTerms>
  /** How often the schedule found no card to charge. */
  cardless_tries: Generated<number>
  dispute_status: DisputeStatus | null
  description: string
  metadata: Json<Metadata>
}

export interface OrderItemTable extends Row {
  order_id: string
  position: number
  label: string
  amount: number
  tax_amount: number
  proration: boolean
  product_price_id: string | null
  start_timestamp: Date | null
  end_timestamp: Date | null
}

export interface ProrationTable extends Row {
  subscription_id: string
  label: string
  amount: number
  product_price_id: string
  start_timestamp: Date
  end_timestamp: Date
  /** The order that bills it; null: the next one will. */
  order_id: string | null
}

/** Append-only: the balance is the sum, above zero in the customer's favour. */
export interface BalanceEntryTable extends Row {
  customer_id: string
  currency: string
  amount: number
  order_id: string
  reason: 'applied' | 'restored'
}

/** Append-only: the highest revision is what the invoice says now. */
export interface InvoiceTable extends Row {
  order_id: string
  revision: number
  content: Json<object>
  /** Seals what it says; the database's own. */
  hash: Generated<Uint8Array | null>
}

export type OrderRow = Selectable<OrderTable>
export type OrderItemRow = Selectable<OrderItemTable>
export type ProrationRow = Selectable<ProrationTable>
