import { sql, type SelectQueryBuilder } from 'kysely'
import type { Tables } from '../../db/tables.ts'
import type { BenefitRow } from '../../db/tables/benefits.ts'
import type { ProductPriceRow, ProductRow } from '../../db/tables/products.ts'
import type { Database, Tx } from '../../ports/ports.ts'
import type { Sellable } from './present.ts'

type ProductQuery = SelectQueryBuilder<Tables, 'products', ProductRow>

/** Products with all their prices and benefits, in one query however many they are. */
export async function sellablesWhere(
  db: Database | Tx,
  narrow: (query: ProductQuery) => ProductQuery,
): Promise<Sellable[]> {
  const rows = await narrow(db.selectFrom('products').selectAll())
    .select([pricesOfProduct.as('prices'), benefitsOfProduct.as('benefits')])
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(({ prices, benefits, ...product }) => ({
    product,
    prices: prices.map(dated),
    benefits: benefits.map(dated),
  }))
}

const pricesOfProduct = sql<AsJson<ProductPriceRow>[]>`(
  SELECT coalesce(jsonb_agg(to_jsonb(price) ORDER BY price.position, price.created_at, price.id), '[]')
  FROM product_prices AS price WHERE price.product_id = products.id
)`

const benefitsOfProduct = sql<AsJson<BenefitRow>[]>`(
  SELECT coalesce(jsonb_agg(to_jsonb(benefit) ORDER BY given.position), '[]')
  FROM product_benefits AS given JOIN benefits AS benefit ON benefit.id = given.benefit_id
  WHERE given.product_id = products.id AND benefit.deleted_at IS NULL
)`

/** A row that came as JSON, where an instant is text. */
type AsJson<Row> = {
  [Column in keyof Row]: Date extends Row[Column] ? Exclude<Row[Column], Date> | string : Row[Column]
}

function dated<Row extends Dated>(row: AsJson<Row>): Row {
  const { created_at, modified_at } = row as unknown as { created_at: string; modified_at: string | null }
  const dates = {
    created_at: new Date(created_at),
    modified_at: modified_at === null ? null : new Date(modified_at),
  }
  return { ...row, ...dates } as unknown as Row
}
interface Dated {
  created_at: Date
  modified_at: Date | null
}

export async function sellablesById(db: Database | Tx, ids: string[]): Promise<Map<string, Sellable>> {
  if (ids.length === 0) return new Map()
  const sellables = await sellablesWhere(db, (query) => query.where('id', 'in', [...new Set(ids)]))
  return new Map(sellables.map((sellable) => [sellable.product.id, sellable]))
}
