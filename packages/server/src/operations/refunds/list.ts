import { sql } from 'kysely'
import type { listRefunds as contract } from '@verge/polar/contract/refunds'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import type { Ports } from '../../ports/ports.ts'
import type { OrganizationActor } from '../actor.ts'
import { customersKnownAs } from '../customers/find.ts'
import { listed, pageThrough } from '../listing.ts'
import { presentRefund } from './present.ts'

const columns = { created_at: sql.ref('created_at'), amount: sql.ref('amount') }

export async function listRefunds(
  { db }: Ports,
  actor: OrganizationActor,
  { query }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  let found = db.selectFrom('refunds').where('organization_id', '=', actor.organization_id)
  for (const column of ['id', 'organization_id', 'order_id', 'subscription_id', 'customer_id'] as const) {
    const values = query?.[column]
    if (values?.length) found = found.where(column, 'in', values)
  }
  if (query?.external_customer_id?.length)
    found = found.where('customer_id', 'in', customersKnownAs(db, actor, query.external_customer_id))
  if (query?.succeeded !== undefined) found = found.where('status', query.succeeded ? '=' : '<>', 'succeeded')
  const { rows, count } = await pageThrough(found, query, {
    sorting: query?.sorting,
    fallback: '-created_at',
    columns,
  })
  return listed(rows.map(presentRefund), count, query)
}
