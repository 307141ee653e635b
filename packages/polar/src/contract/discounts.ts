import * as z from 'zod'
import { operation } from './operation.ts'
import {
  amount,
  created,
  currency,
  id,
  line,
  listOf,
  manyOf,
  metadata,
  page,
  sortingBy,
  text,
  timestamp,
} from './values.ts'

const duration = z.enum(['once', 'forever', 'repeating'])
/** Hundredths of a percent: 2500 is 25 %. */
const basisPoints = z.int().min(1).max(10_000)

/** What a checkout and its customer see of it. */
const shown = {
  id,
  name: z.string(),
  code: z.string().nullable(),
  duration,
  /** Only where the duration is `repeating`. */
  duration_in_months: z.int().optional(),
  type: z.enum(['fixed', 'percentage']),
  /** Of a fixed one: minor units in its first currency, and by currency. */
  amount: amount.optional(),
  currency: currency.optional(),
  amounts: z.record(z.string(), amount).optional(),
  /** Of a percentage. */
  basis_points: basisPoints.optional(),
}
export const checkoutDiscount = z.object(shown)
export type CheckoutDiscount = z.output<typeof checkoutDiscount>

export const discount = z.object({
  ...created,
  ...shown,
  metadata,
  starts_at: timestamp.nullable(),
  ends_at: timestamp.nullable(),
  max_redemptions: z.int().nullable(),
  max_redemptions_per_customer: z.int().nullable(),
  redemptions_count: z.int(),
  organization_id: id,
})
export type Discount = z.output<typeof discount>

export const discountWithProducts = discount.extend({
  products: z.array(
    z.object({
      ...created,
      trial_interval: z.string().nullable(),
      trial_interval_count: z.int().nullable(),
      name: z.string(),
      description: z.string().nullable(),
      visibility: z.enum(['draft', 'private', 'public']),
      recurring_interval: z.string().nullable(),
      recurring_interval_count: z.int().nullable(),
      meter_interval: z.string().nullable(),
      meter_interval_count: z.int().nullable(),
      is_recurring: z.boolean(),
      is_archived: z.boolean(),
      organization_id: id,
      metadata,
    }),
  ),
})

export type DiscountWithProducts = z.output<typeof discountWithProducts>

const code = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9]{3,256}$/, 'Letters and digits only, three at least')

const details = {
  name: line.min(1),
  code: code.nullable().optional(),
  starts_at: timestamp.nullable().optional(),
  ends_at: timestamp.nullable().optional(),
  max_redemptions: z.int().min(1).nullable().optional(),
  max_redemptions_per_customer: z.int().min(1).nullable().optional(),
  products: z.array(id).nullable().optional(),
  metadata: metadata.optional(),
}
/** Minor units. */
const fixed = amount.min(1).max(999_999_999_999)
const lasting = { duration, duration_in_months: z.int().min(1).max(999).nullable().optional() }

export const createDiscount = operation({
  name: 'discounts.create',
  method: 'POST',
  path: '/v1/discounts/',
  gate: 'organization',
  body: z
    .discriminatedUnion('type', [
      z.strictObject({
        ...details,
        ...lasting,
        type: z.literal('percentage'),
        basis_points: basisPoints,
        organization_id: id.nullable().optional(),
      }),
      z.strictObject({
        ...details,
        ...lasting,
        type: z.literal('fixed'),
        amount: fixed.nullable().optional(),
        currency: currency.nullable().optional(),
        amounts: z.record(currency, fixed).nullable().optional(),
        organization_id: id.nullable().optional(),
      }),
    ])
    .refine(
      ({ duration, duration_in_months }) => (duration === 'repeating') === Boolean(duration_in_months),
      {
        message: 'A repeating discount says for how many months, and no other does.',
        path: ['duration_in_months'],
      },
    ),
  status: 201,
  output: discountWithProducts,
})

export const listDiscounts = operation({
  name: 'discounts.list',
  method: 'GET',
  path: '/v1/discounts/',
  gate: 'organization',
  query: z.strictObject({
    ...page,
    organization_id: manyOf(id),
    query: text.optional(),
    sorting: sortingBy('created_at', 'name', 'code', 'ends_at', 'redemptions_count'),
  }),
  status: 200,
  output: listOf(discountWithProducts),
})

export const getDiscount = operation({
  name: 'discounts.get',
  method: 'GET',
  path: '/v1/discounts/{id}',
  gate: 'organization',
  params: z.object({ id }),
  status: 200,
  output: discountWithProducts,
  refusals: ['ResourceNotFound'],
})

/** What it takes off, and for how long, may change until somebody has bought with it; its kind stays. */
export const updateDiscount = operation({
  name: 'discounts.update',
  method: 'PATCH',
  path: '/v1/discounts/{id}',
  gate: 'organization',
  params: z.object({ id }),
  body: z.strictObject({
    ...details,
    name: details.name.nullable().optional(),
    type: z.enum(['fixed', 'percentage']).nullable().optional(),
    basis_points: basisPoints.nullable().optional(),
    amount: fixed.nullable().optional(),
    currency: currency.nullable().optional(),
    amounts: z.record(currency, fixed).nullable().optional(),
    duration: duration.nullable().optional(),
    duration_in_months: lasting.duration_in_months,
  }),
  status: 200,
  output: discountWithProducts,
  refusals: ['ResourceNotFound'],
})

/** Nobody can use it from now on; whoever has it keeps it. */
export const deleteDiscount = operation({
  name: 'discounts.delete',
  method: 'DELETE',
  path: '/v1/discounts/{id}',
  gate: 'organization',
  params: z.object({ id }),
  status: 204,
  refusals: ['ResourceNotFound'],
})
