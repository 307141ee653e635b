import * as z from 'zod'
import { operation } from './operation.ts'
import { amount, currency, id, listOf, page, timestamp } from './values.ts'

export const happeningKinds = [
  'started',
  'trial_started',
  'renewed',
  'paid',
  'bought',
  'payment_failed',
  'refunded',
  'plan_changed',
  'seats_changed',
  'change_scheduled',
  'change_taken_back',
  'pause_scheduled',
  'pause_taken_back',
  'paused',
  'resumed',
  'discount_given',
  'canceled',
  'cancellation_taken_back',
  'ended',
  'card_changed',
  'billing_changed',
  'email_changed',
  'member_added',
  'member_removed',
  'role_changed',
  'seat_given',
  'seat_taken',
  'seat_freed',
] as const
export type HappeningKind = (typeof happeningKinds)[number]

/** Something that changed for a customer: who did it and when, and what it was about. Never where from. */
export const happening = z.object({
  id: z.string(),
  at: timestamp,
  kind: z.enum(happeningKinds),
  /** `system`: billing by itself, or the payment processor. */
  by: z.enum(['customer', 'member', 'seller', 'system']),
  /** It was whoever asks. */
  is_own: z.boolean(),
  /** The member's name or address. */
  by_name: z.string().nullable(),
  /** What it was about: a plan, a person, money, a number of seats, a day. */
  product_name: z.string().nullable(),
  person: z.string().nullable(),
  amount: amount.nullable(),
  currency: currency.nullable(),
  seats: z.int().nullable(),
  date: timestamp.nullable(),
})
export type Happening = z.output<typeof happening>

/** All that happened to one subscription, the newest first. A page may hold fewer than asked for: not every change is news. */
export const getTimeline = operation({
  name: 'verge.subscriptions.timeline',
  method: 'GET',
  path: '/v1/verge/subscriptions/{id}/timeline',
  gate: 'billing',
  params: z.object({ id }),
  query: z.strictObject(page),
  status: 200,
  output: listOf(happening),
  refusals: ['NotPermitted', 'ResourceNotFound'],
  ours: true,
})

/** The same of everything that the customer has. */
export const listActivity = operation({
  name: 'verge.activity.list',
  method: 'GET',
  path: '/v1/verge/activity',
  gate: 'billing',
  query: z.strictObject(page),
  status: 200,
  output: listOf(happening),
  refusals: ['NotPermitted'],
  ours: true,
})
