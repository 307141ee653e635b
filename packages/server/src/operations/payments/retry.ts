import { addDays, addMinutes } from '../../billing/billing-period.ts'
import { isTooLate } from '../../billing/due-work.ts'
import type { Ports } from '../../ports/ports.ts'
import { applyChange } from '../apply-change.ts'
import { HeldBack, held, type Claim } from '../due-work/claim.ts'
import { lockOrder } from '../orders/lock.ts'
import { methodFor } from '../subscriptions/method.ts'
import { giveUpAttempt, openAttempt, settleAttempt } from './attempt.ts'
import { dun } from './dun.ts'
import { openStatuses } from './open.ts'

const cause = { actor: 'billing', operation: 'payments.retry' }

const minutesAtTheBank = 60

/**
 * A renewal that failed is charged again on its day. An attempt that is still open is settled instead. Months later it
 * waits for somebody's word: by a wrong clock it would be charged out of nowhere, or be the last try of all.
 */
export async function retryPayment(
  ports: Ports,
  order_id: string,
  claim: Claim | null = null,
): Promise<void> {
  const attempt = await ports.db.transaction().execute(async (tx) => {
    const { customer, subscription, order } = await lockOrder(tx, order_id)
    const due = order.next_payment_attempt_at
    if (order.status !== 'pending' || !subscription || !due || due > ports.clock.now()) return null
    const claimed = (await held(tx, claim, [order_id])).get(order_id)
    if (!claimed) return null
    if (isTooLate(due, ports.clock.now()) && !claimed.isReleased) throw new HeldBack([order_id])
    const open = await tx
      .selectFrom('payment_attempts')
      .selectAll()
      .where('order_id', '=', order_id)
      .where('status', 'in', openStatuses)
      .executeTakeFirst()
    if (open) {
      // The customer is at their bank, or the processor is silent: the next try waits a day for the answer. Whoever
      // left their bank's page an hour ago is not expected back, or the order would wait for ever.
      const set = { next_payment_attempt_at: addDays(ports.clock.now(), 1) }
      await applyChange(tx, ports, 'orders', order, { set, events: ['order.updated'] }, cause)
      return open
    }
    const payment_method_id = await methodFor(tx, customer, subscription)
    if (payment_method_id) return openAttempt(tx, ports, { order, payment_method_id, trigger: 'dunning' })
    await dun(tx, ports, { subscription, order }, 'missing_payment_method', cause)
    return null
  })
  if (!attempt) return
  const since = addMinutes(attempt.created_at, minutesAtTheBank)
  if (attempt.status === 'requires_action' && since <= ports.clock.now())
    await giveUpAttempt(ports, attempt.id)
  else await settleAttempt(ports, attempt.id)
}
