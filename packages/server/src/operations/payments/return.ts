import { slowAnswerAt } from '../../billing/patience.ts'
import type { PaymentAttemptRow } from '../../db/tables/payments.ts'
import type { RefundOutcome } from '../../ports/payment-processor.ts'
import type { Ports } from '../../ports/ports.ts'
import { applyChange } from '../apply-change.ts'
import { followAttempts } from '../due-work/follow.ts'
import { queueMail } from '../emails/queue.ts'
import { tellSeller } from '../emails/tell-seller.ts'
import { ask } from './ask.ts'
import { lockParties } from './outcome.ts'
import { postpone } from './postpone.ts'

const cause = { actor: 'billing', operation: 'payments.return' }

/** Gives money back that came after its order was withdrawn. Without an answer it stays pending and is tried again. */
export async function returnIfLate(ports: Ports, attempt: PaymentAttemptRow): Promise<PaymentAttemptRow> {
  const { ask_after, created_at } = attempt
  const now = ports.clock.now()
  if (attempt.refund_status !== 'pending' || (ask_after && ask_after > now)) return attempt
  const answer = await ask(ports, (processor) =>
    processor.refund({ idempotency_key: attempt.id, payment_key: attempt.id, amount: attempt.amount }),
  )
  if ('said' in answer && answer.said.status !== 'pending')
    return noteReturn(ports, attempt, answer.said.status)
  const later = 'said' in answer ? slowAnswerAt({ since: created_at, now }) : answer.ask_after
  await postpone(ports, attempt, later)
  return attempt
}

async function noteReturn(
  ports: Ports,
  attempt: PaymentAttemptRow,
  refund_status: Exclude<RefundOutcome['status'], 'pending'>,
): Promise<PaymentAttemptRow> {
  return ports.db.transaction().execute(async (tx) => {
    const now = ports.clock.now()
    const { order } = await lockParties(tx, attempt.id)
    const returned = await tx
      .updateTable('payment_attempts')
      .set({ refund_status, modified_at: now })
      .where('id', '=', attempt.id)
      .where('refund_status', '=', 'pending')
      .returningAll()
      .executeTakeFirst()
    // Another caller was faster, and has told whom it concerns.
    if (!returned) return { ...attempt, refund_status }
    await followAttempts(tx, ports, [{ before: attempt, after: returned, order }])
    const noted = await applyChange(tx, ports, 'orders', order, { set: {}, events: ['order.updated'] }, cause)
    if (refund_status === 'failed')
      await tellSeller(tx, ports, 'refund_refused', attempt.processor_payment_id!)
    else {
      const amount = { amount: attempt.amount, currency: attempt.currency }
      await queueMail(tx, ports, 'payment_returned', noted, { amount, invoice: noted.invoice_number })
    }
    return returned
  })
}
