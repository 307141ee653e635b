import * as z from 'zod'
import { checkoutDiscount } from './discounts.ts'
import { operation } from './operation.ts'
import { customerOrder } from './orders.ts'
import { leavingKind, receipt } from './receipts.ts'
import { cancellationReasons, customerSubscription } from './subscriptions.ts'
import { amount, currency, id, text, timestamp } from './values.ts'

/*
 * Leaving as it was shown, or not at all: a cancellation lets the contract run out, a withdrawal undoes it and gives the
 * money back.
 */

const byId = z.object({ id })
const money = z.object({ amount, currency })

export const leavingQuote = z.object({
  /** Stands for all of it. Whoever leaves sends it back, and what is different by then is not done. */
  id: z.string(),
  kind: leavingKind,
  /** Null: at once, as where it is paused, or where the period that runs is not paid. */
  ends_at: timestamp.nullable(),
  /** Until when it can be taken back; null: not at all. */
  undo_until: timestamp.nullable(),
  /** With its tax; null: nothing goes back. */
  refund: money.nullable(),
  /** Of a withdrawal: whether what was used until now is kept of what was paid. */
  refund_basis: z.enum(['full', 'pro_rata']).nullable(),
  /** What was owed before, and how much is still open of it afterwards. */
  open: z.array(money.extend({ order_id: id })),
  /**
   * What was owed before and is not collected any more. A payment of it that is under way is given back should it still
   * succeed.
   */
  waived: z.array(money.extend({ order_id: id, is_being_paid: z.boolean() })),
  /** Of a withdrawal: until when it is possible. */
  possible_until: timestamp.nullable(),
})
export type LeavingQuote = z.output<typeof leavingQuote>

const left = z.object({ subscription: customerSubscription, receipt })
const asQuoted = z.strictObject({ quote_id: z.string().max(128), ...cancellationReasons.shape })

export const quoteCancellation = operation({
  name: 'verge.subscriptions.cancellation_quote',
  method: 'GET',
  path: '/v1/verge/subscriptions/{id}/cancellation-quote',
  gate: 'billing',
  params: byId,
  status: 200,
  output: leavingQuote,
  refusals: ['AlreadyCanceledSubscription', 'NotPermitted', 'ResourceNotFound'],
  ours: true,
})

export const cancelAsQuoted = operation({
  name: 'verge.subscriptions.cancel',
  method: 'POST',
  path: '/v1/verge/subscriptions/{id}/cancel',
  gate: 'billing',
  params: byId,
  body: asQuoted,
  status: 200,
  output: left,
  refusals: ['AlreadyCanceledSubscription', 'QuoteOutdated', 'NotPermitted', 'ResourceNotFound'],
  ours: true,
})

/** What the seller offers to whoever is about to cancel: a discount, with what the next payment is with it. */
export const stayQuote = z.object({
  /** Stands for all of it, as with leaving. */
  id: z.string(),
  discount: checkoutDiscount,
  /** With tax. */
  next: money.extend({ at: timestamp }),
  /** The same payment without the discount. */
  before: money,
  /** Of a discount that lasts for months: no payment that is due then or later. */
  counts_until: timestamp.nullable(),
})
export type StayQuote = z.output<typeof stayQuote>

/** Made once for each subscription; where there is none, nothing is found. */
export const quoteStay = operation({
  name: 'verge.subscriptions.stay_quote',
  method: 'GET',
  path: '/v1/verge/subscriptions/{id}/stay-quote',
  gate: 'billing',
  params: byId,
  status: 200,
  output: stayQuote,
  refusals: ['NotPermitted', 'ResourceNotFound'],
  ours: true,
})

/** Takes the offer as it was shown, or not at all. */
export const stayAsQuoted = operation({
  name: 'verge.subscriptions.stay',
  method: 'POST',
  path: '/v1/verge/subscriptions/{id}/stay',
  gate: 'billing',
  params: byId,
  body: z.strictObject({ quote_id: z.string().max(128) }),
  status: 200,
  output: customerSubscription,
  refusals: ['QuoteOutdated', 'DiscountRedemptionLimitReached', 'NotPermitted', 'ResourceNotFound'],
  ours: true,
})

export const quoteWithdrawal = operation({
  name: 'verge.subscriptions.withdrawal_quote',
  method: 'GET',
  path: '/v1/verge/subscriptions/{id}/withdrawal-quote',
  gate: 'billing',
  params: byId,
  status: 200,
  output: leavingQuote,
  refusals: ['WithdrawalNotPossible', 'NotPermitted', 'ResourceNotFound'],
  ours: true,
})

export const withdrawAsQuoted = operation({
  name: 'verge.subscriptions.withdraw',
  method: 'POST',
  path: '/v1/verge/subscriptions/{id}/withdraw',
  gate: 'billing',
  params: byId,
  body: asQuoted,
  status: 200,
  output: left,
  refusals: ['WithdrawalNotPossible', 'QuoteOutdated', 'NotPermitted', 'ResourceNotFound'],
  ours: true,
})

const purchase = { gate: 'billing', params: byId, status: 200 } as const

/** Of what was bought once, by its order. */
export const quotePurchaseWithdrawal = operation({
  ...purchase,
  name: 'verge.orders.withdrawal_quote',
  method: 'GET',
  path: '/v1/verge/orders/{id}/withdrawal-quote',
  output: leavingQuote,
  refusals: ['WithdrawalNotPossible', 'NotPermitted', 'ResourceNotFound'],
  ours: true,
})

/** Takes what came with it and gives back what was paid. */
export const withdrawPurchaseAsQuoted = operation({
  ...purchase,
  name: 'verge.orders.withdraw',
  method: 'POST',
  path: '/v1/verge/orders/{id}/withdraw',
  body: z.strictObject({ quote_id: asQuoted.shape.quote_id }),
  output: z.object({ order: customerOrder, receipt }),
  refusals: ['WithdrawalNotPossible', 'QuoteOutdated', 'NotPermitted', 'ResourceNotFound'],
  ours: true,
})

const consent = z.strictObject({
  kind: z.enum(['begin_early', 'waived']),
  /** Word for word, as the customer read it. */
  text: text.min(1).max(4000),
  given_at: timestamp,
})
const keptConsent = consent.pick({ kind: true, given_at: true }).extend({ id })

/** The seller keeps what a customer agreed to when they bought, with the words that they were shown. */
export const recordWithdrawalConsent = operation({
  name: 'verge.subscriptions.withdrawal_consent',
  method: 'POST',
  path: '/v1/verge/subscriptions/{id}/withdrawal-consents',
  gate: 'organization',
  params: byId,
  body: consent,
  status: 201,
  output: keptConsent,
  refusals: ['ResourceNotFound'],
  ours: true,
})

/** That digital content was delivered at once. Nothing begins early that is bought once. */
export const recordPurchaseWithdrawalConsent = operation({
  name: 'verge.orders.withdrawal_consent',
  method: 'POST',
  path: '/v1/verge/orders/{id}/withdrawal-consents',
  gate: 'organization',
  params: byId,
  body: consent.extend({ kind: z.literal('waived') }),
  status: 201,
  output: keptConsent,
  refusals: ['BadRequest', 'ResourceNotFound'],
  ours: true,
})
