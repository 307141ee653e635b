import { isOpen } from '@verge/polar/policy/orders'
import { isPastDue } from '@verge/polar/policy/subscriptions'
import { end } from '../../billing/cancellation.ts'
import { nextAttempt } from '../../billing/dunning.ts'
import { receiptNumber } from '../../billing/numbering.ts'
import type { OrderRow, PaymentAttemptRow, SubscriptionRow } from '../../db/tables.ts'
import type { PaymentOutcome } from '../../ports/payment-processor.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { applyChange, type Cause } from '../apply-change.ts'
import { queueMail } from '../emails/queue.ts'
import { voidPendingOrders } from '../subscriptions/cancel.ts'

const cause: Cause = { actor: 'billing', operation: 'payments.settle' }
const counted: readonly PaymentAttemptRow['trigger'][] = ['initial', 'cycle', 'dunning']

interface Parties {
  subscription: SubscriptionRow
  order: OrderRow
}

/** What the processor said, written to attempt, order and subscription at once. A second telling changes nothing. */
export async function applyOutcome(
  ports: Ports,
  id: string,
  outcome: PaymentOutcome,
): Promise<PaymentAttemptRow> {
  return ports.db.transaction().execute(async (tx) => {
    const parties = await lockParties(tx, id)
    const attempt = await tx
      .selectFrom('payment_attempts')
      .selectAll()
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirstOrThrow()
    if (attempt.status === 'succeeded' || attempt.status === 'failed') return attempt
    const settled = await tx
      .updateTable('payment_attempts')
      .set({
        status: outcome.status,
        processor_payment_id: outcome.payment_id,
        client_secret: outcome.status === 'requires_action' ? outcome.client_secret : null,
        decline_code: outcome.status === 'failed' ? outcome.decline_code : null,
        refund_status: outcome.status === 'succeeded' && !isOpen(parties.order) ? 'pending' : null,
        modified_at: ports.clock.now(),
      })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow()
    // A withdrawn order stays so, whatever its bank says afterwards; money that still came goes back.
    if (!isOpen(parties.order)) return settled
    if (settled.status === 'succeeded') await paid(tx, ports, parties, settled)
    if (settled.status === 'failed') await declined(tx, ports, parties, settled)
    return settled
  })
}

/** Unlike `lockOrder` it asks for no customer: an answer of the bank counts also after they were deleted. */
export async function lockParties(tx: Tx, attempt_id: string): Promise<Parties> {
  const { order_id } = await tx
    .selectFrom('payment_attempts')
    .select('order_id')
    .where('id', '=', attempt_id)
    .executeTakeFirstOrThrow()
  const { subscription_id } = await tx
    .selectFrom('orders')
    .select('subscription_id')
    .where('id', '=', order_id)
    .executeTakeFirstOrThrow()
  const subscription = await tx
    .selectFrom('subscriptions')
    .selectAll()
    .where('id', '=', subscription_id)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const order = await tx
    .selectFrom('orders')
    .selectAll()
    .where('id', '=', order_id)
    .forUpdate()
    .executeTakeFirstOrThrow()
  return { subscription, order }
}

async function paid(
  tx: Tx,
  ports: Ports,
  { subscription, order }: Parties,
  attempt: PaymentAttemptRow,
): Promise<void> {
  const now = ports.clock.now()
  const series = await tx
    .updateTable('document_series')
    .set((eb) => ({ last_receipt_number: eb('last_receipt_number', '+', 1) }))
    .where('customer_id', '=', order.customer_id)
    .returning('last_receipt_number')
    .executeTakeFirstOrThrow()
  const { short_id } = await tx
    .selectFrom('customers')
    .select('short_id')
    .where('id', '=', order.customer_id)
    .executeTakeFirstOrThrow()
  const receipt_number = receiptNumber(short_id, series.last_receipt_number)
  const set = { status: 'paid' as const, paid_at: now, next_payment_attempt_at: null, receipt_number }
  const change = { set, events: ['order.updated', 'order.paid'] as const }
  const settled = await applyChange(tx, ports, 'orders', order, change, cause)
  const { current_period_end } = await subscriptionPaid(tx, ports, subscription, attempt)
  // The order is the mail's cause: of several that were open, each is told of, and says how far it pays.
  const paidUntil = order.period_end ?? current_period_end
  await queueMail(tx, ports, 'payment_received', { ...settled, current_period_end: paidUntil })
}

