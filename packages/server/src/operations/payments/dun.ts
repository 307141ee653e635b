import { isPastDue } from '@verge/polar/policy/subscriptions'
import { end } from '../../billing/cancellation.ts'
import { nextAttempt } from '../../billing/dunning.ts'
import type { PaymentAttemptRow } from '../../db/tables.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { applyChange, type Cause } from '../apply-change.ts'
import { queueMail } from '../emails/queue.ts'
import { voidPendingOrders } from '../orders/void.ts'
import type { Parties } from './mark-paid.ts'

/** Failures of these bring the end nearer; what a customer tries by hand does not. */
export const countedTriggers: readonly PaymentAttemptRow['trigger'][] = ['initial', 'cycle', 'dunning']

/** A renewal that could not be charged: past due, tried again on schedule, ended after the last try. */
export async function dun(
  tx: Tx,
  ports: Ports,
  { subscription, order }: Parties,
  decline_code: string,
  cause: Cause,
): Promise<void> {
  const now = ports.clock.now()
  const past_due_at = subscription.past_due_at ?? now
  const { failures } = await tx
    .selectFrom('payment_attempts')
    .select((eb) => eb.fn.countAll<number>().as('failures'))
    .where('order_id', '=', order.id)
    .where('status', '=', 'failed')
    .where('trigger', 'in', countedTriggers)
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
