import { addMinutes } from '../../billing/billing-period.ts'
import { afterPause } from '../../billing/patience.ts'
import { KeyRefused, TooManyRequests, type PaymentProcessor } from '../../ports/payment-processor.ts'
import { UnknownOutcome } from '../../ports/unknown-outcome.ts'
import type { Ports } from '../../ports/ports.ts'
import { tellSeller } from '../emails/tell-seller.ts'
import { sideBySide } from '../turns.ts'

const askedAtOnce = 16
/** So long nobody asks a processor that refused our key, and then one at a time. */
const refusedMinutes = 5

/** What it said, or when it may be asked again; null: whenever one would ask anyway. */
export type Answer<Said> = { said: Said } | { ask_after: Date | null }

/** Puts a question to the processor, never inside a transaction. */
export async function ask<Said>(
  ports: Ports,
  question: (processor: PaymentProcessor) => Promise<Said>,
): Promise<Answer<Said>> {
  const [end] = await askAbout(ports, [null], question)
  if (end!.status === 'rejected') throw end!.reason
  return end!.value
}

type End<Said> = PromiseSettledResult<Answer<Said>>

/**
 * The same about many things side by side. While the processor refuses our key only one of all questions is put to it
 * now and then, so that nothing is charged, and no try counts as failed.
 */
export async function askAbout<Item, Said>(
  ports: Ports,
  items: readonly Item[],
  question: (processor: PaymentProcessor, item: Item) => Promise<Said>,
): Promise<End<Said>[]> {
  const put = (item: Item) => putTo(ports, (processor) => question(processor, item))
  const refusal = await ports.db.selectFrom('processor_refusal').selectAll().executeTakeFirst()
  if (!refusal || items.length === 0) return sideBySide(askedAtOnce, items, put)
  const refused = (rest: readonly Item[], ask_after: Date): End<Said>[] =>
    rest.map(() => ({ status: 'fulfilled', value: { ask_after } }))
  if (!(await mayAsk(ports))) return refused(items, refusal.next_question_at)
  const [first] = await sideBySide(1, items.slice(0, 1), put)
  const rest = items.slice(1)
  const isTaken = first!.status === 'fulfilled' && 'said' in first!.value
  if (!isTaken) return [first!, ...refused(rest, nextQuestion(ports))]
  await ports.db.deleteFrom('processor_refusal').execute()
  return [first!, ...(await sideBySide(askedAtOnce, rest, put))]
}

async function putTo<Said>(
  ports: Ports,
  question: (processor: PaymentProcessor) => Promise<Said>,
): Promise<Answer<Said>> {
  try {
    return { said: await question(ports.processor) }
  } catch (error) {
    if (error instanceof KeyRefused) return { ask_after: await noteRefusal(ports) }
    if (error instanceof TooManyRequests) {
      const chance = ports.ids.bytes(1)[0]! / 255
      return { ask_after: afterPause(ports.clock.now(), error.retryAfterSeconds, chance) }
    }
    if (error instanceof UnknownOutcome) return { ask_after: null }
    throw error
  }
}

function nextQuestion({ clock }: Ports): Date {
  return addMinutes(clock.now(), refusedMinutes)
}

/** Whoever moves the next question on may put this one. */
async function mayAsk(ports: Ports): Promise<boolean> {
  const moved = await ports.db
    .updateTable('processor_refusal')
    .set({ next_question_at: nextQuestion(ports) })
    .where('next_question_at', '<=', ports.clock.now())
    .returning('id')
    .executeTakeFirst()
  return moved !== undefined
}

/** The seller is told once, however many were refused. */
async function noteRefusal(ports: Ports): Promise<Date> {
  const since = ports.clock.now()
  const next_question_at = nextQuestion(ports)
  await ports.db.transaction().execute(async (tx) => {
    const noted = await tx
      .insertInto('processor_refusal')
      .values({ since, next_question_at })
      .onConflict((on) => on.column('id').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (noted) await tellSeller(tx, ports, 'processor_refuses_key', since.toISOString())
  })
  return next_question_at
}