async function subscriptionPaid(
  tx: Tx,
  ports: Ports,
  subscription: SubscriptionRow,
  attempt: PaymentAttemptRow,
) {
  const pin = { payment_method_id: attempt.payment_method_id }
  const begins = subscription.started_at === null
  if (begins) {
    const set = { ...pin, status: 'active' as const, started_at: ports.clock.now() }
    const events = ['subscription.updated', 'subscription.active', 'customer.state_changed'] as const
    return applyChange(tx, ports, 'subscriptions', subscription, { set, events }, cause)
  }
  if (!isPastDue(subscription) || (await owesMore(tx, subscription.id))) return subscription
  const set = { ...pin, status: 'active' as const, past_due_at: null }
  const events = ['subscription.updated', 'subscription.active', 'customer.state_changed'] as const
  return applyChange(tx, ports, 'subscriptions', subscription, { set, events }, cause)
}

async function owesMore(tx: Tx, subscription_id: string): Promise<boolean> {
  const order = await tx
    .selectFrom('orders')
    .select('id')
    .where('subscription_id', '=', subscription_id)
    .where('status', '=', 'pending')
    .executeTakeFirst()
  return order !== undefined
}

async function declined(
  tx: Tx,
  ports: Ports,
  { subscription, order }: Parties,
  attempt: PaymentAttemptRow,
): Promise<void> {
  if (order.billing_reason === 'subscription_create') return abandon(tx, ports, subscription, order)
  if (!counted.includes(attempt.trigger) || subscription.ended_at) return
  await dun(tx, ports, { subscription, order }, attempt.decline_code ?? 'card_declined')
}

/** A first payment that failed leaves nothing behind but its number; the customer may try again. */
async function abandon(tx: Tx, ports: Ports, subscription: SubscriptionRow, order: OrderRow): Promise<void> {
  const ended = { status: 'incomplete_expired' as const, ended_at: ports.clock.now() }
  await applyChange(
    tx,
    ports,
    'subscriptions',
    subscription,
    { set: ended, events: ['subscription.updated'] },
    cause,
  )
  await applyChange(tx, ports, 'orders', order, { set: { status: 'void' }, events: ['order.updated'] }, cause)
}

/** A renewal that could not be charged: past due, tried again on schedule, ended after the last try. */
export async function dun(
  tx: Tx,
  ports: Ports,
  { subscription, order }: Parties,
  decline_code: string,
): Promise<void> {
  const now = ports.clock.now()
  const past_due_at = subscription.past_due_at ?? now
  const { failures } = await tx
    .selectFrom('payment_attempts')
    .select((eb) => eb.fn.countAll<number>().as('failures'))
    .where('order_id', '=', order.id)
    .where('status', '=', 'failed')
    .where('trigger', 'in', counted)
    .executeTakeFirstOrThrow()
  const next = nextAttempt({ failures: Math.max(1, failures), past_due_at, decline_code, now })
  const set = { next_payment_attempt_at: next }
  await applyChange(tx, ports, 'orders', order, { set, events: ['order.updated'] }, cause)
  if (next === null) {
    const ended = await applyChange(tx, ports, 'subscriptions', subscription, end(subscription, now), cause)
    await voidPendingOrders(tx, ports, subscription.id, cause)
    await queueMail(tx, ports, 'subscription_ended', ended)
    return
  }
  if (isPastDue(subscription)) return
  const change = {
    set: { status: 'past_due' as const, past_due_at },
    events: ['subscription.updated', 'subscription.past_due', 'customer.state_changed'] as const,
  }
  const overdue = await applyChange(tx, ports, 'subscriptions', subscription, change, cause)
  await queueMail(tx, ports, 'payment_failed', overdue)
}
