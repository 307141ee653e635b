import * as z from 'zod'
import { customer } from './customers.ts'
import { discount } from './discounts.ts'
import { operation } from './operation.ts'
import { portalProduct, price, product } from './products.ts'
import {
  amount,
  created,
  currency,
  flag,
  id,
  interval,
  listOf,
  manyOf,
  metadata,
  metadataFilter,
  page,
  sortingBy,
  text,
  timestamp,
} from './values.ts'

export const subscriptionStatus = z.enum([
  'incomplete',
  'incomplete_expired',
  'trialing',
  'active',
  'past_due',
  'canceled',
  'unpaid',
  'paused',
])
export type SubscriptionStatus = z.output<typeof subscriptionStatus>

export const cancellationReason = z.enum([
  'customer_service',
  'low_quality',
  'missing_features',
  'switched_service',
  'too_complex',
  'too_expensive',
  'unused',
  'other',
])

export const subscriptionBase = z.object({
  ...created,
  amount,
  currency,
  recurring_interval: interval,
  recurring_interval_count: z.int(),
  status: subscriptionStatus,
  current_period_start: timestamp,
  current_period_end: timestamp,
  current_meter_period_start: timestamp.nullable(),
  current_meter_period_end: timestamp.nullable(),
  trial_start: timestamp.nullable(),
  trial_end: timestamp.nullable(),
  cancel_at_period_end: z.boolean(),
  canceled_at: timestamp.nullable(),
  started_at: timestamp.nullable(),
  ends_at: timestamp.nullable(),
  ended_at: timestamp.nullable(),
  past_due_at: timestamp.nullable().default(null),
  pause_at_period_end: z.boolean(),
  paused_at: timestamp.nullable(),
  resumes_at: timestamp.nullable(),
  customer_id: id,
  product_id: id,
  discount_id: id.nullable(),
  checkout_id: id.nullable(),
  seats: z.int().nullable().default(null),
  units: z.int().nullable().default(null),
  customer_cancellation_reason: cancellationReason.nullable(),
  customer_cancellation_comment: z.string().nullable(),
})
export type SubscriptionBase = z.output<typeof subscriptionBase>

/** What a subscription is for, and what it costs each period; `amount` before discount and tax, in minor units. */
export type SubscriptionTerms = Pick<
  SubscriptionBase,
  'product_id' | 'amount' | 'recurring_interval' | 'recurring_interval_count' | 'seats'
> & { product_price_id: string }

/** The one change that waits for the end of the period. Null: stays as it is. */
export const pendingUpdate = z.object({
  ...created,
  applies_at: timestamp,
  product_id: id.nullable(),
  seats: z.int().nullable(),
  units: z.int().nullable(),
})
export type PendingUpdate = z.output<typeof pendingUpdate>

/** What was used in this period. Here it is counted beside the subscription, and none of it is charged. */
const subscriptionMeter = z.object({
  ...created,
  consumed_units: z.number(),
  credited_units: z.int(),
  amount,
  meter_id: id,
  meter: z.object({ ...created, name: z.string() }),
})
const parts = {
  prices: z.array(price),
  meters: z.array(subscriptionMeter),
  pending_update: pendingUpdate.nullable(),
}

export const customerSubscription = subscriptionBase.extend({ ...parts, product: portalProduct })
export type CustomerSubscription = z.output<typeof customerSubscription>

export const subscription = subscriptionBase.extend({
  ...parts,
  metadata,
  custom_field_data: metadata,
  customer,
  product,
  discount: discount.nullable(),
})
export type Subscription = z.output<typeof subscription>

const byId = z.object({ id })

export const listCustomerSubscriptions = operation({
  name: 'customer_portal.subscriptions.list',
  method: 'GET',
  path: '/v1/customer-portal/subscriptions/',
  gate: 'customer',
  query: z.strictObject({
    ...page,
    product_id: manyOf(id),
    active: flag.optional(),
    query: text.optional(),
    sorting: sortingBy('started_at', 'amount', 'status', 'organization', 'product'),
  }),
  status: 200,
  output: listOf(customerSubscription),
})

export const getCustomerSubscription = operation({
  name: 'customer_portal.subscriptions.get',
  method: 'GET',
  path: '/v1/customer-portal/subscriptions/{id}',
  gate: 'customer',
  params: byId,
  status: 200,
  output: customerSubscription,
  refusals: ['ResourceNotFound'],
})

/** What both doors to a subscription can answer when it is changed. */
const changeRefusals = [
  'AlreadyCanceledSubscription',
  'NotASeatBasedSubscription',
  'BelowMinimumSeats',
  'AboveMaximumSeats',
  'SeatsAlreadyAssigned',
  'PaymentFailed',
  'PaymentAlreadyInProgress',
  'PaymentMethodRequired',
  'SubscriptionLocked',
  'CannotPauseSubscription',
  'NoScheduledPause',
  'NotPausedSubscription',
  'ResourceUnavailable',
  'BadRequest',
  'ResourceNotFound',
] as const

