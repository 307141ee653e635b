import type { WebhookEventType } from '@verge/polar/contract/webhooks'
import { isPastDue } from '@verge/polar/policy/subscriptions'
import { receiptNumber } from '../../billing/numbering.ts'
import { adopt } from '../../billing/plan-change.ts'
import type { OrderRow, PaidTerms } from '../../db/tables/orders.ts'
import type { PaymentAttemptRow } from '../../db/tables/payments.ts'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import type { Recorder, Tx } from '../../ports/ports.ts'
import { applyChange, applyChanges, type Cause } from '../apply-change.ts'
import { queueMails } from '../emails/queue.ts'
import { takeFirstSeat } from '../seats/first.ts'
import { tellOfChange } from '../subscriptions/tell-change.ts'
import { inTurns } from '../turns.ts'
import { receiptsFor } from './receipts.ts'

export interface Parties {
  /** Null for what was bought once. */
  subscription: SubscriptionRow | null
  order: OrderRow
}

/** By a payment, which has a receipt, or because there was nothing to pay. What was bought with it begins now. */
export async function markPaid(
  tx: Tx,
  ports: Recorder,
  parties: Parties,
  payment: PaymentAttemptRow | null,
  cause: Cause,
): Promise<void> {
  await markAllPaid(tx, ports, [{ ...parties, payment }], cause)
}

interface Paid extends Parties {
  payment: PaymentAttemptRow | null
}

/** Of many orders, no two of them of one subscription. What comes with a purchase follows its order. */
export async function markAllPaid(
  tx: Tx,
  ports: Recorder,
  all: readonly Paid[],
  cause: Cause,
): Promise<void> {
  const numbers = await nextReceipts(
    tx,
    all.filter(({ payment }) => payment !== null).map(({ order }) => order),
  )
  const changes = all.map(({ order }) => {
    const set = {
      status: 'paid' as const,
      paid_at: ports.clock.now(),
      next_payment_attempt_at: null,
      receipt_number: numbers.get(order.id) ?? null,
    }
    return { row: order, change: { set, events: ['order.updated', 'order.paid'] as const } }
  })
  const settled = await applyChanges(tx, ports, 'orders', changes, cause)
  const receipts = await receiptsFor(tx, paidFor(settled, all))
  const told = []
  for (const [index, { payment, ...parties }] of all.entries()) {
    const brought = await bringForward(tx, ports, parties, payment, cause)
    if (!payment) continue
    // The order is the mail's cause: of several that were open, each is told of, and says how far it pays.
    const order = settled[index]!
    const current_period_end = order.period_end ?? brought?.current_period_end
    told.push({ ...order, ...(current_period_end && { current_period_end }), ...receipts.get(order.id) })
  }
  const isPurchase = ({ subscription_id }: OrderRow) => subscription_id === null
  await queueMails(
    tx,
    ports,
    'payment_received',
    told.filter((order) => !isPurchase(order)),
  )
  await queueMails(tx, ports, 'purchase_paid', told.filter(isPurchase))
}

function paidFor(settled: readonly OrderRow[], all: readonly Paid[]) {
  return all.flatMap(({ payment }, index) => (payment ? [{ order: settled[index]!, payment }] : []))
}

/** By order. Of a customer who pays several at once, they are counted in the orders' own sequence. */
async function nextReceipts(tx: Tx, orders: readonly OrderRow[]): Promise<ReadonlyMap<string, string>> {
  const numbers = new Map<string, string>()
  for (const turn of inTurns(orders, ({ customer_id }) => customer_id)) {
    const series = await tx
      .updateTable('document_series')
      .from('customers')
      .whereRef('customers.id', '=', 'document_series.customer_id')
      .where(
        'customer_id',
        'in',
        turn.map(({ customer_id }) => customer_id),
      )
      .set((eb) => ({ last_receipt_number: eb('last_receipt_number', '+', 1) }))
      .returning(['customer_id', 'short_id', 'last_receipt_number'])
      .execute()
    const next = new Map(
      series.map((one) => [one.customer_id, receiptNumber(one.short_id, one.last_receipt_number)]),
    )
    for (const { id, customer_id } of turn) numbers.set(id, next.get(customer_id)!)
  }
  return numbers
}

/** What the payment is for: a beginning, new terms, or the end of being past due; and nothing more for what is bought once. */
async function bringForward(
  tx: Tx,
  ports: Recorder,
  { subscription, order }: Parties,
  payment: PaymentAttemptRow | null,
  cause: Cause,
): Promise<SubscriptionRow | null> {
  if (!subscription) return null
  const pin = payment ? { payment_method_id: payment.payment_method_id } : {}
  const change = (set: object, ...events: WebhookEventType[]) =>
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
    const changed = await change({ ...adopt(subscription, terms, spanOf(period)), pending_update: null })
    await takeFirstSeat(tx, ports, subscription, changed, cause)
    await tellOfChange(tx, ports, { before: subscription, after: changed, to: terms }, 'now')
    return changed
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
