import type { PeriodLine } from '../../billing/charge.ts'
import type { ProrationRow } from '../../db/tables/orders.ts'
import type { Database, Ports, Tx } from '../../ports/ports.ts'

type Waiting = ProrationRow & PeriodLine

/** What changes in the middle of a period cost or gave back, and no order has billed yet. */
export async function waitingProrations(db: Database | Tx, subscription_id: string): Promise<Waiting[]> {
  return (await allWaitingProrations(db, [subscription_id])).get(subscription_id) ?? []
}

/** Of many subscriptions, by their ids. */
export async function allWaitingProrations(
  db: Database | Tx,
  subscription_ids: readonly string[],
): Promise<ReadonlyMap<string, Waiting[]>> {
  if (subscription_ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('prorations')
    .selectAll()
    .where('subscription_id', 'in', subscription_ids)
    .where('order_id', 'is', null)
    .orderBy('created_at')
    .orderBy('amount')
    .orderBy('id')
    .execute()
  const waiting = rows.map((row) => ({ ...row, proration: true }))
  return Map.groupBy(waiting, ({ subscription_id }) => subscription_id)
}

export async function addProrations(
  tx: Tx,
  { clock, ids }: Pick<Ports, 'clock' | 'ids'>,
  subscription_id: string,
  lines: readonly PeriodLine[],
): Promise<void> {
  if (lines.length === 0) return
  const created_at = clock.now()
  const rows = lines.map(({ label, amount, product_price_id, start_timestamp, end_timestamp }) => ({
    id: ids.uuid(),
    created_at,
    subscription_id,
    label,
    amount,
    product_price_id,
    start_timestamp,
    end_timestamp,
    order_id: null,
  }))
  await tx.insertInto('prorations').values(rows).execute()
}
