import { isPastDue } from '@verge/polar/policy/subscriptions'
import { receiptNumber } from '../../billing/numbering.ts'
import { adopt } from '../../billing/plan-change.ts'
import type { OrderRow, PaidTerms, PaymentAttemptRow, SubscriptionRow } from '../../db/tables.ts'
import type { Tx } from '../../ports/ports.ts'
import { applyChange, type Cause, type Recorder } from '../apply-change.ts'
import { queueMail } from '../emails/queue.ts'

export interface Parties {
  subscription: SubscriptionRow
  order: OrderRow
}

/** By a payment, which has a receipt, or because there was nothing to pay. What was bought with it begins now. */
export async function markPaid(
  tx: Tx,
  ports: Recorder,
  { subscription, order }: Parties,
  payment: PaymentAttemptRow | null,
  cause: Cause,
): Promise<void> {
  const receipt_number = payment && (await nextReceipt(tx, order.customer_id))
  const set = {
    status: 'paid' as const,
    paid_at: ports.clock.now(),
    next_payment_attempt_at: null,
    receipt_number,
  }
  const change = { set, events: ['order.updated', 'order.paid'] as const }
  const settled = await applyChange(tx, ports, 'orders', order, change, cause)
  const { current_period_end } = await bringForward(tx, ports, { subscription, order }, payment, cause)
  if (!payment) return
  // The order is the mail's cause: of several that were open, each is told of, and says how far it pays.
  const paidUntil = order.period_end ?? current_period_end
  await queueMail(tx, ports, 'payment_received', { ...settled, current_period_end: paidUntil })
}

async function nextReceipt(tx: Tx, customer_id: string): Promise<string> {
  const { last_receipt_number } = await tx
    .updateTable('document_series')
    .set((eb) => ({ last_receipt_number: eb('last_receipt_number', '+', 1) }))
    .where('customer_id', '=', customer_id)
    .returning('last_receipt_number')
    .executeTakeFirstOrThrow()
  const { short_id } = await tx
    .selectFrom('customers')
    .select('short_id')
    .where('id', '=', customer_id)
    .executeTakeFirstOrThrow()
  return receiptNumber(short_id, last_receipt_number)
}

/** What the payment is for: a beginning, new terms, or the end of being past due. */
async function bringForward(
  tx: Tx,
  ports: Recorder,
  { subscription, order }: Parties,
  payment: PaymentAttemptRow | null,
  cause: Cause,
): Promise<SubscriptionRow> {
  const pin = payment ? { payment_method_id: payment.payment_method_id } : {}
  const change = (set: object, ...events: string[]) =>
    applyChange(
      tx,
      ports,
      'subscriptions',
      subscription,
      { set, events: ['subscription.updated', ...events, 'customer.state_changed'] },
      cause,
    )
  if (subscription.started_at === null)
    return change({ ...pin, status: 'active', started_at: ports.clock.now() }, 'subscription.active')
  if (order.subscription_terms) {
    const { period, ...terms } = order.subscription_terms
    return change({ ...adopt(subscription, terms, spanOf(period)), pending_update: null })
  }
  if (!isPastDue(subscription) || (await owesMore(tx, subscription.id))) return subscription
  return change({ ...pin, status: 'active', past_due_at: null }, 'subscription.active')
}

function spanOf(period: PaidTerms['period']) {
  return period && { start: new Date(period.start), end: new Date(period.end) }
}

async function owesMore(tx: Tx, subscription_id: string): Promise<boolean> {
  const order = await tx
    .selectFrom('orders')
    .select('id')
    .where('subscription_id', '=', subscription_id)
    .where('status', '=', 'pending')
    .where('subscription_terms', 'is', null)
    .executeTakeFirst()
  return order !== undefined
}
