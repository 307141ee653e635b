import { duesOfRefund } from '../../billing/due-work.ts'
import { slowAnswerAt } from '../../billing/patience.ts'
import { afterRefunds, paidParts, sumOf } from '../../billing/refund.ts'
import type { RefundRow } from '../../db/tables/payments.ts'
import type { PaymentProcessor, RefundOutcome } from '../../ports/payment-processor.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { applyChange, type Cause } from '../apply-change.ts'
import { writeDues } from '../due-work/write.ts'
import { queueMail } from '../emails/queue.ts'
import { tellSeller } from '../emails/tell-seller.ts'
import { ask } from '../payments/ask.ts'
import { lockParties } from '../payments/outcome.ts'

const cause: Cause = { actor: 'billing', operation: 'refunds.settle' }

/** Asks the processor for it, or how it stands. Without an answer it stays pending and is asked again, with the same key. */
export async function settleRefund(ports: Ports, id: string): Promise<RefundRow> {
  const { processor_payment_id, ...refund } = await ports.db
    .selectFrom('refunds')
    .innerJoin('payment_attempts', 'payment_attempts.id', 'refunds.payment_attempt_id')
    .selectAll('refunds')
    .select('payment_attempts.processor_payment_id')
    .where('refunds.id', '=', id)
    .executeTakeFirstOrThrow()
  const now = ports.clock.now()
  if (refund.status !== 'pending' || (refund.ask_after && refund.ask_after > now)) return refund
  const answer = await ask(ports, (processor) => question(processor, refund, processor_payment_id!))
  if (!('said' in answer)) return postpone(ports, refund, answer.ask_after)
  const settled = await applyRefundOutcome(ports, id, answer.said)
  if (settled.status !== 'pending') return settled
  return postpone(ports, settled, slowAnswerAt({ since: refund.created_at, now }))
}

/** What somebody made at the processor itself is looked at there, and never made again. */
async function question(
  processor: PaymentProcessor,
  { id, payment_attempt_id, processor_refund_id, amount, tax_amount }: RefundRow,
  payment_id: string,
): Promise<RefundOutcome> {
  if (processor_refund_id === null) {
    const whole = amount + tax_amount
    return processor.refund({ idempotency_key: id, payment_key: payment_attempt_id, amount: whole })
  }
  const record = await processor.lookUp({ payment_id })
  const refund = record?.refunds.find(({ refund_id }) => refund_id === processor_refund_id)
  if (!refund) throw new Error(`The processor does not know its own refund ${processor_refund_id}`)
  return refund
}

/** Not to be asked for before; null: when it is due anyway. */
async function postpone(
  { db, ...ports }: Ports,
  before: RefundRow,
  ask_after: Date | null,
): Promise<RefundRow> {
  if (ask_after === null) return before
  await db.transaction().execute(async (tx) => {
    const after = await tx
      .updateTable('refunds')
      .set({ ask_after })
      .where('id', '=', before.id)
      .where('status', '=', 'pending')
      .returningAll()
      .executeTakeFirst()
    if (after) await writeDues(tx, ports, [{ id: after.id, dues: duesOfRefund(after) }])
  })
  return { ...before, ask_after }
}

/** Written to refund and order at once. A bank may still send back what had succeeded; nothing else is taken back. */
export async function applyRefundOutcome(
  ports: Ports,
  id: string,
  outcome: RefundOutcome,
): Promise<RefundRow> {
  return ports.db.transaction().execute(async (tx) => {
    const { payment_attempt_id } = await tx
      .selectFrom('refunds')
      .select('payment_attempt_id')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    const { order } = await lockParties(tx, payment_attempt_id)
    const refund = await tx
      .selectFrom('refunds')
      .selectAll()
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirstOrThrow()
    const { status, refund_id: processor_refund_id } = outcome
    const isNews =
      refund.status === 'pending'
        ? status !== 'pending'
        : refund.status === 'succeeded' && status === 'failed'
    if (!isNews) return refund
    const change = {
      set: { status, processor_refund_id, ask_after: null },
      events: ['refund.updated'] as const,
    }
    const settled = await applyChange(tx, ports, 'refunds', refund, change, cause)
    const given = sumOf(await succeededRefunds(tx, order.id))
    const set = afterRefunds(paidParts(order), given)
    if (
      set.refunded_amount === order.refunded_amount &&
      set.refunded_tax_amount === order.refunded_tax_amount
    )
      return settled
    const events =
      status === 'succeeded' ? (['order.updated', 'order.refunded'] as const) : (['order.updated'] as const)
    const told = await applyChange(tx, ports, 'orders', order, { set, events }, cause)
    const amount = { amount: refund.amount + refund.tax_amount, currency: refund.currency }
    if (status === 'failed') await tellSeller(tx, ports, 'refund_refused', processor_refund_id)
    const kind = status === 'succeeded' ? 'refunded' : 'refund_failed'
    await queueMail(tx, ports, kind, told, { amount, invoice: told.invoice_number })
    return settled
  })
}

async function succeededRefunds(tx: Tx, order_id: string) {
  return tx
    .selectFrom('refunds')
    .selectAll()
    .where('order_id', '=', order_id)
    .where('status', '=', 'succeeded')
    .execute()
}
