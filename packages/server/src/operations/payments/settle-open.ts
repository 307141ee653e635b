import type { Ports } from '../../ports/ports.ts'
import { giveUpAttempt, settleAttempt } from './attempt.ts'

/**
 * An outcome that nobody heard is asked for with the same key, money that came too late is given back, and a payment
 * that waits at a bank for an order that was withdrawn is given up.
 */
export async function settleOpenAttempts(ports: Ports): Promise<void> {
  const attempts = await ports.db
    .selectFrom('payment_attempts')
    .innerJoin('orders', 'orders.id', 'payment_attempts.order_id')
    .select(['payment_attempts.id', 'payment_attempts.status'])
    .where(({ or, and, eb }) =>
      or([
        eb('payment_attempts.status', '=', 'unknown'),
        eb('payment_attempts.refund_status', '=', 'pending'),
        and([eb('payment_attempts.status', '=', 'requires_action'), eb('orders.status', '=', 'void')]),
      ]),
    )
    .orderBy('payment_attempts.created_at')
    .orderBy('payment_attempts.id')
    .execute()
  for (const { id, status } of attempts) {
    if (status === 'requires_action') await giveUpAttempt(ports, id)
    else await settleAttempt(ports, id)
  }
}
