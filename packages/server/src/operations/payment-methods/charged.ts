import type { listChargedMethods as contract } from '@verge/polar/contract/payment-methods'
import type { OutputOf } from '@verge/polar/contract/operation'
import type { Ports } from '../../ports/ports.ts'
import type { CustomerActor } from '../actor.ts'
import { methodsFor } from '../subscriptions/method.ts'

/** The same choice as a renewal makes. */
export async function listChargedMethods(
  { db }: Ports,
  { customer_id }: CustomerActor,
): Promise<OutputOf<typeof contract>> {
  const customer = await db
    .selectFrom('customers')
    .selectAll()
    .where('id', '=', customer_id)
    .executeTakeFirstOrThrow()
  const subscriptions = await db
    .selectFrom('subscriptions')
    .selectAll()
    .where('customer_id', '=', customer_id)
    .where('started_at', 'is not', null)
    .where('ended_at', 'is', null)
    .execute()
  const methods = await methodsFor(
    db,
    subscriptions.map((subscription) => ({ customer, subscription })),
  )
  const items = subscriptions.flatMap(({ id: subscription_id }, index) => {
    const payment_method_id = methods[index]!
    return payment_method_id ? [{ subscription_id, payment_method_id }] : []
  })
  return { items }
}
