import { duesOfCard } from '../../billing/due-work.ts'
import { expiryOf } from '../../billing/reminders.ts'
import type { PaymentMethodRow } from '../../db/tables/customers.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { writeDues } from '../due-work/write.ts'

/** What falls due of a card follows its date, and whether it was removed. */
export async function followCard(
  tx: Tx,
  ports: Pick<Ports, 'clock' | 'queue'>,
  card: PaymentMethodRow,
): Promise<void> {
  const dues = { card_expiry: expiryOf(card)?.at ?? null, ...duesOfCard(card) }
  await writeDues(tx, ports, [{ id: card.id, dues }])
}
