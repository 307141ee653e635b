import type { PaymentAttemptRow } from '../../db/tables/payments.ts'
import type { Ports } from '../../ports/ports.ts'
import { followAttempts } from '../due-work/follow.ts'

/** Not to be asked for before; null: when it is due anyway. One that changed meanwhile has a date of its own. */
export async function postpone(
  { db, ...ports }: Pick<Ports, 'db' | 'clock' | 'queue'>,
  before: PaymentAttemptRow,
  ask_after: Date | null,
): Promise<void> {
  if (ask_after === null) return
  await db.transaction().execute(async (tx) => {
    const order = await tx
      .selectFrom('orders')
      .selectAll()
      .where('id', '=', before.order_id)
      .forUpdate()
      .executeTakeFirstOrThrow()
    const after = await tx
      .updateTable('payment_attempts')
      .set({ ask_after })
      .where('id', '=', before.id)
      .where('status', '=', before.status)
      .where('refund_status', 'is not distinct from', before.refund_status)
      .returningAll()
      .executeTakeFirst()
    if (after) await followAttempts(tx, ports, [{ before, after, order }])
  })
}
