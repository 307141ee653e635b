import { notFound } from '@verge/polar/refusals'
import type { CustomerRow } from '../../db/tables/customers.ts'
import type { OrderRow } from '../../db/tables/orders.ts'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import type { Tx } from '../../ports/ports.ts'
import { lockCustomer } from '../customers/find.ts'

export interface LockedOrder {
  customer: CustomerRow
  /** Null for what was bought once. */
  subscription: SubscriptionRow | null
  order: OrderRow
}

/** An order and all that its payment may change, locked in the order that holds everywhere. */
export async function lockOrder(
  tx: Tx,
  id: string,
  owner: { customer_id?: string } = {},
): Promise<LockedOrder> {
  const found = await tx
    .selectFrom('orders')
    .select(['customer_id', 'subscription_id'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!found || (owner.customer_id && owner.customer_id !== found.customer_id)) throw notFound()
  const customer = await lockCustomer(tx, found.customer_id)
  const subscription = await tx
    .selectFrom('subscriptions')
    .selectAll()
    .where('id', '=', found.subscription_id)
    .forUpdate()
    .executeTakeFirst()
  const order = await tx
    .selectFrom('orders')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow()
  return { customer, subscription: subscription ?? null, order }
}
