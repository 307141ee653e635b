import * as z from 'zod'
import { customer } from './customers.ts'
import { member } from './members.ts'
import { operation } from './operation.ts'
import { portalCustomer } from './portal-customers.ts'
import { benefit, organizationInPortal, product } from './products.ts'
import { publicBenefit } from './public-benefits.ts'
import {
  created,
  flag,
  id,
  interval,
  listOf,
  manyOf,
  metadata,
  metadataFilter,
  page,
  sortingBy,
  text,
  timestamp,
} from './values.ts'

const facts = z.record(z.string(), z.unknown())

const grantBase = {
  ...created,
  granted_at: timestamp.nullable(),
  revoked_at: timestamp.nullable(),
  is_granted: z.boolean(),
  is_revoked: z.boolean(),
  customer_id: id,
  member_id: id.nullable(),
  subscription_id: id.nullable(),
  order_id: id.nullable(),
  benefit_id: id,
  error: z.object({ message: z.string(), type: z.string(), timestamp: z.string() }).nullable(),
  /** What was made for this grant alone; its kind follows the benefit's. */
  properties: facts,
}

export const benefitGrant = z.object({ ...grantBase, customer, member: member.nullable(), benefit })
export type BenefitGrant = z.output<typeof benefitGrant>

/** As it is told of: what the properties were before. */
export const toldBenefitGrant = benefitGrant.extend({ previous_properties: facts.nullable() })

export const ownGrant = z.object({
  ...grantBase,
  member_id: id.nullable().default(null),
  /** Whose it is, with their accounts elsewhere, of which none is known here. */
  member: z
    .object({ id, oauth_accounts: z.record(z.string(), z.unknown()) })
    .nullable()
    .default(null),
  error: grantBase.error.default(null),
  customer: portalCustomer.extend({ locale: z.string().nullable().default(null) }),
  benefit: publicBenefit.extend({
    metadata: metadata.default({}),
    properties: facts,
    organization: organizationInPortal.pick({
      id: true,
      created_at: true,
      modified_at: true,
      name: true,
      slug: true,
      avatar_url: true,
      proration_behavior: true,
      allow_customer_updates: true,
    }),
  }),
})
export type OwnGrant = z.output<typeof ownGrant>

const byId = z.object({ id })
const description = text.trim().min(3).max(42)
const note = text.max(10_000).nullable()

export const listBenefits = operation({
  name: 'benefits.list',
  method: 'GET',
  path: '/v1/benefits/',
  gate: 'organization',
  query: z.strictObject({
    ...page,
    organization_id: manyOf(id),
    type: manyOf(z.string()),
    id: manyOf(id),
    exclude_id: manyOf(id),
    /** Found in the description. */
    query: text.optional(),
    metadata: metadataFilter,
    sorting: sortingBy('created_at', 'description', 'type'),
  }),
  status: 200,
  output: listOf(benefit),
})

/** What the keys are given with; whoever has one keeps what it was given with. */
const keyProperties = {
  prefix: text.max(64).nullable().default(null),
  expires: z
    .strictObject({ ttl: z.int().min(1).max(1000), timeframe: interval })
    .nullable()
    .default(null),
  activations: z
    .strictObject({ limit: z.int().min(1).max(50), enable_customer_admin: z.boolean() })
    .nullable()
    .default(null),
  limit_usage: z.int().min(1).nullable().default(null),
}

/** Files that were uploaded before; those that are archived stay the benefit's and are given to nobody. */
const fileProperties = {
  files: z
    .array(id)
    .max(100)
    .refine((ids) => new Set(ids).size === ids.length, 'Each file stands there once.'),
  archived: z.record(id, z.boolean()),
}

const { visibility } = benefit.shape
const making = {
  description,
  /** Public, where nobody says. */
  visibility: visibility.nullable().optional(),
  metadata: metadata.optional(),
  organization_id: id.nullable().optional(),
}

export const createBenefit = operation({
  name: 'benefits.create',
  method: 'POST',
  path: '/v1/benefits/',
  gate: 'organization',
  body: z.discriminatedUnion('type', [
    z.strictObject({
      ...making,
      type: z.literal('custom'),
      /** What only who has it may read. */
      properties: z.strictObject({ note: note.default(null) }),
    }),
    z.strictObject({ ...making, type: z.literal('license_keys'), properties: z.strictObject(keyProperties) }),
    z.strictObject({
      ...making,
      type: z.literal('downloadables'),
      properties: z.strictObject({
        files: fileProperties.files.min(1),
        archived: fileProperties.archived.default({}),
      }),
    }),
    z.strictObject({
      ...making,
      type: z.literal('feature_flag'),
      properties: z.strictObject({}).default({}),
    }),
  ]),
  status: 201,
  output: benefit,
})

