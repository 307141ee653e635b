import { notFound } from '@verge/polar/refusals'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import type { Tx } from '../../ports/ports.ts'

/** Locks are taken in one order everywhere: customer, subscription, order, payment attempt. */
export async function lockSubscription(
  tx: Tx,
  id: string,
  owner: { customer_id: string } | { organization_id: string },
): Promise<SubscriptionRow> {
  const found = tx.selectFrom('subscriptions').selectAll().where('id', '=', id).forUpdate()
  const row =
    'customer_id' in owner
      ? await found.where('customer_id', '=', owner.customer_id).executeTakeFirst()
      : await found.where('organization_id', '=', owner.organization_id).executeTakeFirst()
  if (!row) throw notFound()
  return row
}
