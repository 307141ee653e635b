import type { Product, SeatTiers } from '@verge/polar/contract/products'
import type { Generated, Selectable } from 'kysely'
import type { ChangingRow, Interval, Json, Metadata, NullableJson } from './row.ts'

export interface ProductTable extends ChangingRow {
  organization_id: string
  name: string
  description: string | null
  visibility: Product['visibility']
  recurring_interval: Interval | null
  recurring_interval_count: number | null
  trial_interval: Interval | null
  trial_interval_count: number | null
  is_archived: boolean
  metadata: Json<Metadata>
}

export interface ProductPriceTable extends ChangingRow {
  product_id: string
  amount_type: Generated<'fixed' | 'seat_based'>
  /** Of a fixed price. */
  price_amount: number | null
  /** Of a price by seats. */
  seat_tiers: NullableJson<SeatTiers>
  price_currency: string
  tax_behavior: 'location' | 'inclusive' | 'exclusive' | null
  /** A product's first price is the one that is sold where no currency is asked for. */
  position: Generated<number>
  is_archived: boolean
  /** Ad hoc: made for one checkout, and in no catalogue. */
  source: Generated<'catalog' | 'ad_hoc'>
}

export interface DiscountTable extends ChangingRow {
  deleted_at: Date | null
  organization_id: string
  name: string
  code: string | null
  type: 'fixed' | 'percentage'
  /** Hundredths of a percent. */
  basis_points: number | null
  /** Minor units by currency. */
  amounts: NullableJson<Record<string, number>>
  duration: 'once' | 'forever' | 'repeating'
  duration_in_months: number | null
  starts_at: Date | null
  ends_at: Date | null
  max_redemptions: number | null
  max_redemptions_per_customer: number | null
  redemptions_count: Generated<number>
  /** Null: all products. */
  product_ids: NullableJson<string[]>
  metadata: Json<Metadata>
}

export type ProductRow = Selectable<ProductTable>
export type DiscountRow = Selectable<DiscountTable>
export type ProductPriceRow = Selectable<ProductPriceTable>
