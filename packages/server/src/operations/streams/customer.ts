import type { OrderRow } from '../../db/tables/orders.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Listener } from '../../ports/streams.ts'
import type { CustomerActor } from '../actor.ts'
import { follow, type StreamEvent } from './follow.ts'

/** What happens to a customer's documents, for as long as the session lasts. */
export function followCustomer(ports: Ports, actor: CustomerActor, listener: Listener) {
  return follow(listener, () => documentsOf(ports, actor), toldOfDocuments)
}

type Documents = Pick<OrderRow, 'id' | 'invoice_generated_at' | 'receipt_number'>

async function documentsOf(
  { db, clock }: Ports,
  { customer_id, session_id }: CustomerActor,
): Promise<Documents[] | null> {
  const session = await db
    .selectFrom('customer_sessions')
    .select('id')
    .where('id', '=', session_id)
    .where('expires_at', '>', clock.now())
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  if (!session) return null
  return db
    .selectFrom('orders')
    .select(['id', 'invoice_generated_at', 'receipt_number'])
    .where('customer_id', '=', customer_id)
    .where(({ or, eb }) =>
      or([eb('invoice_generated_at', 'is not', null), eb('receipt_number', 'is not', null)]),
    )
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

function toldOfDocuments(before: Documents[], after: Documents[]): StreamEvent[] {
  const known = new Map(before.map((order) => [order.id, order]))
  return after.flatMap((order) => {
    const earlier = known.get(order.id)
    const payload = { order_id: order.id }
    const invoiced = order.invoice_generated_at?.getTime() !== earlier?.invoice_generated_at?.getTime()
    const receipted =
      order.receipt_number !== null && order.receipt_number !== (earlier?.receipt_number ?? null)
    return [
      ...(invoiced ? [{ key: 'order.invoice_generated', payload }] : []),
      ...(receipted ? [{ key: 'order.receipt_generated', payload }] : []),
    ]
  })
}
