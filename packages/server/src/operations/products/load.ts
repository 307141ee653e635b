import type { SelectQueryBuilder } from 'kysely'
import type { ProductRow, Tables } from '../../db/tables.ts'
import type { Database, Tx } from '../../ports/ports.ts'
import type { Sellable } from './present.ts'

type ProductQuery = SelectQueryBuilder<Tables, 'products', ProductRow>

/** Products with all their prices, in two queries however many they are. */
export async function sellablesWhere(
  db: Database | Tx,
  narrow: (query: ProductQuery) => ProductQuery,
): Promise<Sellable[]> {
  const products = await narrow(db.selectFrom('products').selectAll())
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  if (products.length === 0) return []
  const prices = await db
    .selectFrom('product_prices')
    .selectAll()
    .where(
      'product_id',
      'in',
      products.map((product) => product.id),
    )
    .orderBy('position')
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  const benefits = await db
    .selectFrom('product_benefits')
    .innerJoin('benefits', 'benefits.id', 'product_benefits.benefit_id')
    .selectAll('benefits')
    .select('product_benefits.product_id')
    .where('benefits.deleted_at', 'is', null)
    .where(
      'product_benefits.product_id',
      'in',
      products.map((product) => product.id),
    )
    .orderBy('product_benefits.position')
    .execute()
  return products.map((product) => ({
    product,
    prices: prices.filter((price) => price.product_id === product.id),
    benefits: benefits.filter((benefit) => benefit.product_id === product.id),
  }))
}

export async function sellablesById(db: Database | Tx, ids: string[]): Promise<Map<string, Sellable>> {
  if (ids.length === 0) return new Map()
  const sellables = await sellablesWhere(db, (query) => query.where('id', 'in', [...new Set(ids)]))
  return new Map(sellables.map((sellable) => [sellable.product.id, sellable]))
}
