import type { PaymentMethodRow } from '../../db/tables/customers.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { ask } from '../payments/ask.ts'
import { followCard } from './follow.ts'

/** From now on nobody sees them or is charged by them; the processor forgets them afterwards, however often it has to be asked. */
export async function removeCards(
  tx: Tx,
  ports: Pick<Ports, 'clock' | 'queue'>,
  cards: readonly PaymentMethodRow[],
): Promise<void> {
  const deleted_at = ports.clock.now()
  for (const card of cards) {
    await tx.updateTable('payment_methods').set({ deleted_at }).where('id', '=', card.id).execute()
    await followCard(tx, ports, { ...card, deleted_at })
  }
}

/** All that a customer has, by whoever holds the customer's lock. */
export async function removeCardsOf(
  tx: Tx,
  ports: Pick<Ports, 'clock' | 'queue'>,
  customer_id: string,
): Promise<void> {
  const cards = tx
    .selectFrom('payment_methods')
    .selectAll()
    .where('customer_id', '=', customer_id)
    .where('deleted_at', 'is', null)
    .orderBy('id')
  await removeCards(tx, ports, await cards.execute())
}

/** Lets the processor forget a removed card. Without its answer it is asked again later. */
export async function forgetCard(ports: Ports, id: string): Promise<void> {
  const card = await ports.db
    .selectFrom('payment_methods')
    .select(['customer_id', 'processor_id'])
    .where('id', '=', id)
    .where('deleted_at', 'is not', null)
    .where('detached_at', 'is', null)
    .executeTakeFirst()
  if (!card) return
  const { customer_id: customer_reference, processor_id } = card
  const answer = await ask(ports, (processor) => processor.detach({ customer_reference, processor_id }))
  if (!('said' in answer)) return
  await ports.db.transaction().execute(async (tx) => {
    const forgotten = await tx
      .updateTable('payment_methods')
      .set({ detached_at: ports.clock.now() })
      .where('id', '=', id)
      .where('deleted_at', 'is not', null)
      .returningAll()
      .executeTakeFirst()
    if (forgotten) await followCard(tx, ports, forgotten)
  })
}
