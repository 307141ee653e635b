import * as z from 'zod'
import { operation } from './operation.ts'
import { publicBenefit } from './public-benefits.ts'
import {
  amount,
  created,
  currency,
  flag,
  id,
  interval,
  line,
  listOf,
  manyOf,
  metadata,
  metadataFilter,
  page,
  sortingBy,
  text,
} from './values.ts'

const seatTier = z.object({
  min_seats: z.int().min(1),
  max_seats: z.int().min(1).nullable().default(null),
  price_per_seat: amount.nonnegative(),
})

export const seatTiers = z.object({
  /** `volume`: every seat at the tier of the whole; `graduated`: each at the tier that it falls in. */
  seat_tier_type: z.enum(['volume', 'graduated']).default('volume'),
  tiers: z.array(seatTier).min(1),
  minimum_seats: z.int().min(1),
  maximum_seats: z.int().min(1).nullable(),
})
export type SeatTiers = z.output<typeof seatTiers>

const priceBase = {
  ...created,
  source: z.enum(['catalog', 'ad_hoc']),
  price_currency: currency,
  tax_behavior: z.enum(['location', 'inclusive', 'exclusive']).nullable(),
  is_archived: z.boolean(),
  product_id: id,
}
export const price = z.discriminatedUnion('amount_type', [
  z.object({ ...priceBase, amount_type: z.literal('fixed'), price_amount: amount.nonnegative() }),
  z.object({ ...priceBase, amount_type: z.literal('seat_based'), seat_tiers: seatTiers }),
  z.object({
    ...priceBase,
    amount_type: z.enum(['custom', 'free', 'metered_tiers', 'metered_unit', 'unit_based']),
  }),
])
export type Price = z.output<typeof price>
/** What a period costs stands in it. The others Polar has, and our backend sells at none of them. */
export type PlainPrice = Extract<Price, { amount_type: 'fixed' | 'seat_based' }>

/** A picture, for whoever has its address. */
const media = z.object({
  id,
  name: z.string(),
  mime_type: z.string(),
  size: z.int(),
  public_url: z.string(),
})

const productBase = z.object({
  ...created,
  trial_interval: interval.nullable(),
  trial_interval_count: z.int().nullable(),
  name: z.string(),
  description: z.string().nullable(),
  visibility: z.enum(['draft', 'private', 'public']),
  recurring_interval: interval.nullable(),
  recurring_interval_count: z.int().nullable(),
  meter_interval: interval.nullable(),
  meter_interval_count: z.int().nullable(),
  is_recurring: z.boolean(),
  is_archived: z.boolean(),
  organization_id: id,
  prices: z.array(price),
  benefits: z.array(publicBenefit),
  medias: z.array(media),
})

export const portalSettings = z.object({
  usage: z.object({ show: z.boolean() }),
  subscription: z.object({ update_seats: z.boolean(), update_plan: z.boolean(), pause: z.boolean() }),
  customer: z.object({ allow_email_change: z.boolean() }),
})

/** What a Polar does not say of it is off. */
export const organizationInPortal = z.object({
  ...created,
  name: z.string(),
  slug: z.string(),
  avatar_url: z.string().nullable(),
  proration_behavior: z.enum(['invoice', 'prorate', 'next_period', 'reset']),
  allow_customer_updates: z.boolean(),
  customer_portal_settings: z.object({
    usage: portalSettings.shape.usage,
    subscription: portalSettings.shape.subscription.extend({ pause: z.boolean().default(false) }),
    customer: z
      .object({ allow_email_change: z.boolean().default(false) })
      .default({ allow_email_change: false }),
  }),
  organization_features: z
    .object({
      member_model_enabled: z.boolean().default(false),
      checkout_localization_enabled: z.boolean().default(false),
    })
    .default({ member_model_enabled: false, checkout_localization_enabled: false }),
})
export type OrganizationInPortal = z.output<typeof organizationInPortal>

export const portalProduct = productBase.extend({ organization: organizationInPortal })
export type PortalProduct = z.output<typeof portalProduct>

/** As the seller knows it. */
export const benefit = publicBenefit.extend({
  metadata,
  /** Customers are told of what is public alone. */
  visibility: z.enum(['draft', 'private', 'public']),
  properties: z.record(z.string(), z.unknown()),
})
export type Benefit = z.output<typeof benefit>

export const product = productBase.extend({
  metadata,
  benefits: z.array(benefit),
  attached_custom_fields: z.array(z.never()),
  /** Whether it can be deleted; it can be archived in any case. */
  is_deletable: z.boolean(),
})
export type Product = z.output<typeof product>

