import * as z from 'zod'
import { customer } from './customers.ts'
import { member } from './members.ts'
import { operation } from './operation.ts'
import { orderStatus } from './orders.ts'
import { subscriptionStatus } from './subscriptions.ts'
import { created, id, listOf, manyOf, metadata, page, text, timestamp } from './values.ts'

const activation = z.object({ ...created, license_key_id: id, label: z.string(), meta: metadata })
export type LicenseKeyActivation = z.output<typeof activation>

export const licenseKey = z.object({
  ...created,
  organization_id: id,
  customer_id: id,
  /** A team has no address of its own. */
  customer: customer.extend({
    email: z.string().nullable().default(null),
    external_id: z.string().nullable().default(null),
    locale: z.string().nullable().default(null),
    default_payment_method_id: id.nullable().default(null),
    avatar_url: z.string().nullable(),
  }),
  member_id: id.nullable().default(null),
  member: member.pick({ id: true, email: true, external_id: true }).nullable().default(null),
  benefit_id: id,
  key: z.string(),
  /** With its beginning hidden. */
  display_key: z.string(),
  status: z.enum(['granted', 'revoked', 'disabled']),
  limit_activations: z.int().nullable(),
  usage: z.int(),
  limit_usage: z.int().nullable(),
  validations: z.int(),
  last_validated_at: timestamp.nullable(),
  expires_at: timestamp.nullable(),
})
export type LicenseKey = z.output<typeof licenseKey>

const withActivations = licenseKey.extend({ activations: z.array(activation) })
const readActivation = activation.extend({ license_key: licenseKey })

/** What the app of whoever has the key may know, beside the key: what it comes with, and how that stands. */
const keyInUse = licenseKey.extend({
  subscription_id: id.nullable().default(null),
  subscription: z
    .object({
      id,
      status: subscriptionStatus,
      current_period_start: timestamp,
      current_period_end: timestamp,
      cancel_at_period_end: z.boolean(),
      ends_at: timestamp.nullable(),
    })
    .nullable()
    .default(null),
  order_id: id.nullable().default(null),
  order: z
    .object({ id, created_at: timestamp, status: orderStatus, paid: z.boolean() })
    .nullable()
    .default(null),
})
export type KeyInUse = z.output<typeof keyInUse>

const byId = z.object({ id })
const conditions = metadata.default({})
const named = { key: text.max(256), organization_id: id }

const validating = {
  method: 'POST' as const,
  body: z.strictObject({
    ...named,
    activation_id: id.nullable().optional(),
    benefit_id: id.nullable().optional(),
    customer_id: id.nullable().optional(),
    increment_usage: z.int().min(0).nullable().optional(),
    conditions,
  }),
  status: 200 as const,
  output: keyInUse.extend({ activation: activation.nullable().default(null) }),
  refusals: ['BadRequest', 'ResourceNotFound'] as const,
}
const activating = {
  method: 'POST' as const,
  body: z.strictObject({ ...named, label: text.min(1).max(256), conditions, meta: metadata.default({}) }),
  status: 200 as const,
  output: activation.extend({ license_key: keyInUse }),
  refusals: ['NotPermitted', 'ResourceNotFound'] as const,
}
const deactivating = {
  method: 'POST' as const,
  body: z.strictObject({ ...named, activation_id: id }),
  status: 204 as const,
  refusals: ['ResourceNotFound'] as const,
}

export const listOwnLicenseKeys = operation({
  name: 'customer_portal.license_keys.list',
  method: 'GET',
  path: '/v1/customer-portal/license-keys/',
  gate: 'customer',
  query: z.strictObject({ ...page, benefit_id: manyOf(id) }),
  status: 200,
  output: listOf(licenseKey),
})

export const getOwnLicenseKey = operation({
  name: 'customer_portal.license_keys.get',
  method: 'GET',
  path: '/v1/customer-portal/license-keys/{id}',
  gate: 'customer',
  params: byId,
  status: 200,
  output: withActivations,
  refusals: ['ResourceNotFound'],
})

/** From then on the letters before open nothing. */
const rotating = {
  method: 'POST' as const,
  params: byId,
  status: 200 as const,
  output: licenseKey,
  refusals: ['RotateNotPermitted', 'ResourceNotFound'] as const,
}

export const rotateOwnLicenseKey = operation({
  ...rotating,
  name: 'customer_portal.license_keys.rotate',
  path: '/v1/customer-portal/license-keys/{id}/rotate',
  gate: 'customer',
})

/** The app of whoever has the key asks; the key itself is the proof. */
export const validateOwnLicenseKey = operation({
  ...validating,
  name: 'customer_portal.license_keys.validate',
  path: '/v1/customer-portal/license-keys/validate',
  gate: 'none',
})

export const activateOwnLicenseKey = operation({
  ...activating,
  name: 'customer_portal.license_keys.activate',
  path: '/v1/customer-portal/license-keys/activate',
  gate: 'none',
})

export const deactivateOwnLicenseKey = operation({
  ...deactivating,
  name: 'customer_portal.license_keys.deactivate',
  path: '/v1/customer-portal/license-keys/deactivate',
  gate: 'none',
})

export const listLicenseKeys = operation({
  name: 'license_keys.list',
  method: 'GET',
  path: '/v1/license-keys/',
  gate: 'organization',
  query: z.strictObject({
    ...page,
    organization_id: manyOf(id),
    benefit_id: manyOf(id),
    status: manyOf(licenseKey.shape.status),
  }),
  status: 200,
  output: listOf(licenseKey),
})

export const getLicenseKey = operation({
  name: 'license_keys.get',
  method: 'GET',
  path: '/v1/license-keys/{id}',
  gate: 'organization',
  params: byId,
  status: 200,
  output: withActivations,
  refusals: ['ResourceNotFound'],
})

export const updateLicenseKey = operation({
  name: 'license_keys.update',
  method: 'PATCH',
  path: '/v1/license-keys/{id}',
  gate: 'organization',
  params: byId,
  body: z.strictObject({
    status: licenseKey.shape.status.nullable().optional(),
    usage: z.int().min(0).optional(),
    limit_activations: z.int().min(1).nullable().optional(),
    limit_usage: z.int().min(1).nullable().optional(),
    expires_at: timestamp.nullable().optional(),
  }),
  status: 200,
  output: licenseKey,
  refusals: ['ResourceNotFound'],
})

export const getLicenseKeyActivation = operation({
  name: 'license_keys.get_activation',
  method: 'GET',
  path: '/v1/license-keys/{id}/activations/{activation_id}',
  gate: 'organization',
  params: z.object({ id, activation_id: id }),
  status: 200,
  output: readActivation,
  refusals: ['ResourceNotFound'],
})

export const rotateLicenseKey = operation({
  ...rotating,
  name: 'license_keys.rotate',
  path: '/v1/license-keys/{id}/rotate',
  gate: 'organization',
})

export const validateLicenseKey = operation({
  ...validating,
  name: 'license_keys.validate',
  path: '/v1/license-keys/validate',
  gate: 'organization',
})

export const activateLicenseKey = operation({
  ...activating,
  name: 'license_keys.activate',
  path: '/v1/license-keys/activate',
  gate: 'organization',
})

export const deactivateLicenseKey = operation({
  ...deactivating,
  name: 'license_keys.deactivate',
  path: '/v1/license-keys/deactivate',
  gate: 'organization',
})
