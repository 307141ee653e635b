import type { CheckoutDiscount, Discount, DiscountWithProducts } from '@verge/polar/contract/discounts'
import type { DiscountRow, ProductRow } from '../../db/tables/products.ts'
import type { Database, Tx } from '../../ports/ports.ts'

/** What its user sees: only the fields of its own kind stand there, as official clients tell the kinds apart by them. */
export function presentCheckoutDiscount(row: DiscountRow): CheckoutDiscount {
  const { id, name, code, duration, duration_in_months, type, basis_points, amounts } = row
  const [first] = Object.entries(amounts ?? {})
  return {
    id,
    name,
    code,
    duration,
    ...(duration_in_months !== null && { duration_in_months }),
    type,
    ...(basis_points !== null && { basis_points }),
    ...(first && { currency: first[0], amount: first[1], amounts: amounts! }),
  }
}

export function presentDiscount(row: DiscountRow): Discount {
  const { created_at, modified_at, metadata, starts_at, ends_at } = row
  const { max_redemptions, max_redemptions_per_customer, redemptions_count, organization_id } = row
  return {
    ...presentCheckoutDiscount(row),
    created_at,
    modified_at,
    metadata,
    starts_at,
    ends_at,
    max_redemptions,
    max_redemptions_per_customer,
    redemptions_count,
    organization_id,
  }
}

/** With the products that each counts for; none are named where it counts for all. */
export async function presentDiscounts(
  db: Database | Tx,
  rows: readonly DiscountRow[],
): Promise<DiscountWithProducts[]> {
  const ids = rows.flatMap(({ product_ids }) => product_ids ?? [])
  const products =
    ids.length === 0 ? [] : await db.selectFrom('products').selectAll().where('id', 'in', ids).execute()
  return rows.map((row) => ({
    ...presentDiscount(row),
    products: products.filter(({ id }) => row.product_ids?.includes(id)).map(presentProductOf),
  }))
}

function presentProductOf(product: ProductRow) {
  return {
    ...product,
    meter_interval: null,
    meter_interval_count: null,
    is_recurring: product.recurring_interval !== null,
  }
}
