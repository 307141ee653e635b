import { sql } from 'kysely'
import type { listCheckouts as contract } from '@verge/polar/contract/checkouts'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import type { Ports } from '../../ports/ports.ts'
import type { OrganizationActor } from '../actor.ts'
import { containing, listed, pageThrough } from '../listing.ts'
import { presentCheckout } from './present.ts'

export async function listCheckouts(
  ports: Ports,
  actor: OrganizationActor,
  { query }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  const { db, clock } = ports
  // As it reads: one whose day is over has expired, also before anybody has written that down.
  const status = sql<string>`CASE WHEN status = 'open' AND expires_at <= ${clock.now()} THEN 'expired' ELSE status END`
  let found = db.selectFrom('checkouts').where('organization_id', '=', actor.organization_id)
  if (query?.organization_id?.length) found = found.where('organization_id', 'in', query.organization_id)
  if (query?.product_id?.length) found = found.where('product_id', 'in', query.product_id)
  if (query?.customer_id?.length) found = found.where('customer_id', 'in', query.customer_id)
  if (query?.external_customer_id?.length)
    found = found.where('external_customer_id', 'in', query.external_customer_id)
  if (query?.status?.length) found = found.where(status, 'in', query.status)
  if (query?.query) found = found.where('customer_email', 'ilike', containing(query.query))
  const columns = { created_at: sql.ref('created_at'), expires_at: sql.ref('expires_at'), status }
  const { rows, count } = await pageThrough(found, query, {
    sorting: query?.sorting,
    fallback: '-created_at',
    columns,
  })
  return listed(await Promise.all(rows.map((row) => presentCheckout(ports, row))), count, query)
}
