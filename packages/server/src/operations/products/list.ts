import { sql } from 'kysely'
import type {
  getProduct as getProductContract,
  listProducts as listProductsContract,
} from '@verge/polar/contract/products'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { notFound } from '@verge/polar/refusals'
import type { Ports } from '../../ports/ports.ts'
import type { OrganizationActor } from '../actor.ts'
import { containing, hasMetadata, listed, pageThrough } from '../listing.ts'
import { sellablesById } from './load.ts'
import { presentProduct } from './present.ts'

export async function listProducts(
  { db }: Ports,
  actor: OrganizationActor,
  { query }: InputOf<typeof listProductsContract>,
): Promise<OutputOf<typeof listProductsContract>> {
  let found = db.selectFrom('products').where('organization_id', '=', actor.organization_id)
  if (query?.id?.length) found = found.where('id', 'in', query.id)
  if (query?.organization_id?.length) found = found.where('organization_id', 'in', query.organization_id)
  if (query?.query) found = found.where('name', 'ilike', containing(query.query))
  if (query?.is_archived !== undefined) found = found.where('is_archived', '=', query.is_archived)
  if (query?.is_recurring !== undefined) {
    found = found.where('recurring_interval', query.is_recurring ? 'is not' : 'is', null)
  }
  if (query?.visibility?.length) found = found.where('visibility', 'in', query.visibility)
  if (query?.benefit_id?.length) {
    const having = db
      .selectFrom('product_benefits')
      .select('product_id')
      .where('benefit_id', 'in', query.benefit_id)
    found = found.where('id', 'in', having)
  }
  if (query?.metadata) found = found.where(hasMetadata(query.metadata))
  const least = (column: string) =>
    sql`(SELECT min(${sql.ref(column)}) FROM product_prices
      WHERE product_id = products.id AND source = 'catalog' AND NOT is_archived)`
  const columns = {
    created_at: sql.ref('created_at'),
    name: sql.ref('name'),
    price_amount: least('price_amount'),
    price_amount_type: least('amount_type'),
  }
  const { rows, count } = await pageThrough(found, query, {
    sorting: query?.sorting,
    fallback: '-created_at',
    columns,
  })
  const sellables = await sellablesById(
    db,
    rows.map((row) => row.id),
  )
  return listed(
    rows.map((row) => presentProduct(sellables.get(row.id)!)),
    count,
    query,
  )
}

export async function getProduct(
  { db }: Ports,
  actor: OrganizationActor,
  { params }: InputOf<typeof getProductContract>,
): Promise<OutputOf<typeof getProductContract>> {
  const sellable = (await sellablesById(db, [params.id])).get(params.id)
  if (sellable?.product.organization_id !== actor.organization_id) throw notFound()
  return presentProduct(sellable)
}
