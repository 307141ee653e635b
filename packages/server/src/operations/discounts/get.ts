import type {
  getDiscount as getContract,
  listDiscounts as listContract,
} from '@verge/polar/contract/discounts'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { sql } from 'kysely'
import type { Ports } from '../../ports/ports.ts'
import type { OrganizationActor } from '../actor.ts'
import { containing, listed, pageThrough } from '../listing.ts'
import { requireDiscount } from './find.ts'
import { presentDiscounts } from './present.ts'

const columns = {
  created_at: sql.ref('created_at'),
  name: sql.ref('name'),
  code: sql.ref('code'),
  ends_at: sql.ref('ends_at'),
  redemptions_count: sql.ref('redemptions_count'),
}

export async function getDiscount(
  { db }: Ports,
  actor: OrganizationActor,
  { params }: InputOf<typeof getContract>,
): Promise<OutputOf<typeof getContract>> {
  const [discount] = await presentDiscounts(db, [await requireDiscount(db, actor, params.id)])
  return discount!
}

export async function listDiscounts(
  { db }: Ports,
  actor: OrganizationActor,
  { query }: InputOf<typeof listContract>,
): Promise<OutputOf<typeof listContract>> {
  let found = db
    .selectFrom('discounts')
    .where('organization_id', '=', actor.organization_id)
    .where('deleted_at', 'is', null)
  if (query?.organization_id?.length) found = found.where('organization_id', 'in', query.organization_id)
  if (query?.query) found = found.where('name', 'ilike', containing(query.query))
  const { rows, count } = await pageThrough(found, query, {
    sorting: query?.sorting,
    fallback: '-created_at',
    columns,
  })
  return listed(await presentDiscounts(db, rows), count, query)
}
