import { retryPayment } from '../operations/payments/retry.ts'
import { giveUpForgotten } from '../operations/payments/give-up.ts'
import { settleOpenAttempts } from '../operations/payments/settle-open.ts'
import { concludeSettled, giveUpUnansweredCards } from '../operations/checkouts/conclude.ts'
import { passPeriodEnd } from '../operations/subscriptions/pass-period-end.ts'
import { resumeWhenDue } from '../operations/subscriptions/resume.ts'
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
  else if (due.kind === 'resumption') await resumeWhenDue(ports, due.id)
  else await retryPayment(ports, due.id)
}
