import * as z from 'zod'
import { operation } from './operation.ts'
import { organizationInPortal, portalSettings, publicProduct } from './products.ts'
import { currency, id, timestamp } from './values.ts'

export const getPortalOrganization = operation({
  name: 'customer_portal.organizations.get',
  method: 'GET',
  path: '/v1/customer-portal/organizations/{slug}',
  gate: 'none',
  params: z.object({ slug: z.string() }),
  status: 200,
  output: z.object({ organization: organizationInPortal, products: z.array(publicProduct) }),
  refusals: ['ResourceNotFound'],
})

/** As the seller is told of it. */
export const organization = organizationInPortal.omit({ organization_features: true }).extend({
  email: z.string().nullable(),
  website: z.string().nullable(),
  socials: z.array(z.never()),
  status: z.literal('active'),
  details_submitted_at: timestamp.nullable(),
  default_presentment_currency: currency,
  default_tax_behavior: z.literal('exclusive'),
  country: z.string().nullable(),
  account_id: z.null(),
  payout_account_id: z.null(),
  feature_settings: z.object({ member_model_enabled: z.boolean(), seat_based_pricing_enabled: z.boolean() }),
  subscription_settings: z.object({
    allow_multiple_subscriptions: z.boolean(),
    proration_behavior: organizationInPortal.shape.proration_behavior,
    benefit_revocation_grace_period: z.int(),
    prevent_trial_abuse: z.boolean(),
    allow_customer_updates: z.boolean(),
  }),
  notification_settings: z.object({ new_order: z.boolean(), new_subscription: z.boolean() }),
  customer_email_settings: z.record(z.string(), z.boolean()),
  capabilities: z.record(z.string(), z.boolean()),
})
export type Organization = z.output<typeof organization>

/** What the seller lets happen, and whether customers have members. What is not named stays. */
export const updateOrganization = operation({
  name: 'verge.organization.update',
  method: 'PATCH',
  path: '/v1/verge/organization',
  gate: 'organization',
  body: z.strictObject({
    member_model_enabled: z.boolean().optional(),
    proration_behavior: organizationInPortal.shape.proration_behavior.optional(),
    customer_portal_settings: portalSettings.optional(),
    /** Where customers are whose address is not known, as `DE` or `US-CA`; null: the law that asks most is kept to. */
    default_jurisdiction: z
      .string()
      .regex(/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/)
      .nullable()
      .optional(),
    /** A discount that is offered to whoever is about to cancel, beside the button; null: none. */
    stay_discount_id: id.nullable().optional(),
  }),
  status: 200,
  output: organizationInPortal,
  refusals: ['ResourceNotFound'],
  ours: true,
})

/** Where the seller's customers are whose address is not known; by `law/law.ts` it says how they leave. */
export const getDefaultJurisdiction = operation({
  name: 'verge.organization.default_jurisdiction',
  method: 'GET',
  path: '/v1/verge/default-jurisdiction',
  gate: 'customer',
  status: 200,
  output: z.object({ default_jurisdiction: z.string().nullable() }),
  ours: true,
})
