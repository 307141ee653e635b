import { sql } from 'kysely'
import type {
  getCustomer as byId,
  getCustomerByExternalId as byExternalId,
  listCustomerPaymentMethods as methods,
} from '@verge/polar/contract/customers'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import type { Ports } from '../../ports/ports.ts'
import type { OrganizationActor } from '../actor.ts'
import { listed, pageOf } from '../listing.ts'
import { presentPaymentMethod } from '../payment-methods/present.ts'
import { requireCustomer } from './find.ts'
import { presentCustomer } from './present.ts'

export async function getCustomer({ db }: Ports, actor: OrganizationActor, { params }: InputOf<typeof byId>) {
  return presentCustomer(await requireCustomer(db, actor, params))
}

export async function getCustomerByExternalId(
  { db }: Ports,
  actor: OrganizationActor,
  { params }: InputOf<typeof byExternalId>,
) {
  return presentCustomer(await requireCustomer(db, actor, params))
}

export async function listCustomerPaymentMethods(
  { db }: Ports,
  actor: OrganizationActor,
  { params, query }: InputOf<typeof methods>,
): Promise<OutputOf<typeof methods>> {
  const customer = await requireCustomer(db, actor, params)
  const { limit, offset } = pageOf(query)
  const rows = await db
    .selectFrom('payment_methods')
    .selectAll()
    .select(sql<number>`count(*) OVER ()`.as('total'))
    .where('customer_id', '=', customer.id)
    .where('deleted_at', 'is', null)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .offset(offset)
    .execute()
  const items = rows.map((row) => ({
    ...presentPaymentMethod(row),
    is_default: row.id === customer.default_payment_method_id,
  }))
  return listed(items, rows[0]?.total ?? 0, query)
}
