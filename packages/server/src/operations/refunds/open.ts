import type { Parts } from '../../billing/refund.ts'
import type { OrderRow } from '../../db/tables/orders.ts'
import type { PaymentAttemptRow, RefundRow } from '../../db/tables/payments.ts'
import type { Recorder, Tx } from '../../ports/ports.ts'
import { recordCreation, type Cause } from '../apply-change.ts'

export interface NewRefund {
  order: OrderRow
  attempt: PaymentAttemptRow
  parts: Parts
  details: Pick<RefundRow, 'reason' | 'comment' | 'revoke_benefits' | 'metadata'>
  /** Null: it is still to be made there. */
  processor_refund_id: string | null
  cause: Cause
}

/** From here on its amounts are frozen, and its id is the idempotency key. */
export async function openRefund(
  tx: Tx,
  ports: Recorder,
  { order, attempt, parts, details, processor_refund_id, cause }: NewRefund,
): Promise<RefundRow> {
  const refund = await tx
    .insertInto('refunds')
    .values({
      ...details,
      ...parts,
      id: ports.ids.uuid(),
      created_at: ports.clock.now(),
      modified_at: null,
      version: 1,
      organization_id: order.organization_id,
      customer_id: order.customer_id,
      subscription_id: order.subscription_id,
      order_id: order.id,
      payment_attempt_id: attempt.id,
      status: 'pending',
      currency: order.currency,
      metadata: JSON.stringify(details.metadata),
      processor_refund_id,
      ask_after: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await recordCreation(tx, ports, 'refunds', refund, ['refund.created'], cause)
  return refund
}
