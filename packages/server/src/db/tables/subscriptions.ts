import type { CustomerSeat } from '@verge/polar/contract/seats'
import type { SubscriptionStatus, pendingUpdate } from '@verge/polar/contract/subscriptions'
import type { Generated, Insertable, Selectable, Updateable } from 'kysely'
import type * as z from 'zod'
import type { AggregateRow, Interval, Json, Metadata, NullableJson, Row } from './row.ts'

/** Kept as it stands on the wire, with the price that goes with the product. */
export type StoredPendingUpdate = z.input<typeof pendingUpdate> & { product_price_id: string | null }

export interface SubscriptionTable extends AggregateRow {
  organization_id: string
  customer_id: string
  product_id: string
  product_price_id: string
  amount: number
  currency: string
  recurring_interval: Interval
  recurring_interval_count: number
  status: SubscriptionStatus
  /** The day, and for years the month, that periods return to after a shorter month. */
  anchor_day: number
  anchor_month: number
  current_period_start: Date
  current_period_end: Date
  trial_start: Date | null
  trial_end: Date | null
  cancel_at_period_end: boolean
  canceled_at: Date | null
  started_at: Date | null
  ends_at: Date | null
  ended_at: Date | null
  past_due_at: Date | null
  pause_at_period_end: Generated<boolean>
  paused_at: Date | null
  resumes_at: Date | null
  seats: number | null
  seats_assigned: Generated<number>
  discount_id: string | null
  /** Since when the discount counts: its months run from here. */
  discounted_at: Date | null
  /** The one change that waits for the end of the period. */
  pending_update: NullableJson<StoredPendingUpdate>
  payment_method_id: string | null
  checkout_id: string | null
  resubscribed_from_id: string | null
  idempotency_key: string | null
  customer_cancellation_reason: string | null
  customer_cancellation_comment: string | null
  metadata: Json<Metadata>
}

/** A seat of a subscription for an e-mail address; see `packages/polar/src/policy/seats.ts`. */
export interface CustomerSeatTable extends AggregateRow {
  organization_id: string
  subscription_id: string
  status: CustomerSeat['status']
  email: string
  /** Who has it, or the team whose member does. */
  customer_id: string | null
  member_id: string | null
  invitation_token_hash: string | null
  invitation_token_expires_at: Date | null
  claimed_at: Date | null
  revoked_at: Date | null
  metadata: NullableJson<Metadata>
}

/** Once for each subscription; see `operations/leaving/stay.ts`. */
export interface StayOfferTakenTable extends Row {
  organization_id: string
  subscription_id: string
  discount_id: string
}

export type SubscriptionRow = Selectable<SubscriptionTable>
export type NewSubscription = Insertable<SubscriptionTable>
export type SubscriptionSet = Updateable<SubscriptionTable>
export type CustomerSeatRow = Selectable<CustomerSeatTable>
