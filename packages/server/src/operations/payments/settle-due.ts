import { duesOfAttempt } from '../../billing/due-work.ts'
import type { Ports } from '../../ports/ports.ts'
import { giveUpAttempt, settleAttempts } from './attempt.ts'

/**
 * An outcome that nobody heard is asked for with the same key, money that came too late is given back, and a payment that
 * waits at a bank which nobody answers, or for an order that was withdrawn, is given up. No claim is asked for: what the
 * processor says is true whoever hears it.
 */
export async function settleDueAttempts(ports: Ports, ids: readonly string[]): Promise<void> {
  const attempts = await ports.db
    .selectFrom('payment_attempts')
    .innerJoin('orders', 'orders.id', 'payment_attempts.order_id')
    .selectAll('payment_attempts')
    .select('orders.status as order_status')
    .where('payment_attempts.id', 'in', ids)
    .orderBy('payment_attempts.id')
    .execute()
  const now = ports.clock.now()
  const due = attempts.filter(({ order_status, ...attempt }) => {
    const { attempt: at } = duesOfAttempt(attempt, { status: order_status })
    return at && at <= now
  })
  const isAtBank = ({ status }: { status: string }) => status === 'requires_action'
  await settleAttempts(
    ports,
    due.filter((attempt) => !isAtBank(attempt)),
  )
  for (const { id } of due.filter(isAtBank)) await giveUpAttempt(ports, id)
}
