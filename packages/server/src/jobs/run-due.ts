import { retryPayment } from '../operations/payments/retry.ts'
import { giveUpAttempt, settleAttempt } from '../operations/payments/attempt.ts'
import { giveUpForgotten } from '../operations/payments/give-up.ts'
import { concludeSettled, giveUpUnansweredCards } from '../operations/checkouts/conclude.ts'
import { passPeriodEnd } from '../operations/subscriptions/pass-period-end.ts'
import type { Ports } from '../ports/ports.ts'
import { firstDue, type Due } from './due.ts'

/** Does everything that is due by now, in order, and says how much there was. */
export async function runDue(ports: Ports): Promise<number> {
  await settleOpenAttempts(ports)
  await giveUpForgotten(ports)
  await concludeSettled(ports)
  await giveUpUnansweredCards(ports)
  for (let done = 0; ; done++) {
    const due = await firstDue(ports, ports.clock.now())
    if (!due) return done
    await run(ports, due)
  }
}

/** Moves a clock to `to`, stopping wherever something falls due, so that each thing happens at its own time. */
export async function advanceClock(
  ports: Ports,
  moveTo: (date: Date) => void | Promise<void>,
  to: Date,
): Promise<void> {
  for (let due = await firstDue(ports, to); due; due = await firstDue(ports, to)) {
    if (due.at > ports.clock.now()) await moveTo(due.at)
    await run(ports, due)
  }
  if (to > ports.clock.now()) await moveTo(to)
}

async function run(ports: Ports, due: Due): Promise<void> {
  if (due.kind === 'period_end') await passPeriodEnd(ports, due.id)
  else await retryPayment(ports, due.id)
}

/**
 * An outcome that nobody heard is asked for with the same key, money that came too late is given back, and a payment
 * that waits at a bank for an order that was withdrawn is given up.
 */
async function settleOpenAttempts(ports: Ports): Promise<void> {
  const attempts = await ports.db
    .selectFrom('payment_attempts')
    .innerJoin('orders', 'orders.id', 'payment_attempts.order_id')
    .select(['payment_attempts.id', 'payment_attempts.status'])
    .where(({ or, and, eb }) =>
      or([
        eb('payment_attempts.status', '=', 'unknown'),
        eb('payment_attempts.refund_status', '=', 'pending'),
        and([eb('payment_attempts.status', '=', 'requires_action'), eb('orders.status', '=', 'void')]),
      ]),
    )
    .orderBy('payment_attempts.created_at')
    .orderBy('payment_attempts.id')
    .execute()
  for (const { id, status } of attempts) {
    if (status === 'requires_action') await giveUpAttempt(ports, id)
    else await settleAttempt(ports, id)
  }
}
