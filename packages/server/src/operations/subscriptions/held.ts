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

/** Whether they have it, or a subscription of theirs turns into it with its next period. */
export async function isHeldOrExpected(db: Database | Tx, holding: Holding): Promise<boolean> {
  const expected = sql<string | null>`pending_update ->> 'product_id'`
  const found = await running(db, holding)
    .where(({ or, eb }) =>
      or([eb('product_id', '=', holding.product_id), eb(expected, '=', holding.product_id)]),
    )
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
