import { sql } from 'kysely'
import type { listPaymentMethods as contract } from '@verge/polar/contract/payment-methods'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import type { Database, Ports } from '../../ports/ports.ts'
import type { CustomerActor } from '../actor.ts'
import { listed, pageOf, type Page } from '../listing.ts'
import { presentPaymentMethod } from './present.ts'

export async function listPaymentMethods(
  { db }: Ports,
  actor: CustomerActor,
  { query }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  return paymentMethodsOf(db, actor.customer_id, query)
}

/** The cards that a customer has kept, the newest first. */
export async function paymentMethodsOf(db: Database, customer_id: string, page: Page | undefined) {
  const { limit, offset } = pageOf(page)
  const rows = await db
    .selectFrom('payment_methods')
    .selectAll()
    .select(sql<number>`count(*) OVER ()`.as('total'))
    .where('customer_id', '=', customer_id)
    .where('deleted_at', 'is', null)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .offset(offset)
    .execute()
  return listed(rows.map(presentPaymentMethod), rows[0]?.total ?? 0, page)
}
