import { paidParts, partsOf, sumOf } from '../../billing/refund.ts'
import type { RefundRecord } from '../../ports/payment-processor.ts'
import type { Ports } from '../../ports/ports.ts'
import { lockParties } from '../payments/outcome.ts'
import { standingRefunds } from './create.ts'
import { openRefund } from './open.ts'
import { applyRefundOutcome, settleRefund } from './settle.ts'

const cause = { actor: 'processor', operation: 'refunds.import' }

/**
 * What somebody gave back at the processor itself is a fact, and counts. Ours that are still on their way are settled
 * first: the processor refuses what it has no money left for, and then there is room for this one. While it is silent
 * about ours nobody knows whose the money is, and this one waits.
 */
export async function importRefund(
  ports: Ports,
  attempt_id: string,
  record: RefundRecord,
): Promise<'applied' | 'waits'> {
  const pending = await ports.db
    .selectFrom('refunds')
    .select('id')
    .where('payment_attempt_id', '=', attempt_id)
    .where('status', '=', 'pending')
    .orderBy('id')
    .execute()
  for (const { id } of pending) await settleRefund(ports, id)
  const imported = await ports.db.transaction().execute(async (tx) => {
    const { order } = await lockParties(tx, attempt_id)
    const attempt = await tx
      .selectFrom('payment_attempts')
      .selectAll()
      .where('id', '=', attempt_id)
      .forUpdate()
      .executeTakeFirstOrThrow()
    const known = await tx
      .selectFrom('refunds')
      .select('id')
      .where('processor_refund_id', '=', record.refund_id)
      .executeTakeFirst()
    if (known || attempt.refund_status !== null) return known ?? null
    const paid = paidParts(order)
    const standing = await standingRefunds(tx, order.id)
    const given = sumOf(standing)
    const isRoom = given.amount + given.tax_amount + record.amount <= attempt.amount
    if (!isRoom && standing.some(({ status }) => status === 'pending')) return 'waits'
    return openRefund(tx, ports, {
      order,
      attempt,
      parts: partsOf(paid, given, record.amount),
      details: { reason: 'other', comment: null, revoke_benefits: false, metadata: {} },
      processor_refund_id: record.refund_id,
      cause,
    })
  })
  if (imported === 'waits') return 'waits'
  if (imported) await applyRefundOutcome(ports, imported.id, record)
  return 'applied'
}
