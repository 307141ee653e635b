import * as z from 'zod'
import { customer } from './customers.ts'
import { checkoutDiscount, discount } from './discounts.ts'
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
  past_due_at: timestamp.nullable(),
  pause_at_period_end: z.boolean(),
  paused_at: timestamp.nullable(),
  resumes_at: timestamp.nullable(),
  customer_id: id,
  product_id: id,
  discount_id: id.nullable(),
  checkout_id: id.nullable(),
  seats: z.int().nullable(),
  units: z.int().nullable(),
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

const parts = { prices: z.array(price), meters: z.array(z.never()), pending_update: pendingUpdate.nullable() }

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

/** Ends at once what waits for a payment, or is paused. Whatever is paid for is canceled instead. */
export const revokeCustomerSubscription = operation({
  name: 'customer_portal.subscriptions.revoke',
  method: 'POST',
  path: '/v1/customer-portal/subscriptions/{id}/revoke',
  gate: 'billing',
  params: byId,
  body: z.strictObject({
    cancellation_reason: cancellationReason.nullable().optional(),
    cancellation_comment: text.max(4000).nullable().optional(),
  }),
  status: 200,
  output: customerSubscription,
  refusals: ['AlreadyCanceledSubscription', 'RevokeNotAllowed', 'NotPermitted', 'ResourceNotFound'],
})

const anotherProduct = z.strictObject({ product_id: id })
const otherSeats = z.strictObject({ seats: z.int().min(1) })

const quoteRefusals = [
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
  gate: 'customer',
  params: byId,
  body: z.union([anotherProduct, otherSeats]),
  status: 200,
  output: chargePreview,
  refusals: quoteRefusals,
})

/** What a change of product or seats would do and cost, to be shown before it is agreed to. */
export const changeQuote = z.object({
  /** Stands for all of it. Whoever agrees sends it back, and what is different by then is not done. */
  id: z.string(),
  /** `to_pay`: charged now, and not done without the payment. `applied`: done now, charged later. `scheduled`: both later. */
  kind: z.enum(['to_pay', 'applied', 'scheduled']),
  charge: chargePreview,
  /** Null: with the resumption of a pause that names no day. The same for `takes_effect_at`. */
  charged_at: timestamp.nullable(),
  takes_effect_at: timestamp.nullable(),
  terms: subscriptionBase.pick({
    product_id: true,
    amount: true,
    recurring_interval: true,
    recurring_interval_count: true,
    seats: true,
  }),
  /** Where the trial goes on with the change, and ends on another day. */
  trial_end: timestamp.nullable(),
  /** The renewal after a charge that is due now. */
  follows: z.object({ at: timestamp, charge: chargePreview }).nullable(),
})
export type ChangeQuote = z.output<typeof changeQuote>

export const quoteChange = operation({
  name: 'verge.subscriptions.change_quote',
  method: 'POST',
  path: '/v1/verge/subscriptions/{id}/change-quote',
  gate: 'billing',
  params: byId,
  body: z.union([anotherProduct, otherSeats]),
  status: 200,
  output: changeQuote,
  refusals: [...quoteRefusals, 'NotPermitted'],
  ours: true,
})

/** Changes product or seats exactly as it was quoted, or not at all. */
export const changeAsQuoted = operation({
  name: 'verge.subscriptions.change',
  method: 'POST',
  path: '/v1/verge/subscriptions/{id}/change',
  gate: 'billing',
  params: byId,
  body: z.union([
    anotherProduct.extend({ quote_id: z.string().max(128) }),
    otherSeats.extend({ quote_id: z.string().max(128) }),
  ]),
  status: 200,
  output: z.object({
    subscription: customerSubscription,
    order_id: id.nullable(),
    /** Where the bank asks the customer to approve the payment: the change happens when they do. */
    client_secret: z.string().nullable(),
  }),
  refusals: [...quoteRefusals, 'QuoteOutdated', 'PaymentFailed', 'PaymentAlreadyInProgress', 'NotPermitted'],
  ours: true,
})

/** What ending a pause now costs, and when it renews then. */
export const quoteResumption = operation({
  name: 'verge.subscriptions.resumption_quote',
  method: 'GET',
  path: '/v1/verge/subscriptions/{id}/resumption-quote',
  gate: 'billing',
  params: byId,
  status: 200,
  output: z.object({ charge: chargePreview, renews_at: timestamp }),
  refusals: ['NotPausedSubscription', 'PauseResumeNotAllowed', 'NotPermitted', 'ResourceNotFound'],
  ours: true,
})

