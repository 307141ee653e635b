import { duesOfAttempt } from '../../billing/due-work.ts'
import type { Ports } from '../../ports/ports.ts'
import { giveUpAttempt, settleAttempt } from './attempt.ts'

/**
 * An outcome that nobody heard is asked for with the same key, money that came too late is given back, and a payment that
 * waits at a bank which nobody answers, or for an order that was withdrawn, is given up. No claim is asked for: what the
 * processor says is true whoever hears it.
 */
export async function settleDueAttempt(ports: Ports, id: string): Promise<void> {
  const attempt = await ports.db
    .selectFrom('payment_attempts')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const order = await ports.db
    .selectFrom('orders')
    .select('status')
    .where('id', '=', attempt.order_id)
    .executeTakeFirstOrThrow()
  const { attempt: due } = duesOfAttempt(attempt, order)
  if (!due || due > ports.clock.now()) return
  if (attempt.status === 'requires_action') await giveUpAttempt(ports, id)
  else await settleAttempt(ports, id)
}
