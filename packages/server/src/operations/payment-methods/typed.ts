import type { PaymentMethodRow } from '../../db/tables/customers.ts'
import type { Card } from '../../ports/payment-processor.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { followCard } from './follow.ts'

/** A card that was just typed in to pay with: a removed one, by its token, until a payment with it succeeds. */
export async function noteTypedCard(
  { db, clock, ids }: Ports,
  customer_id: string,
  confirmation_token_id: string,
  card: Card,
): Promise<Pick<PaymentMethodRow, 'id'>> {
  const known = await db
    .selectFrom('payment_methods')
    .select('id')
    .where('customer_id', '=', customer_id)
    .where('processor_id', 'in', [confirmation_token_id, card.processor_id])
    .executeTakeFirst()
  if (known) return known
  const now = clock.now()
  return db
    .insertInto('payment_methods')
    .values({
      ...card,
      id: ids.uuid(),
      created_at: now,
      modified_at: null,
      deleted_at: now,
      detached_at: now,
      customer_id,
    })
    .onConflict((on) => on.columns(['customer_id', 'processor_id']).doUpdateSet({ last4: card.last4 }))
    .returning('id')
    .executeTakeFirstOrThrow()
}

/**
 * What has paid is on record at the processor from now on, by an id of its own there, and with us if it paid for something.
 * A payment that came too late goes back, and its card is removed again. One row is enough where the same token was also
 * used to add the card.
 */
export async function keepTypedCard(
  tx: Tx,
  ports: Pick<Ports, 'clock' | 'queue'>,
  { payment_method_id, card, isLate }: { payment_method_id: string; card: Card; isLate: boolean },
): Promise<void> {
  const now = ports.clock.now()
  const onRecord = { ...card, deleted_at: isLate ? now : null, detached_at: null, modified_at: now }
  const kept = await tx
    .updateTable('payment_methods')
    .set(onRecord)
    .where('id', '=', payment_method_id)
    .where('processor_id', '!=', card.processor_id)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('payment_methods as other')
            .select('other.id')
            .whereRef('other.customer_id', '=', 'payment_methods.customer_id')
            .where('other.processor_id', '=', card.processor_id),
        ),
      ),
    )
    .returningAll()
    .executeTakeFirst()
  if (kept) await followCard(tx, ports, kept)
}
