import { isOpen } from '@verge/polar/policy/orders'
import type { OrderRow, PaymentAttemptRow, SubscriptionRow } from '../../db/tables.ts'
import type { PaymentOutcome } from '../../ports/payment-processor.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { applyChange, type Cause } from '../apply-change.ts'
import { followAttempts } from '../due-work/follow.ts'
import { voidOrder } from '../orders/void.ts'
import { countedTriggers, dun } from './dun.ts'
import { markPaid, type Parties } from './mark-paid.ts'

const cause: Cause = { actor: 'billing', operation: 'payments.settle' }

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
    await followAttempts(tx, ports, [{ before: attempt, after: settled, order: parties.order }])
    // A withdrawn order stays so, whatever its bank says afterwards; money that still came goes back.
    if (!isOpen(parties.order)) return settled
    if (settled.status === 'succeeded') await markPaid(tx, ports, parties, settled, cause)
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

async function declined(
  tx: Tx,
  ports: Ports,
  { subscription, order }: Parties,
  attempt: PaymentAttemptRow,
): Promise<void> {
  if (order.billing_reason === 'subscription_create') return abandon(tx, ports, subscription, order)
  // A change that was not paid for has not happened, and nothing is owed for it.
  if (order.subscription_terms) return voidOrder(tx, ports, order, cause)
  if (!countedTriggers.includes(attempt.trigger) || subscription.ended_at) return
  await dun(tx, ports, { subscription, order }, attempt.decline_code ?? 'card_declined', cause)
}

/** A first payment that failed leaves nothing behind but its number; the customer may try again. */
async function abandon(tx: Tx, ports: Ports, subscription: SubscriptionRow, order: OrderRow): Promise<void> {
  const set = { status: 'incomplete_expired' as const, ended_at: ports.clock.now() }
  const change = { set, events: ['subscription.updated'] as const }
  await applyChange(tx, ports, 'subscriptions', subscription, change, cause)
  await voidOrder(tx, ports, order, cause)
}
