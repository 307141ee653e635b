import type { OrderRow, PaymentAttemptRow } from '../../db/tables.ts'
import { UnknownOutcome, type PaymentOutcome } from '../../ports/payment-processor.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import type { Recorder } from '../apply-change.ts'
import { followAttempts } from '../due-work/follow.ts'
import { applyOutcome } from './outcome.ts'
import { returnIfLate } from './return.ts'

export interface NewAttempt {
  order: OrderRow
  payment_method_id: string
  trigger: PaymentAttemptRow['trigger']
}

/** Committed before the processor hears of it; from here on the amount is frozen and the id is the idempotency key. */
export async function openAttempt(
  tx: Tx,
  ports: Recorder,
  { order, payment_method_id, trigger }: NewAttempt,
) {
  const attempt = await tx
    .insertInto('payment_attempts')
    .values({
      id: ports.ids.uuid(),
      created_at: ports.clock.now(),
      modified_at: null,
      order_id: order.id,
      customer_id: order.customer_id,
      payment_method_id,
      amount: order.due_amount,
      currency: order.currency,
      trigger,
      status: 'unknown',
      processor_payment_id: null,
      client_secret: null,
      decline_code: null,
      refund_status: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await followAttempts(tx, ports, [{ before: null, after: attempt, order }])
  return attempt
}

/**
 * Asks the processor, between two transactions, and writes down what it says. Without an answer the attempt stays
 * unknown and is asked again later, with the same key.
 */
export async function settleAttempt(ports: Ports, id: string): Promise<PaymentAttemptRow> {
  const attempt = await ports.db
    .selectFrom('payment_attempts')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const outcome = await ask(ports, attempt)
  return returnIfLate(ports, outcome ? await applyOutcome(ports, id, outcome) : attempt)
}

/** Ends a payment that waits at the customer's bank, unless the bank was faster. */
export async function giveUpAttempt(ports: Ports, id: string): Promise<PaymentAttemptRow> {
  const outcome = await ports.processor.cancel({ idempotency_key: id })
  return outcome ? returnIfLate(ports, await applyOutcome(ports, id, outcome)) : settleAttempt(ports, id)
}

async function ask({ db, processor }: Ports, attempt: PaymentAttemptRow): Promise<PaymentOutcome | null> {
  if (attempt.status === 'succeeded' || attempt.status === 'failed') return null
  const idempotency_key = attempt.id
  const method = await db
    .selectFrom('payment_methods')
    .selectAll()
    .where('id', '=', attempt.payment_method_id)
    .executeTakeFirstOrThrow()
  try {
    if (attempt.status === 'requires_action') return await processor.getPayment({ idempotency_key })
    return await processor.charge({
      idempotency_key,
      customer_reference: attempt.customer_id,
      processor_id: method.processor_id,
      amount: attempt.amount,
      currency: attempt.currency,
      on_session: attempt.trigger === 'initial' || attempt.trigger === 'customer',
    })
  } catch (error) {
    if (error instanceof UnknownOutcome) return null
    throw error
  }
}
