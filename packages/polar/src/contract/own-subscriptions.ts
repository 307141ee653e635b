import * as z from 'zod'
import { checkoutDiscount } from './discounts.ts'
import { operation } from './operation.ts'
import {
  anotherProduct,
  cancellationReasons,
  chargePreview,
  customerSubscription,
  otherSeats,
  quoteRefusals,
  subscriptionBase,
} from './subscriptions.ts'
import { amount, id, timestamp } from './values.ts'

/*
 * What our backend answers about a customer's subscription beyond Polar: quotes that are kept to, buying again, what takes
 * something off, and why somebody left.
 */

const byId = z.object({ id })

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
    /** What is due today, as the customer saw it and agreed to it, in minor units: another amount refuses. */
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
    'QuoteOutdated',
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
  body: cancellationReasons,
  status: 200,
  output: customerSubscription,
  refusals: ['BadRequest', 'NotPermitted', 'ResourceNotFound'],
  ours: true,
})
