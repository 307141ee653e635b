import { sql } from 'kysely'
import type { listCustomers as contract } from '@verge/polar/contract/customers'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import type { Ports } from '../../ports/ports.ts'
import type { OrganizationActor } from '../actor.ts'
import { containing, hasMetadata, listed, pageThrough } from '../listing.ts'
import { presentCustomer } from './present.ts'

export async function listCustomers(
  { db }: Ports,
  actor: OrganizationActor,
  { query }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  let found = db
    .selectFrom('customers')
    .where('organization_id', '=', actor.organization_id)
    .where('deleted_at', 'is', null)
  if (query?.organization_id?.length) found = found.where('organization_id', 'in', query.organization_id)
  if (query?.email) found = found.where(sql`lower(email)`, '=', query.email.toLowerCase())
  if (query?.query) {
    const text = containing(query.query)
    found = found.where((eb) =>
      eb.or([eb('email', 'ilike', text), eb('name', 'ilike', text), eb('external_id', 'ilike', text)]),
    )
  }
  if (query?.active !== undefined) {
    const subscribed = sql<boolean>`EXISTS (SELECT FROM subscriptions WHERE customer_id = customers.id AND status IN ('active', 'trialing'))`
    found = found.where(query.active ? subscribed : sql<boolean>`NOT ${subscribed}`)
  }
  if (query?.metadata) found = found.where(hasMetadata(query.metadata))
  const columns = { created_at: sql.ref('created_at'), email: sql.ref('email'), name: sql.ref('name') }
  const { rows, count } = await pageThrough(found, query, {
    sorting: query?.sorting,
    fallback: '-created_at',
    columns,
  })
  return listed(rows.map(presentCustomer), count, query)
}