/** A product as the portal's organization page and the checkout carry it: no organization inside. */
export const publicProduct = productBase
export type PublicProduct = z.output<typeof publicProduct>

export const listProducts = operation({
  name: 'products.list',
  method: 'GET',
  path: '/v1/products/',
  gate: 'organization',
  query: z.strictObject({
    ...page,
    id: manyOf(id),
    organization_id: manyOf(id),
    query: text.optional(),
    is_archived: flag.optional(),
    is_recurring: flag.optional(),
    benefit_id: manyOf(id),
    visibility: manyOf(z.enum(['draft', 'private', 'public'])),
    metadata: metadataFilter,
    sorting: sortingBy('created_at', 'name', 'price_amount_type', 'price_amount'),
  }),
  status: 200,
  output: listOf(product),
})

export const getProduct = operation({
  name: 'products.get',
  method: 'GET',
  path: '/v1/products/{id}',
  gate: 'organization',
  params: z.object({ id }),
  status: 200,
  output: product,
  refusals: ['ResourceNotFound'],
})

const newPrice = {
  price_currency: currency.default('usd'),
  tax_behavior: z.enum(['location', 'inclusive', 'exclusive']).nullable().optional(),
}
const newFixedPrice = z.strictObject({
  ...newPrice,
  amount_type: z.literal('fixed'),
  price_amount: amount.min(0).max(99_999_999),
})
const newSeatPrice = z.strictObject({
  ...newPrice,
  amount_type: z.literal('seat_based'),
  seat_tiers: z
    .strictObject({
      seat_tier_type: z.enum(['volume', 'graduated']).default('volume'),
      tiers: z.array(seatTier).min(1).max(100),
    })
    .refine(
      ({ tiers }) => tiers.every(followsOn),
      'Each tier begins with the seat after the one before it ends.',
    ),
})

function followsOn(
  tier: z.output<typeof seatTier>,
  index: number,
  tiers: z.output<typeof seatTier>[],
): boolean {
  const before = tiers[index - 1]
  const begins = before
    ? before.max_seats !== null && tier.min_seats === before.max_seats + 1
    : tier.min_seats >= 1
  return begins && (tier.max_seats === null ? index === tiers.length - 1 : tier.max_seats >= tier.min_seats)
}

export const soldPrice = z.discriminatedUnion('amount_type', [newFixedPrice, newSeatPrice])

/** Nothing is counted by periods of its own, and nobody is asked more than what a purchase takes. */
const notHere = {
  meter_interval: z.null('Usage is counted and not billed here.').optional(),
  meter_interval_count: z.null('Usage is counted and not billed here.').optional(),
  attached_custom_fields: z
    .array(z.unknown())
    .max(0, 'There are no custom fields here.')
    .nullable()
    .optional(),
}

export const createProduct = operation({
  name: 'products.create',
  method: 'POST',
  path: '/v1/products/',
  gate: 'organization',
  body: z.strictObject({
    name: line.min(3),
    description: text.max(4000).nullable().optional(),
    visibility: z.enum(['draft', 'private', 'public']).default('public'),
    recurring_interval: interval.nullable().default(null),
    recurring_interval_count: z.int().min(1).max(999).nullable().optional(),
    trial_interval: interval.nullable().optional(),
    trial_interval_count: z.int().min(1).max(999).nullable().optional(),
    prices: z.array(soldPrice).min(1),
    metadata: metadata.optional(),
    organization_id: id.nullable().optional(),
    ...notHere,
  }),
  status: 201,
  output: product,
})

/** How often it renews stays: that is what its subscriptions are. What is null stays too, but for description and trial. */
export const updateProduct = operation({
  name: 'products.update',
  method: 'PATCH',
  path: '/v1/products/{id}',
  gate: 'organization',
  params: z.object({ id }),
  body: z.strictObject({
    name: line.min(3).nullable().optional(),
    description: text.max(4000).nullable().optional(),
    visibility: z.enum(['draft', 'private', 'public']).nullable().optional(),
    is_archived: z.boolean().nullable().optional(),
    trial_interval: interval.nullable().optional(),
    trial_interval_count: z.int().min(1).max(999).nullable().optional(),
    /** All that it is sold at from now on: those that stay by their id. Whoever bought at another keeps it. */
    prices: z
      .array(z.union([z.strictObject({ id }), soldPrice]))
      .min(1)
      .nullable()
      .optional(),
    /** As it is already, or not said. */
    recurring_interval: interval.nullable().optional(),
    recurring_interval_count: z.int().min(1).max(999).nullable().optional(),
    attached_custom_fields: notHere.attached_custom_fields,
    metadata: metadata.optional(),
  }),
  status: 200,
  output: product,
  refusals: ['ResourceNotFound'],
})
