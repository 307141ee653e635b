import { mayKeyBeForgotten } from '../../billing/patience.ts'
import { insertRows } from '../../db/rows.ts'
import type { OrderRow } from '../../db/tables/orders.ts'
import type { PaymentAttemptRow } from '../../db/tables/payments.ts'
import type { PaymentOutcome, PaymentProcessor } from '../../ports/payment-processor.ts'
import type { Ports, Recorder, Tx } from '../../ports/ports.ts'
import { followAttempts } from '../due-work/follow.ts'
import { ask, askAbout } from './ask.ts'
import { applyOutcome, applyOutcomes } from './outcome.ts'
import { postpone } from './postpone.ts'
import { returnIfLate } from './return.ts'

export interface NewAttempt {
  order: OrderRow
  payment_method_id: string
  trigger: PaymentAttemptRow['trigger']
}

/** Committed before the processor hears of it; from here on the amount is frozen and the id is the idempotency key. */
export async function openAttempt(tx: Tx, ports: Recorder, attempt: NewAttempt): Promise<PaymentAttemptRow> {
  const [opened] = await openAttempts(tx, ports, [attempt])
  return opened!
}

export async function openAttempts(
  tx: Tx,
  ports: Recorder,
  news: readonly NewAttempt[],
): Promise<PaymentAttemptRow[]> {
  const steps = news.map(({ order, payment_method_id, trigger }) => ({
    order,
    before: null,
    after: {
      id: ports.ids.uuid(),
      created_at: ports.clock.now(),
      modified_at: null,
      order_id: order.id,
      customer_id: order.customer_id,
      payment_method_id,
      amount: order.due_amount,
      currency: order.currency,
      trigger,
      status: 'unknown' as const,
      processor_payment_id: null,
      client_secret: null,
      decline_code: null,
      refund_status: null,
      ask_after: null,
    },
  }))
  const attempts = steps.map(({ after }) => after)
  await insertRows(tx, 'payment_attempts', attempts)
  await followAttempts(tx, ports, steps)
  return attempts
}

/**
 * Asks the processor, between two transactions, and writes down what it says. Without an answer the attempt stays as it
 * is and is asked again later, with the same key.
 */
export async function settleAttempt(ports: Ports, id: string): Promise<PaymentAttemptRow> {
  const [settled] = await settleAttempts(ports, [await attemptBy(ports, id)])
  return settled!
}

/** Of many attempts. One that breaks is told of when all the others are settled. */
export async function settleAttempts(
  ports: Ports,
  attempts: readonly PaymentAttemptRow[],
): Promise<PaymentAttemptRow[]> {
  const asked = attempts.filter((attempt) => mayBeAsked(ports, attempt))
  const cards = await cardsOf(ports, asked)
  const now = ports.clock.now()
  const answers = await askAbout(ports, asked, (processor, attempt) =>
    question(processor, attempt, cards, now),
  )
  const outcomes = new Map<string, PaymentOutcome>()
  for (const [index, answer] of answers.entries()) {
    if (answer.status === 'rejected') continue
    if (!('said' in answer.value)) await postpone(ports, asked[index]!, answer.value.ask_after)
    else if (answer.value.said) outcomes.set(asked[index]!.id, answer.value.said)
  }
  const settled = await applyOutcomes(ports, outcomes)
  for (const answer of answers) if (answer.status === 'rejected') throw answer.reason
  const rows: PaymentAttemptRow[] = []
  for (const attempt of attempts) rows.push(await returnIfLate(ports, settled.get(attempt.id) ?? attempt))
  return rows
}

/** Ends a payment that waits at the customer's bank, unless the bank was faster. */
export async function giveUpAttempt(ports: Ports, id: string): Promise<PaymentAttemptRow> {
  const answer = await ask(ports, (processor) => processor.cancel({ idempotency_key: id }))
  if (!('said' in answer)) {
    const attempt = await attemptBy(ports, id)
    await postpone(ports, attempt, answer.ask_after)
    return attempt
  }
  return answer.said
    ? returnIfLate(ports, await applyOutcome(ports, id, answer.said))
    : settleAttempt(ports, id)
}

async function attemptBy({ db }: Ports, id: string): Promise<PaymentAttemptRow> {
  return db.selectFrom('payment_attempts').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}

function mayBeAsked({ clock }: Ports, { status, ask_after }: PaymentAttemptRow): boolean {
  if (status === 'succeeded' || status === 'failed' || status === 'quarantined') return false
  return ask_after === null || ask_after <= clock.now()
}

/** Each card's id at the processor. */
async function cardsOf({ db }: Ports, attempts: readonly PaymentAttemptRow[]) {
  const ids = attempts.map(({ payment_method_id }) => payment_method_id)
  if (ids.length === 0) return new Map<string, string>()
  const methods = await db
    .selectFrom('payment_methods')
    .select(['id', 'processor_id'])
    .where('id', 'in', ids)
    .execute()
  return new Map(methods.map(({ id, processor_id }) => [id, processor_id]))
}

async function question(
  processor: PaymentProcessor,
  attempt: PaymentAttemptRow,
  cards: ReadonlyMap<string, string>,
  now: Date,
): Promise<PaymentOutcome | null> {
  const idempotency_key = attempt.id
  const isUnknown = attempt.status === 'unknown'
  if (!isUnknown || mayKeyBeForgotten({ since: attempt.created_at, now })) {
    const payment = await processor.getPayment({ idempotency_key })
    if (payment || !isUnknown) return payment
  }
  return processor.charge({
    idempotency_key,
    customer_reference: attempt.customer_id,
    processor_id: cards.get(attempt.payment_method_id)!,
    amount: attempt.amount,
    currency: attempt.currency,
    on_session: attempt.trigger === 'initial' || attempt.trigger === 'customer',
  })
}
