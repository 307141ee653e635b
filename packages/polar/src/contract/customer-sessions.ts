import * as z from 'zod'
import { customer } from './customers.ts'
import { operation } from './operation.ts'
import { created, id, timestamp } from './values.ts'

export const createCustomerSession = operation({
  name: 'customer_sessions.create',
  method: 'POST',
  path: '/v1/customer-sessions/',
  gate: 'organization',
  /** Exactly one of customer_id and external_customer_id (customer_external_id is its alias). */
  body: z.strictObject({
    customer_id: id.optional(),
    external_customer_id: z.string().min(1).max(256).optional(),
    customer_external_id: z.string().min(1).max(256).optional(),
    member_id: id.nullable().optional(),
    external_member_id: z.string().nullable().optional(),
    return_url: z
      .url({ protocol: /^https?$/ })
      .nullable()
      .optional(),
  }),
  status: 201,
  output: z.object({
    ...created,
    token: z.string(),
    expires_at: timestamp,
    return_url: z.string().nullable(),
    customer_portal_url: z.string(),
    customer_id: id,
    customer,
  }),
})

export const introspectCustomerSession = operation({
  name: 'customer_portal.customer_session.introspect',
  method: 'GET',
  path: '/v1/customer-portal/customer-session/introspect',
  gate: 'customer',
  status: 200,
  output: z.object({ expires_at: timestamp, return_url: z.string().nullable() }),
})

export const getCustomerSessionUser = operation({
  name: 'customer_portal.customer_session.user',
  method: 'GET',
  path: '/v1/customer-portal/customer-session/user',
  gate: 'customer',
  status: 200,
  output: z.object({
    type: z.enum(['customer', 'member']),
    name: z.string().nullable(),
    email: z.string(),
    customer_id: id,
    member_id: id.nullable(),
    role: z.string().nullable(),
  }),
})

/** Ends the session whose token asks: signing out of the portal. */
export const revokeCustomerSession = operation({
  name: 'verge.customer_session.revoke',
  method: 'DELETE',
  path: '/v1/verge/customer-session',
  gate: 'customer',
  status: 204,
  ours: true,
})
