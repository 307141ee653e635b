import { notFound } from '@verge/polar/refusals'
import type { DiscountRow } from '../../db/tables/products.ts'
import type { Database, Tx } from '../../ports/ports.ts'
import type { OrganizationActor } from '../actor.ts'

/** One of the organization's own that is not deleted. */
export async function findDiscount(
  db: Database | Tx,
  { organization_id }: Pick<OrganizationActor, 'organization_id'>,
  id: string,
): Promise<DiscountRow | undefined> {
  return db
    .selectFrom('discounts')
    .selectAll()
    .where('id', '=', id)
    .where('organization_id', '=', organization_id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
}

export async function requireDiscount(
  db: Database | Tx,
  actor: OrganizationActor,
  id: string,
): Promise<DiscountRow> {
  const discount = await findDiscount(db, actor, id)
  if (!discount) throw notFound()
  return discount
}
