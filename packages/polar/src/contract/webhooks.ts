import * as z from 'zod'
import { operation } from './operation.ts'
import { created, flag, id, line, listOf, manyOf, page, text, timestamp } from './values.ts'

/** Everything that Polar tells of, whether or not this backend has such things. */
export const webhookEventType = z.enum([
  'checkout.created',
  'checkout.updated',
  'checkout.expired',
  'customer.created',
  'customer.updated',
  'customer.deleted',
  'customer.state_changed',
  'customer_seat.assigned',
  'customer_seat.claimed',
  'customer_seat.revoked',
  'member.created',
  'member.updated',
  'member.deleted',
  'order.created',
  'order.updated',
  'order.paid',
  'order.refunded',
  'subscription.created',
  'subscription.updated',
  'subscription.active',
  'subscription.canceled',
  'subscription.uncanceled',
  'subscription.cycled',
  'subscription.revoked',
  'subscription.past_due',
  'subscription.paused',
  'subscription.resumed',
  'subscription.migrated',
  'refund.created',
  'refund.updated',
  'product.created',
  'product.updated',
  'discount.created',
  'discount.updated',
  'discount.deleted',
  'benefit.created',
  'benefit.updated',
  'benefit_grant.created',
  'benefit_grant.cycled',
  'benefit_grant.updated',
  'benefit_grant.revoked',
  'organization.updated',
])
export type WebhookEventType = z.output<typeof webhookEventType>

const format = z.enum(['raw', 'discord', 'slack'])
export type WebhookFormat = z.output<typeof format>
const apiVersion = z.enum(['2026-04', '2026-10', '2027-01'])

export const webhookEndpoint = z.object({
  ...created,
  url: z.string(),
  name: z.string().nullable(),
  format,
  secret: z.string(),
  organization_id: id,
  events: z.array(webhookEventType),
  enabled: z.boolean(),
  api_version: apiVersion,
  /** False: the key is the whole secret as text, its prefix included. */
  uses_standard_webhook_signature: z.boolean(),
})
export type WebhookEndpoint = z.output<typeof webhookEndpoint>

export const webhookEvent = z.object({
  ...created,
  last_http_code: z.int().nullable(),
  /** Null: nobody has tried yet. */
  succeeded: z.boolean().nullable(),
  /** Its endpoint was off when it was its turn. */
  skipped: z.boolean(),
  api_version: apiVersion,
  payload: z.string().nullable(),
  type: webhookEventType,
  is_archived: z.boolean(),
})

/** One try. */
export const webhookDelivery = z.object({
  ...created,
  succeeded: z.boolean(),
  http_code: z.int().nullable(),
  response: z.string().nullable(),
  webhook_event: webhookEvent,
})
export type WebhookDelivery = z.output<typeof webhookDelivery>

const url = text.trim().min(1).max(2048)
const secret = text.min(32).max(256)

export const listWebhookEndpoints = operation({
  name: 'webhooks.list_endpoints',
  method: 'GET',
  path: '/v1/webhooks/endpoints',
  gate: 'organization',
  query: z.strictObject({ ...page, organization_id: manyOf(id) }),
  status: 200,
  output: listOf(webhookEndpoint),
})

export const createWebhookEndpoint = operation({
  name: 'webhooks.create_endpoint',
  method: 'POST',
  path: '/v1/webhooks/endpoints',
  gate: 'organization',
  body: z.strictObject({
    url,
    name: line.nullable().optional(),
    format: format.default('raw'),
    events: z.array(webhookEventType),
    secret: secret.nullable().optional(),
    api_version: apiVersion.optional(),
    organization_id: id.nullable().optional(),
  }),
  status: 201,
  output: webhookEndpoint,
})

export const getWebhookEndpoint = operation({
  name: 'webhooks.get_endpoint',
  method: 'GET',
  path: '/v1/webhooks/endpoints/{id}',
  gate: 'organization',
  params: z.object({ id }),
  status: 200,
  output: webhookEndpoint,
  refusals: ['ResourceNotFound'],
})

/** What is null stays as it is, but for the name. */
export const updateWebhookEndpoint = operation({
  name: 'webhooks.update_endpoint',
  method: 'PATCH',
  path: '/v1/webhooks/endpoints/{id}',
  gate: 'organization',
  params: z.object({ id }),
  body: z.strictObject({
    url: url.nullable().optional(),
    name: line.nullable().optional(),
    format: format.nullable().optional(),
    events: z.array(webhookEventType).nullable().optional(),
    enabled: z.boolean().nullable().optional(),
    secret: secret.nullable().optional(),
    api_version: apiVersion.nullable().optional(),
  }),
  status: 200,
  output: webhookEndpoint,
  refusals: ['ResourceNotFound'],
})

/** The old secret counts for nothing from now on. */
export const resetWebhookSecret = operation({
  name: 'webhooks.reset_secret',
  method: 'PATCH',
  path: '/v1/webhooks/endpoints/{id}/secret',
  gate: 'organization',
  params: z.object({ id }),
  status: 200,
  output: webhookEndpoint,
  refusals: ['ResourceNotFound'],
})

export const deleteWebhookEndpoint = operation({
  name: 'webhooks.delete_endpoint',
  method: 'DELETE',
  path: '/v1/webhooks/endpoints/{id}',
  gate: 'organization',
  params: z.object({ id }),
  status: 204,
  refusals: ['ResourceNotFound'],
})

export const listWebhookDeliveries = operation({
  name: 'webhooks.list_deliveries',
  method: 'GET',
  path: '/v1/webhooks/deliveries',
  gate: 'organization',
  query: z.strictObject({
    ...page,
    endpoint_id: manyOf(id),
    start_timestamp: timestamp.optional(),
    end_timestamp: timestamp.optional(),
    succeeded: flag.optional(),
    query: text.optional(),
    http_code_class: z.enum(['2xx', '3xx', '4xx', '5xx']).optional(),
    event_type: manyOf(webhookEventType),
  }),
  status: 200,
  output: listOf(webhookDelivery),
})

/** Also what arrived already. Its payload is gone after ninety days, and it cannot be sent any more. */
export const redeliverWebhookEvent = operation({
  name: 'webhooks.redeliver',
  method: 'POST',
  path: '/v1/webhooks/events/{id}/redeliver',
  gate: 'organization',
  params: z.object({ id }),
  status: 202,
  refusals: ['ResourceNotFound'],
})
