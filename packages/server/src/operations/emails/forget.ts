import type { Ports, Tx } from '../../ports/ports.ts'

/**
 * What was written to somebody who has been made nameless: address and words go at once, those of a mail on its way when
 * it was sent or given up. The database sees to it, whoever sends.
 */
export async function forgetMails(
  tx: Tx,
  { clock }: Pick<Ports, 'clock'>,
  customer_id: string,
): Promise<void> {
  await tx
    .updateTable('emails')
    .set({ forgotten_at: clock.now() })
    .where('customer_id', '=', customer_id)
    .execute()
}

/**
 * A mail that invited somebody who was no customer names nobody but their address. From now on it is this customer's, and
 * forgotten with theirs.
 */
export async function takeInvitations(
  tx: Tx,
  customer_id: string,
  addresses: readonly string[],
): Promise<void> {
  await tx
    .updateTable('emails')
    .set({ customer_id })
    .where('kind', '=', 'seat_invitation')
    .where('customer_id', 'is', null)
    .where('recipient', 'in', [...addresses])
    .execute()
}
