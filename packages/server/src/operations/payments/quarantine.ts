import type { PaymentAttemptRow } from '../../db/tables/payments.ts'
import type { QuarantineReason } from '../../billing/reconciliation.ts'
import type { Ports, Recorder, Tx } from '../../ports/ports.ts'
import { tellSeller } from '../emails/tell-seller.ts'
import { openStatuses } from './open.ts'

interface Contradiction {
  processor_payment_id: string
  attempt: PaymentAttemptRow | null
  reason: QuarantineReason
  /** What the processor says of it. */
  found: object
}

/** Set aside: neither paid nor failed, until somebody has looked at it. The seller is told once. */
export async function quarantine(
  tx: Tx,
  ports: Recorder,
  { processor_payment_id, attempt, reason, found }: Contradiction,
): Promise<void> {
  const now = ports.clock.now()
  const frozen = attempt && { amount: attempt.amount, currency: attempt.currency }
  await tx
    .insertInto('quarantined_payments')
    .values({
      processor_payment_id,
      created_at: now,
      payment_attempt_id: attempt?.id ?? null,
      reason,
      found: JSON.stringify({ found, frozen }),
      resolved_at: null,
    })
    .onConflict((on) => on.column('processor_payment_id').doNothing())
    .execute()
  if (attempt) {
    await tx
      .updateTable('payment_attempts')
      .set({ status: 'quarantined', processor_payment_id, client_secret: null, modified_at: now })
      .where('id', '=', attempt.id)
      .where('status', 'in', openStatuses)
      .execute()
  }
  await tellSeller(tx, ports, 'payment_quarantined', processor_payment_id)
}

/** The processor has given all of it back. */
export async function release(
  tx: Tx,
  { clock }: Pick<Ports, 'clock'>,
  processor_payment_id: string,
): Promise<void> {
  await tx
    .updateTable('quarantined_payments')
    .set({ resolved_at: clock.now() })
    .where('processor_payment_id', '=', processor_payment_id)
    .where('resolved_at', 'is', null)
    .execute()
}
