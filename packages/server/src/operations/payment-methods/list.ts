import { sql } from 'kysely'
import type { listPaymentMethods as contract } from '@verge/polar/contract/payment-methods'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import type { Ports } from '../../ports/ports.ts'
import type { CustomerActor } from '../actor.ts'
import { listed, pageOf } from '../listing.ts'
import { presentPaymentMethod } from './present.ts'

export async function listPaymentMethods(
  { db }: Ports,
  actor: CustomerActor,
  { query }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  const { limit, offset } = pageOf(query)
  const rows = await db
    .selectFrom('payment_methods')
    .selectAll()
    .select(sql<number>`count(*) OVER ()`.as('total'))
    .where('customer_id', '=', actor.customer_id)
    .where('deleted_at', 'is', null)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .offset(offset)
    .execute()
  return listed(rows.map(presentPaymentMethod), rows[0]?.total ?? 0, query)
}
