import type {
  OrganizationInPortal,
  PortalProduct,
  Price,
  Product,
  PublicProduct,
} from '@verge/polar/contract/products'
import type { BenefitRow } from '../../db/tables/benefits.ts'
import type { OrganizationRow } from '../../db/tables/organizations.ts'
import type { ProductPriceRow, ProductRow } from '../../db/tables/products.ts'
import { presentBenefit, presentPublicBenefit } from '../benefits/present.ts'
import { presentOrganization } from '../organizations/present.ts'

export interface Sellable {
  product: ProductRow
  prices: ProductPriceRow[]
  benefits: BenefitRow[]
}

export function presentPrice(price: ProductPriceRow): Price {
  const { amount_type, price_amount, seat_tiers, ...rest } = price
  // What was made for one checkout is in no catalogue, and so was never taken out of it.
  const shown = { ...rest, is_archived: price.is_archived && price.source === 'catalog' }
  return amount_type === 'seat_based'
    ? { ...shown, amount_type, seat_tiers: seat_tiers! }
    : { ...shown, amount_type, price_amount: price_amount! }
}

export function presentPublicProduct({ product, prices, benefits }: Sellable): PublicProduct {
  return {
    ...product,
    meter_interval: null,
    meter_interval_count: null,
    is_recurring: product.recurring_interval !== null,
    prices: prices.filter((price) => !price.is_archived).map(presentPrice),
    benefits: benefits.filter(({ visibility }) => visibility === 'public').map(presentPublicBenefit),
    medias: [],
  }
}

export function presentProduct(sellable: Sellable): Product {
  return {
    ...presentPublicProduct(sellable),
    metadata: sellable.product.metadata,
    benefits: sellable.benefits.map(presentBenefit),
    attached_custom_fields: [],
    is_deletable: false,
  }
}

export function presentPortalProduct(sellable: Sellable, organization: OrganizationRow): PortalProduct {
  const seller: OrganizationInPortal = presentOrganization(organization)
  return { ...presentPublicProduct(sellable), organization: seller }
}