/** An ordered closed union: mixing keys, or a misspelt one, fits no variant. */
export const updateCustomerSubscription = operation({
  name: 'customer_portal.subscriptions.update',
  method: 'PATCH',
  path: '/v1/customer-portal/subscriptions/{id}',
  gate: 'billing',
  params: byId,
  body: z.union([
    z.strictObject({ product_id: id }),
    z.strictObject({ seats: z.int().min(1) }),
    z.strictObject({ units: z.int().min(1) }),
    z.strictObject({
      cancel_at_period_end: z.boolean().nullable().optional(),
      cancellation_reason: cancellationReason.nullable().optional(),
      cancellation_comment: text.max(4000).nullable().optional(),
    }),
    z.strictObject({
      pause_at_period_end: z.boolean(),
      resumes_at: timestamp.nullable().optional(),
    }),
    z.strictObject({ resume: z.literal(true) }),
    z.strictObject({ pending_update: z.null() }),
  ]),
  status: 200,
  output: customerSubscription,
  refusals: [
    ...changeRefusals,
    'UpdateSubscriptionPlanNotAllowed',
    'UpdateSubscriptionSeatsNotAllowed',
    'PauseResumeNotAllowed',
    'NotPermitted',
  ],
})

/** Schedules the end at the period's end. The merchant's DELETE ends it at once. */
export const cancelCustomerSubscription = operation({
  name: 'customer_portal.subscriptions.cancel',
  method: 'DELETE',
  path: '/v1/customer-portal/subscriptions/{id}',
  gate: 'billing',
  params: byId,
  status: 200,
  output: customerSubscription,
  refusals: ['AlreadyCanceledSubscription', 'NotPermitted', 'ResourceNotFound'],
})

/** What a charge will come to; every amount in minor units of the subscription's currency. */
export const chargePreview = z.object({
  base_amount: amount,
  metered_amount: amount,
  proration_amount: amount,
  prorations: z.array(z.object({ label: z.string(), amount })),
  subtotal_amount: amount,
  discount_amount: amount,
  net_amount: amount,
  tax_amount: amount,
  total_amount: amount,
  applied_balance_amount: amount,
  due_amount: amount,
})
export type ChargePreview = z.output<typeof chargePreview>

/** What a customer says of why, if they want to. */
export const cancellationReasons = z.strictObject({
  cancellation_reason: cancellationReason.nullable().optional(),
  cancellation_comment: text.max(4000).nullable().optional(),
})

/** Ends at once what waits for a payment, or is paused. Whatever is paid for is canceled instead. */
export const revokeCustomerSubscription = operation({
  name: 'customer_portal.subscriptions.revoke',
  method: 'POST',
  path: '/v1/customer-portal/subscriptions/{id}/revoke',
  gate: 'billing',
  params: byId,
  body: cancellationReasons,
  status: 200,
  output: customerSubscription,
  refusals: ['AlreadyCanceledSubscription', 'RevokeNotAllowed', 'NotPermitted', 'ResourceNotFound'],
})

export const anotherProduct = z.strictObject({ product_id: id })
export const otherSeats = z.strictObject({ seats: z.int().min(1) })

export const quoteRefusals = [
  'NotASeatBasedSubscription',
  'BelowMinimumSeats',
  'AboveMaximumSeats',
  'SeatsAlreadyAssigned',
  'AlreadyCanceledSubscription',
  'UpdateSubscriptionPlanNotAllowed',
  'UpdateSubscriptionSeatsNotAllowed',
  'SubscriptionLocked',
  'ResourceNotFound',
] as const

/** The first charge that a change leads to: now, or with the next renewal. */
export const previewChange = operation({
  name: 'customer_portal.subscriptions.change_preview',
  method: 'POST',
  path: '/v1/customer-portal/subscriptions/{id}/change-preview',
  gate: 'billing',
  params: byId,
  body: z.union([anotherProduct, otherSeats]),
  status: 200,
  output: chargePreview,
  refusals: [...quoteRefusals, 'NotPermitted'],
})

const cancelPreview = z.object({ stops_collection: z.boolean(), outstanding_amount: amount.nullable() })

/** Whether canceling now also stops the collection of what is owed, and how much that is, in minor units. */
export const previewCancellation = operation({
  name: 'customer_portal.subscriptions.cancel_preview',
  method: 'GET',
  path: '/v1/customer-portal/subscriptions/{id}/cancel-preview',
  gate: 'customer',
  params: byId,
  status: 200,
  output: cancelPreview,
  refusals: ['ResourceNotFound'],
})

/** The next renewal's charge: nothing, where it will not renew. What does not run has none. */
export const previewCharge = operation({
  name: 'customer_portal.subscriptions.charge_preview',
  method: 'GET',
  path: '/v1/customer-portal/subscriptions/{id}/charge-preview',
  gate: 'customer',
  params: byId,
  status: 200,
  output: chargePreview,
  refusals: ['ResourceNotFound'],
})

