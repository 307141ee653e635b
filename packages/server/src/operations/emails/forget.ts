import type { Tx } from '../../ports/ports.ts'

/** What was written to somebody who is to be forgotten, and what is not on its way any more: that there was a mail stays. */
export async function forgetMails(tx: Tx, customer_id: string, nameless: string): Promise<void> {
  await tx
    .updateTable('emails')
    .set({ recipient: nameless, body: '', html: null, facts: null })
    .where('customer_id', '=', customer_id)
    .where('next_attempt_at', 'is', null)
    .execute()
}
