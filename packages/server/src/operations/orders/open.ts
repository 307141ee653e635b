import type { OrderRow } from '../../db/tables/orders.ts'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import type { Database, Tx } from '../../ports/ports.ts'

/** What is owed for time that has begun, the oldest first. */
export async function openOrders(db: Database | Tx, { id }: SubscriptionRow): Promise<OrderRow[]> {
  return db
    .selectFrom('orders')
    .selectAll()
    .where('subscription_id', '=', id)
    .where('status', '=', 'pending')
    .where('due_amount', '>', 0)
    .orderBy('id')
    .execute()
}
