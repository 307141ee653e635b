import { notFound } from '@verge/polar/refusals'
import type { OrderRow } from '../../db/tables/orders.ts'
import type { Database, Tx } from '../../ports/ports.ts'
import type { CustomerActor, OrganizationActor } from '../actor.ts'

/** One of the actor's own orders; anybody else's is as unknown as one that never was. */
export async function requireOrder(
  db: Database | Tx,
  actor: CustomerActor | OrganizationActor,
  id: string,
  { locked = false } = {},
): Promise<OrderRow> {
  const owned = db.selectFrom('orders').selectAll().where('id', '=', id)
  const found =
    actor.kind === 'customer'
      ? owned.where('customer_id', '=', actor.customer_id)
      : owned.where('organization_id', '=', actor.organization_id)
  const order = await (locked ? found.forUpdate() : found).executeTakeFirst()
  if (!order) throw notFound()
  return order
}
