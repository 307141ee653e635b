import type { PaymentAttemptRow } from '../../db/tables.ts'
import { UnknownOutcome } from '../../ports/payment-processor.ts'
import type { Ports } from '../../ports/ports.ts'
import { applyChange } from '../apply-change.ts'
import { followAttempts } from '../due-work/follow.ts'
import { queueMail } from '../emails/queue.ts'
import { lockParties } from './outcome.ts'

const cause = { actor: 'billing', operation: 'payments.return' }

/** Gives money back that came after its order was withdrawn. Without an answer it stays pending and is tried again. */
export async function returnIfLate(ports: Ports, attempt: PaymentAttemptRow): Promise<PaymentAttemptRow> {
  if (attempt.refund_status !== 'pending') return attempt
  try {
    await ports.processor.refund({ idempotency_key: attempt.id })
  } catch (error) {
    if (error instanceof UnknownOutcome) return attempt
    throw error
  }
  return ports.db.transaction().execute(async (tx) => {
    const now = ports.clock.now()
    const { order } = await lockParties(tx, attempt.id)
    const returned = await tx
      .updateTable('payment_attempts')
      .set({ refund_status: 'succeeded', modified_at: now })
      .where('id', '=', attempt.id)
      .where('refund_status', '=', 'pending')
      .returningAll()
      .executeTakeFirst()
    // Another caller was faster, and has told the customer.
    if (!returned) return { ...attempt, refund_status: 'succeeded' }
    await followAttempts(tx, ports, [{ before: attempt, after: returned, order }])
    const noted = await applyChange(tx, ports, 'orders', order, { set: {}, events: ['order.updated'] }, cause)
    await queueMail(tx, ports, 'payment_returned', { ...noted, current_period_end: now })
    return returned
  })
}
