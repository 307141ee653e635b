import * as z from 'zod'
import { declines } from '../policy/declines.ts'
import { operation } from './operation.ts'
import { amount, currency, id, timestamp } from './values.ts'

/** A renewal that could not be charged, and what becomes of it if nobody pays. */
export const overduePayment = z.object({
  order_id: id,
  subscription_id: id,
  product_name: z.string(),
  amount,
  currency,
  /** The last try that failed. */
  failed_at: timestamp,
  reason: z.enum(declines),
  /** What it was tried with; null: there was no card. */
  card: z.object({ brand: z.string(), last4: z.string() }).nullable(),
  /** A payment is on its way, and the bank has not answered yet. */
  is_being_paid: z.boolean(),
  /** The tries that are still to come, should each of them fail as the last one did. */
  tries_at: z.array(timestamp),
  /** Whether what comes with the subscription can still be used, and until when without a payment. */
  has_access: z.boolean(),
  access_ends_at: timestamp,
  /** The subscription ends then; null: it is paused, and only the debt stays. */
  ends_at: timestamp.nullable(),
})
export type OverduePayment = z.output<typeof overduePayment>

/** All that is past due, the oldest first. */
export const listOverduePayments = operation({
  name: 'verge.overdue_payments.list',
  method: 'GET',
  path: '/v1/verge/overdue-payments',
  gate: 'billing',
  status: 200,
  output: z.object({ items: z.array(overduePayment) }),
  refusals: ['NotPermitted'],
  ours: true,
})