export const listSubscriptions = operation({
  name: 'subscriptions.list',
  method: 'GET',
  path: '/v1/subscriptions/',
  gate: 'organization',
  query: z.strictObject({
    ...page,
    organization_id: manyOf(id),
    product_id: manyOf(id),
    customer_id: manyOf(id),
    external_customer_id: manyOf(z.string()),
    discount_id: manyOf(id),
    active: flag.optional(),
    status: manyOf(subscriptionStatus),
    cancel_at_period_end: flag.optional(),
    customer_cancellation_reason: manyOf(cancellationReason),
    canceled_at_after: timestamp.optional(),
    canceled_at_before: timestamp.optional(),
    started_after: timestamp.optional(),
    started_before: timestamp.optional(),
    metadata: metadataFilter,
    sorting: sortingBy(
      'customer',
      'status',
      'started_at',
      'current_period_end',
      'ended_at',
      'ends_at',
      'amount',
      'product',
      'discount',
    ),
  }),
  status: 200,
  output: listOf(subscription),
})

export const getSubscription = operation({
  name: 'subscriptions.get',
  method: 'GET',
  path: '/v1/subscriptions/{id}',
  gate: 'organization',
  params: byId,
  status: 200,
  output: subscription,
  refusals: ['ResourceNotFound'],
})

const prorationBehavior = z.enum(['invoice', 'prorate', 'next_period', 'reset']).nullable().optional()

/** The seller's door: what the customer may do, and product, discount, trial, period and end besides. */
export const updateSubscription = operation({
  name: 'subscriptions.update',
  method: 'PATCH',
  path: '/v1/subscriptions/{id}',
  gate: 'organization',
  params: byId,
  body: z.union([
    z.strictObject({ seats: z.int().min(1), proration_behavior: prorationBehavior }),
    z.strictObject({ units: z.int().min(1), proration_behavior: prorationBehavior }),
    z.strictObject({ current_billing_period_end: timestamp }),
    z.strictObject({
      cancel_at_period_end: z.boolean(),
      customer_cancellation_reason: cancellationReason.nullable().optional(),
      customer_cancellation_comment: text.max(4000).nullable().optional(),
    }),
    z.strictObject({
      revoke: z.literal(true),
      customer_cancellation_reason: cancellationReason.nullable().optional(),
      customer_cancellation_comment: text.max(4000).nullable().optional(),
    }),
    z.strictObject({ pause_at_period_end: z.boolean(), resumes_at: timestamp.nullable().optional() }),
    z.strictObject({ resume: z.literal(true) }),
    z.strictObject({ pending_update: z.null() }),
    z.strictObject({
      product_id: id.nullable().optional(),
      proration_behavior: prorationBehavior,
      /** Null takes the discount away. */
      discount_id: id.nullable().optional(),
      trial_end: z
        .union([z.literal('now'), timestamp])
        .nullable()
        .optional(),
      metadata: metadata.optional(),
    }),
  ]),
  status: 200,
  output: subscription,
  refusals: [...changeRefusals, 'DiscountRedemptionLimitReached'],
})

/** Ends the subscription at once. */
export const revokeSubscription = operation({
  name: 'subscriptions.revoke',
  method: 'DELETE',
  path: '/v1/subscriptions/{id}',
  gate: 'organization',
  params: byId,
  status: 200,
  output: subscription,
  refusals: ['AlreadyCanceledSubscription', 'ResourceNotFound'],
})

const newSubscription = { product_id: id, metadata: metadata.optional() }

/** Gives somebody what costs nothing. Whatever has a price is bought at a checkout. */
export const createSubscription = operation({
  name: 'subscriptions.create',
  method: 'POST',
  path: '/v1/subscriptions/',
  gate: 'organization',
  body: z.union([
    z.strictObject({ ...newSubscription, customer_id: id }),
    z.strictObject({ ...newSubscription, external_customer_id: text.min(1).max(256) }),
  ]),
  status: 201,
  output: subscription,
  refusals: ['AlreadyActiveSubscriptionError'],
})

/** As the customer's own, for the seller, who may also ask what another way of proration would cost. */
export const previewSellersChange = operation({
  name: 'subscriptions.change_preview',
  method: 'POST',
  path: '/v1/subscriptions/{id}/change-preview',
  gate: 'organization',
  params: byId,
  body: z.union([
    anotherProduct.extend({ proration_behavior: prorationBehavior }),
    otherSeats.extend({ proration_behavior: prorationBehavior }),
  ]),
  status: 200,
  output: chargePreview,
  refusals: quoteRefusals,
})

export const previewSellersCancellation = operation({
  name: 'subscriptions.cancel_preview',
  method: 'GET',
  path: '/v1/subscriptions/{id}/cancel-preview',
  gate: 'organization',
  params: byId,
  status: 200,
  output: cancelPreview,
  refusals: ['ResourceNotFound'],
})

export const previewSellersCharge = operation({
  name: 'subscriptions.charge_preview',
  method: 'GET',
  path: '/v1/subscriptions/{id}/charge-preview',
  gate: 'organization',
  params: byId,
  status: 200,
  output: chargePreview,
  refusals: ['ResourceNotFound'],
})
