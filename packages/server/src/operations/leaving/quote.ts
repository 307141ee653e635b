import { createHash } from 'node:crypto'
import type { LeavingQuote } from '@verge/polar/contract/leaving'
import { notFound, outdated } from '@verge/polar/refusals'
import type { OrderRow } from '../../db/tables/orders.ts'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import type { Database, Tx } from '../../ports/ports.ts'
import type { CustomerActor } from '../actor.ts'
import { openStatuses } from '../payments/open.ts'

/** Somebody else's is as good as none. */
export async function ownSubscription(
  db: Database,
  { customer_id }: CustomerActor,
  id: string,
): Promise<SubscriptionRow> {
  const subscription = await db
    .selectFrom('subscriptions')
    .selectAll()
    .where('id', '=', id)
    .where('customer_id', '=', customer_id)
    .executeTakeFirst()
  if (!subscription) throw notFound()
  return subscription
}

/** Its id is what it says: as long as nothing moves it is the same, and needs no end. */
export function quoted(
  { id, version }: Pick<SubscriptionRow | OrderRow, 'id' | 'version'>,
  said: Omit<LeavingQuote, 'id'>,
): LeavingQuote {
  const digest = createHash('sha256').update(JSON.stringify({ contract: id, version, said }))
  return { id: digest.digest('base64url'), ...said }
}

/** @throws QuoteOutdated unless leaving still is what was shown. */
export function refuseUnlessQuoted({ id }: LeavingQuote, quote_id: string): void {
  if (id !== quote_id) throw outdated()
}

/** What leaving at once lets go. */
export async function waivedOrders(
  db: Database | Tx,
  orders: readonly OrderRow[],
): Promise<LeavingQuote['waived']> {
  if (orders.length === 0) return []
  const attempts = await db
    .selectFrom('payment_attempts')
    .select('order_id')
    .where(
      'order_id',
      'in',
      orders.map(({ id }) => id),
    )
    .where('status', 'in', openStatuses)
    .execute()
  return orders.map(({ id, due_amount, currency }) => ({
    order_id: id,
    amount: due_amount,
    currency,
    is_being_paid: attempts.some(({ order_id }) => order_id === id),
  }))
}