export const getBenefit = operation({
  name: 'benefits.get',
  method: 'GET',
  path: '/v1/benefits/{id}',
  gate: 'organization',
  params: byId,
  status: 200,
  output: benefit,
  refusals: ['ResourceNotFound'],
})

export const updateBenefit = operation({
  name: 'benefits.update',
  method: 'PATCH',
  path: '/v1/benefits/{id}',
  gate: 'organization',
  params: byId,
  body: z.strictObject({
    /** Says what it is, and changes nothing. */
    type: z.string(),
    description: description.nullable().optional(),
    visibility: visibility.nullable().optional(),
    properties: z
      .strictObject({
        note: note.optional(),
        prefix: keyProperties.prefix.unwrap().optional(),
        expires: keyProperties.expires.unwrap().optional(),
        activations: keyProperties.activations.unwrap().optional(),
        limit_usage: keyProperties.limit_usage.unwrap().optional(),
        files: fileProperties.files.optional(),
        archived: fileProperties.archived.optional(),
      })
      .nullable()
      .optional(),
    metadata: metadata.optional(),
  }),
  status: 200,
  output: benefit,
  refusals: ['ResourceNotFound'],
})

/** Taken from everybody who has it. */
export const deleteBenefit = operation({
  name: 'benefits.delete',
  method: 'DELETE',
  path: '/v1/benefits/{id}',
  gate: 'organization',
  params: byId,
  status: 204,
  refusals: ['ResourceNotFound'],
})

/** All that comes with a product from now on, in this order: given to who has it, and what is not named is taken. */
export const updateProductBenefits = operation({
  name: 'products.update_benefits',
  method: 'POST',
  path: '/v1/products/{id}/benefits',
  gate: 'organization',
  params: byId,
  body: z.strictObject({ benefits: z.array(id).max(100) }),
  status: 200,
  output: product,
  refusals: ['ResourceNotFound'],
})

const narrowing = { ...page, is_granted: flag.optional(), customer_id: manyOf(id) }

export const listGrantsOfBenefit = operation({
  name: 'benefits.grants',
  method: 'GET',
  path: '/v1/benefits/{id}/grants',
  gate: 'organization',
  params: byId,
  query: z.strictObject({ ...narrowing, member_id: manyOf(id) }),
  status: 200,
  output: listOf(benefitGrant),
  refusals: ['ResourceNotFound'],
})

export const listBenefitGrants = operation({
  name: 'benefit_grants.list',
  method: 'GET',
  path: '/v1/benefit-grants/',
  gate: 'organization',
  query: z.strictObject({
    ...narrowing,
    organization_id: manyOf(id),
    external_customer_id: manyOf(z.string()),
    sorting: sortingBy('created_at', 'granted_at', 'revoked_at'),
  }),
  status: 200,
  output: listOf(benefitGrant),
})

export const listOwnGrants = operation({
  name: 'customer_portal.benefit_grants.list',
  method: 'GET',
  path: '/v1/customer-portal/benefit-grants/',
  gate: 'customer',
  query: z.strictObject({
    ...page,
    /** Found in the benefit's description. */
    query: text.optional(),
    type: manyOf(z.string()),
    benefit_id: manyOf(id),
    checkout_id: manyOf(id),
    order_id: manyOf(id),
    subscription_id: manyOf(id),
    member_id: manyOf(id),
    sorting: sortingBy('granted_at', 'type', 'organization', 'product_benefit'),
  }),
  status: 200,
  output: listOf(ownGrant),
})

export const getOwnGrant = operation({
  name: 'customer_portal.benefit_grants.get',
  method: 'GET',
  path: '/v1/customer-portal/benefit-grants/{id}',
  gate: 'customer',
  params: byId,
  status: 200,
  output: ownGrant,
  refusals: ['ResourceNotFound'],
})

/** Which account a benefit is for, where it is for one elsewhere. Of those that our backend gives none is. */
export const updateOwnGrant = operation({
  name: 'customer_portal.benefit_grants.update',
  method: 'PATCH',
  path: '/v1/customer-portal/benefit-grants/{id}',
  gate: 'customer',
  params: byId,
  body: z.strictObject({
    benefit_type: z.string(),
    properties: z.record(z.string(), z.unknown()).optional(),
  }),
  status: 200,
  output: ownGrant,
  refusals: ['NotPermitted', 'ResourceNotFound'],
})
