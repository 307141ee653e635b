import { sql } from 'kysely'
import type { OrderRow } from '../../db/tables/orders.ts'
import type { Database, Ports, Tx } from '../../ports/ports.ts'

/** Above zero in the customer's favour, in minor units. To decide by it, hold the customer's lock. */
export async function balanceOf(db: Database | Tx, customer_id: string, currency: string): Promise<number> {
  const balances = await balancesOf(db, [customer_id])
  return balances.get(balanceKey(customer_id, currency)) ?? 0
}

/** Of many customers, each by customer and currency; whoever is not there has none. */
export async function balancesOf(
  db: Database | Tx,
  customer_ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (customer_ids.length === 0) return new Map()
  const sums = await db
    .selectFrom('balance_entries')
    .select(['customer_id', 'currency', sql<number>`sum(amount)::bigint`.as('balance')])
    .where('customer_id', 'in', customer_ids)
    .groupBy(['customer_id', 'currency'])
    .execute()
  return new Map(sums.map((one) => [balanceKey(one.customer_id, one.currency), one.balance]))
}

export function balanceKey(customer_id: string, currency: string): string {
  return `${customer_id} ${currency}`
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
