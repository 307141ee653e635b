import type { Refund } from '@verge/polar/contract/refunds'
import type { Generated, Selectable } from 'kysely'
import type { AggregateRow, ChangingRow, Json, Metadata, Row } from './row.ts'

export interface PaymentAttemptTable extends ChangingRow {
  order_id: string
  customer_id: string
  payment_method_id: string
  amount: number
  currency: string
  trigger: 'initial' | 'cycle' | 'dunning' | 'customer' | 'payment_method_update' | 'update'
  /** Processing: its bank takes days. Quarantined: the processor's books say something else than ours. */
  status: 'unknown' | 'requires_action' | 'processing' | 'quarantined' | 'succeeded' | 'failed'
  processor_payment_id: string | null
  client_secret: string | null
  decline_code: string | null
  /** Set where the money came after the order was withdrawn; failed: the bank did not take it back. */
  refund_status: 'pending' | 'succeeded' | 'failed' | null
  /** Not before this is the processor asked for it again; null: at once. */
  ask_after: Generated<Date | null>
}

export interface RefundTable extends AggregateRow {
  organization_id: string
  customer_id: string
  subscription_id: string | null
  order_id: string
  payment_attempt_id: string
  status: Refund['status']
  reason: Refund['reason']
  /** Without its tax. */
  amount: number
  tax_amount: number
  currency: string
  comment: string | null
  revoke_benefits: boolean
  metadata: Json<Metadata>
  processor_refund_id: string | null
  ask_after: Date | null
}

export interface ProcessorEventTable extends Row {
  processor_event_id: string
  type: string
  body: Json<ProcessorEventBody>
  status: 'received' | 'applied' | 'ignored' | 'quarantined'
  ask_after: Date | null
}

/** What it names; the rest of what was sent is kept beside it and not read. */
export interface ProcessorEventBody {
  payment_id?: string | undefined
  amount?: number | undefined
  currency?: string | undefined
  card_id?: string | undefined
}

export interface QuarantinedPaymentTable {
  processor_payment_id: string
  created_at: Date
  payment_attempt_id: string | null
  reason: 'unknown_payment' | 'other_amount' | 'other_currency'
  found: Json<object>
  resolved_at: Date | null
}

export type DisputeStatus = 'early_warning' | 'needs_response' | 'under_review' | 'prevented' | 'won' | 'lost'

export interface DisputeTable extends ChangingRow {
  order_id: string
  payment_attempt_id: string
  processor_dispute_id: string
  status: DisputeStatus
  reason: string
  amount: number
  currency: string
  evidence: Json<object>
}

/** A single row while the processor refuses our key. */
export interface ProcessorRefusalTable {
  id: Generated<boolean>
  since: Date
  next_question_at: Date
}

export type PaymentAttemptRow = Selectable<PaymentAttemptTable>
export type RefundRow = Selectable<RefundTable>
