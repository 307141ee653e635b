import { sql } from 'kysely'
import type { Database, Tx } from '../../ports/ports.ts'

interface Holding {
  customer_id: string
  product_id: string
  /** The subscription that is to become this product. */
  besides?: string
}

/** Whether a customer has a product in a subscription that runs. */
export async function isHeld(db: Database | Tx, holding: Holding): Promise<boolean> {
  const found = await running(db, holding).where('product_id', '=', holding.product_id).executeTakeFirst()
  return found !== undefined
}

/** Whether they have it, or a subscription of theirs turns into it: with its next period, or when its bank has answered. */
export async function isHeldOrExpected(db: Database | Tx, holding: Holding): Promise<boolean> {
  const { product_id } = holding
  const scheduled = sql<string | null>`pending_update ->> 'product_id'`
  const found = await running(db, holding)
    .where(({ or, eb, exists, selectFrom }) => {
      const toBePaid = selectFrom('orders')
        .select('orders.id')
        .whereRef('orders.subscription_id', '=', 'subscriptions.id')
        .where('orders.status', '=', 'pending')
        .where(sql<string | null>`orders.subscription_terms ->> 'product_id'`, '=', product_id)
      return or([eb('product_id', '=', product_id), eb(scheduled, '=', product_id), exists(toBePaid)])
    })
    .executeTakeFirst()
  return found !== undefined
}

function running(db: Database | Tx, { customer_id, besides }: Holding) {
  return db
    .selectFrom('subscriptions')
    .select('id')
    .where('customer_id', '=', customer_id)
    .where('ended_at', 'is', null)
    .$if(besides !== undefined, (query) => query.where('id', '<>', besides!))
}