/** Ends a pause at the amount that was shown, or not at all. */
export const resumeAsQuoted = operation({
  name: 'verge.subscriptions.resume',
  method: 'POST',
  path: '/v1/verge/subscriptions/{id}/resume',
  gate: 'billing',
  params: byId,
  /** What the customer agreed to pay today, in minor units. */
  body: z.strictObject({ agreed_amount: amount }),
  status: 200,
  output: customerSubscription,
  refusals: [
    'QuoteOutdated',
    'NotPausedSubscription',
    'PauseResumeNotAllowed',
    'PaymentMethodRequired',
    'NotPermitted',
    'ResourceNotFound',
  ],
  ours: true,
})

/** Whether canceling now also stops the collection of what is owed, and how much that is, in minor units. */
export const previewCancellation = operation({
  name: 'customer_portal.subscriptions.cancel_preview',
  method: 'GET',
  path: '/v1/customer-portal/subscriptions/{id}/cancel-preview',
  gate: 'customer',
  params: byId,
  status: 200,
  output: z.object({ stops_collection: z.boolean(), outstanding_amount: amount.nullable() }),
  refusals: ['ResourceNotFound'],
})

/** The next renewal's charge; a subscription that will not renew has none. */
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

/** What takes something off a subscription's payments, and how long. */
export const subscriptionDiscount = z.object({
  discount: checkoutDiscount.nullable(),
  /** Whether it counts for the payment that comes next. */
  counts_next: z.boolean(),
  /** It counts for periods that begin before this; null: for each, or for the one that it is for. */
  counts_until: timestamp.nullable(),
})
export type SubscriptionDiscount = z.output<typeof subscriptionDiscount>

export const getSubscriptionDiscount = operation({
  name: 'verge.subscriptions.discount',
  method: 'GET',
  path: '/v1/verge/subscriptions/{id}/discount',
  gate: 'customer',
  params: byId,
  status: 200,
  output: subscriptionDiscount,
  refusals: ['ResourceNotFound'],
  ours: true,
})

/** What buying an ended subscription again would cost today. */
export const previewResubscription = operation({
  name: 'verge.subscriptions.resubscription_preview',
  method: 'GET',
  path: '/v1/verge/subscriptions/{id}/resubscription-preview',
  gate: 'billing',
  params: byId,
  status: 200,
  output: chargePreview,
  refusals: ['SubscriptionNotEnded', 'ResourceNotFound'],
  ours: true,
})

/** Buys an ended subscription again on the terms it had, charging the default payment method now. */
export const resubscribe = operation({
  name: 'verge.subscriptions.resubscribe',
  method: 'POST',
  path: '/v1/verge/subscriptions/{id}/resubscribe',
  gate: 'billing',
  params: byId,
  body: z.strictObject({
    /** What the customer saw and agreed to pay today, in minor units: another price refuses. */
    agreed_amount: amount,
    /** Repeats of one decision carry one key and buy once. */
    idempotency_key: z.string().min(16).max(128),
  }),
  status: 201,
  output: z.object({
    status: z.enum(['succeeded', 'requires_action', 'failed']),
    order_id: id,
    subscription_id: id,
    client_secret: z.string().nullable(),
    error: z.string().nullable(),
  }),
  refusals: [
    'SubscriptionNotEnded',
    'AlreadyActiveSubscriptionError',
    'PaymentMethodRequired',
    'ResourceNotFound',
    'NotPermitted',
  ],
  ours: true,
})

/** Why a cancellation that is already made was made; asked afterwards, so that nobody explains in order to leave. */
export const explainCancellation = operation({
  name: 'verge.subscriptions.explain_cancellation',
  method: 'POST',
  path: '/v1/verge/subscriptions/{id}/cancellation-reason',
  gate: 'billing',
  params: byId,
  body: z.strictObject({
    cancellation_reason: cancellationReason.nullable().optional(),
    cancellation_comment: text.max(4000).nullable().optional(),
  }),
  status: 200,
  output: customerSubscription,
  refusals: ['BadRequest', 'NotPermitted', 'ResourceNotFound'],
  ours: true,
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
    metadata: z.record(z.string(), z.string()).optional(),
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
