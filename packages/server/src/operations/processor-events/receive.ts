import { duesOfProcessorEvent } from '../../billing/due-work.ts'
import type { ProcessorEvent } from '../../ports/payment-processor.ts'
import type { Ports } from '../../ports/ports.ts'
import { writeDues } from '../due-work/write.ts'
import { ask } from '../payments/ask.ts'
import { renewCard } from '../payment-methods/renew.ts'
import { reconcile } from './reconcile.ts'

/** Kept once by its own id, and answered by asking. What cannot be asked now falls due, and is asked later. */
export async function receiveProcessorEvent(ports: Ports, { id, type, data }: ProcessorEvent): Promise<void> {
  const kept = await ports.db.transaction().execute(async (tx) => {
    const event = await tx
      .insertInto('processor_events')
      .values({
        id: ports.ids.uuid(),
        created_at: ports.clock.now(),
        processor_event_id: id,
        type,
        body: JSON.stringify(data),
        status: 'received',
        ask_after: null,
      })
      .onConflict((on) => on.column('processor_event_id').doNothing())
      .returningAll()
      .executeTakeFirst()
    if (event) await writeDues(tx, ports, [{ id: event.id, dues: duesOfProcessorEvent(event) }])
    return event
  })
  if (kept) await answerProcessorEvent(ports, kept.id)
}

/** An event is a hint: what is true is asked of the processor, and two that answer the same one do the same. */
export async function answerProcessorEvent(ports: Ports, id: string): Promise<void> {
  const event = await ports.db
    .selectFrom('processor_events')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  if (event.status !== 'received') return
  const { payment_id, card_id, ...told } = event.body
  const [subject] = event.type.split('.')
  const isAboutPayment = subject === 'payment' || subject === 'refund' || subject === 'dispute'
  const answer = await ask(ports, async (processor) => {
    if (isAboutPayment && payment_id) {
      const record = await processor.lookUp({ payment_id })
      return record && (() => reconcile(ports, record, told))
    }
    if (subject === 'card' && card_id) {
      const card = await processor.getCard({ processor_id: card_id })
      return card && (() => renewCard(ports, card))
    }
    return null
  })
  if (!('said' in answer))
    return answer.ask_after ? note(ports, id, { ask_after: answer.ask_after }) : undefined
  const status = answer.said ? await answer.said() : 'ignored'
  // What waits for another answer of the processor stays due, and is looked at again.
  if (status !== 'waits') await note(ports, id, { status })
}

async function note(
  { db, ...ports }: Ports,
  id: string,
  set: { status: 'applied' | 'ignored' | 'quarantined' } | { ask_after: Date },
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const event = await tx
      .updateTable('processor_events')
      .set(set)
      .where('id', '=', id)
      .where('status', '=', 'received')
      .returningAll()
      .executeTakeFirst()
    if (event) await writeDues(tx, ports, [{ id, dues: duesOfProcessorEvent(event) }])
  })
}
