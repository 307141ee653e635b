import { stepsTo, type Ours, type Step } from '../../billing/reconciliation.ts'
import type { PaymentAttemptRow } from '../../db/tables/payments.ts'
import type { PaymentRecord } from '../../ports/payment-processor.ts'
import type { Ports } from '../../ports/ports.ts'
import { noteDispute } from '../disputes/note.ts'
import { applyOutcome } from '../payments/outcome.ts'
import { quarantine, release } from '../payments/quarantine.ts'
import { returnIfLate } from '../payments/return.ts'
import { importRefund } from '../refunds/import.ts'
import { applyRefundOutcome } from '../refunds/settle.ts'

/** Brings our books to what the processor's say of one payment. Nothing of it happens twice. */
export async function reconcile(
  ports: Ports,
  record: PaymentRecord,
  told: { amount?: number | undefined; currency?: string | undefined },
): Promise<'applied' | 'quarantined' | 'waits'> {
  const attempt = await attemptUnder(ports, record.idempotency_key)
  const steps = stepsTo(record, await oursOf(ports, attempt), told)
  for (const step of steps) if ((await take(ports, record, attempt, step)) === 'waits') return 'waits'
  return steps.some(({ kind }) => kind === 'quarantine') ? 'quarantined' : 'applied'
}

async function take(
  ports: Ports,
  record: PaymentRecord,
  attempt: PaymentAttemptRow | null,
  step: Step,
): Promise<'waits' | unknown> {
  const { payment_id } = record.outcome
  switch (step.kind) {
    case 'quarantine':
      return ports.db.transaction().execute((tx) =>
        quarantine(tx, ports, {
          processor_payment_id: payment_id,
          attempt,
          reason: step.reason,
          found: record.outcome,
        }),
      )
    case 'release':
      return released(ports, record, attempt)
    case 'settle':
      await returnIfLate(ports, await applyOutcome(ports, attempt!.id, record.outcome))
      return
    case 'refund':
      await applyRefundOutcome(ports, step.id, step.refund)
      return
    case 'import_refund':
      return importRefund(ports, attempt!.id, step.refund)
    case 'dispute':
      return noteDispute(ports, attempt!.id, record.dispute!)
  }
}

/** Nothing of it is left there, so what it was for was not paid, and may be paid again. */
async function released(
  ports: Ports,
  { outcome }: PaymentRecord,
  attempt: PaymentAttemptRow | null,
): Promise<void> {
  const { payment_id, amount, currency } = outcome
  if (attempt?.status === 'quarantined')
    await applyOutcome(ports, attempt.id, {
      payment_id,
      amount,
      currency,
      status: 'failed',
      decline_code: 'canceled',
    })
  await ports.db.transaction().execute((tx) => release(tx, ports, payment_id))
}

async function attemptUnder({ db }: Ports, key: string): Promise<PaymentAttemptRow | null> {
  // What we never asked for bears a key that need not be an id.
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(key)) return null
  const attempt = await db.selectFrom('payment_attempts').selectAll().where('id', '=', key).executeTakeFirst()
  return attempt ?? null
}

async function oursOf({ db }: Ports, attempt: PaymentAttemptRow | null): Promise<Ours> {
  if (!attempt) return { attempt, refunds: [], dispute_status: null }
  const [refunds, dispute] = await Promise.all([
    db.selectFrom('refunds').selectAll().where('payment_attempt_id', '=', attempt.id).execute(),
    db
      .selectFrom('disputes')
      .select('status')
      .where('payment_attempt_id', '=', attempt.id)
      .executeTakeFirst(),
  ])
  return {
    attempt: { ...attempt, isReturned: attempt.refund_status !== null },
    refunds,
    dispute_status: dispute?.status ?? null,
  }
}
