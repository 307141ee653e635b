import { sql } from 'kysely'
import type { OrderRow } from '../../db/tables.ts'
import type { Database, Ports, Tx } from '../../ports/ports.ts'

/** Above zero in the customer's favour, in minor units. To decide by it, hold the customer's lock. */
export async function balanceOf(db: Database | Tx, customer_id: string, currency: string): Promise<number> {
  const { balance } = await db
    .selectFrom('balance_entries')
    .select(sql<number>`coalesce(sum(amount), 0)::bigint`.as('balance'))
    .where('customer_id', '=', customer_id)
    .where('currency', '=', currency)
    .executeTakeFirstOrThrow()
  return balance
}

/** An order moves the balance when it is made; withdrawn, it moves it back. */
export async function moveBalance(
  tx: Tx,
  { clock, ids }: Pick<Ports, 'clock' | 'ids'>,
  order: OrderRow,
  reason: 'applied' | 'restored',
): Promise<void> {
  const { customer_id, currency, applied_balance_amount } = order
  if (applied_balance_amount === 0) return
  const amount = reason === 'applied' ? applied_balance_amount : -applied_balance_amount
  await tx
    .insertInto('balance_entries')
    .values({
      id: ids.uuid(),
      created_at: clock.now(),
      customer_id,
      currency,
      amount,
      order_id: order.id,
      reason,
    })
    .execute()
}
