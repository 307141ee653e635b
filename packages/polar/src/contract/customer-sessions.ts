import * as z from 'zod'
import { customer } from './customers.ts'
import { operation } from './operation.ts'
import { created, emailAddress, id, timestamp } from './values.ts'

export const createCustomerSession = operation({
  name: 'customer_sessions.create',
  method: 'POST',
  path: '/v1/customer-sessions/',
  gate: 'organization',
  /** Exactly one of customer_id and external_customer_id (customer_external_id is its alias); null is none. */
  body: z.strictObject({
    customer_id: id.nullable().optional(),
    external_customer_id: z.string().min(1).max(256).nullable().optional(),
    customer_external_id: z.string().min(1).max(256).nullable().optional(),
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
    member_id: id.nullable().default(null),
    role: z.string().nullable().default(null),
  }),
})

const whoAsks = { email: emailAddress, organization_id: id }

/** Sends a code to a customer's address. What it answers is the same for an address that nobody has. */
export const requestCustomerSession = operation({
  name: 'customer_portal.customer_session.request',
  method: 'POST',
  path: '/v1/customer-portal/customer-session/request',
  gate: 'none',
  /** `customer_id` chooses among members with one address; an organization without members ignores it. */
  body: z.object({ ...whoAsks, customer_id: id.nullable().optional() }),
  status: 202,
})

/** A code lets in once, by itself alone, for thirty minutes. */
export const authenticateCustomerSession = operation({
  name: 'customer_portal.customer_session.authenticate',
  method: 'POST',
  path: '/v1/customer-portal/customer-session/authenticate',
  gate: 'none',
  body: z.object({ code: z.string().max(64) }),
  status: 200,
  output: z.object({ token: z.string() }),
  refusals: ['CustomerSessionCodeInvalidOrExpired'],
})

/** A browser, as its owner would know it. */
const device = z.string().max(64).nullable().optional()

/** The same for our own pages: the code counts only together with `attempt`, which the browser that asked keeps. */
export const beginSignIn = operation({
  name: 'verge.sign_in.begin',
  method: 'POST',
  path: '/v1/verge/sign-in',
  gate: 'none',
  /** `customer_id` chooses among several with this address. */
  body: z.object({ ...whoAsks, customer_id: id.nullable().optional() }),
  status: 202,
  output: z.object({ attempt: z.string(), expires_at: timestamp }),
  ours: true,
})

/**
 * `over`: used, too old, or tried too often; only another code can let in. A session of the same customer that `replaces` names
 * by its token is over with it.
 */
export const finishSignIn = operation({
  name: 'verge.sign_in.finish',
  method: 'POST',
  path: '/v1/verge/sign-in/code',
  gate: 'none',
  body: z.object({
    attempt: z.string().max(64),
    code: z.string().max(64),
    replaces: z.string().max(128).optional(),
    device,
  }),
  status: 200,
  output: z.discriminatedUnion('outcome', [
    z.object({ outcome: z.literal('signed_in'), token: z.string() }),
    z.object({ outcome: z.literal('wrong'), tries_left: z.int() }),
    z.object({ outcome: z.literal('over') }),
  ]),
  ours: true,
})

/**
 * Lets a browser into the portal by this session's link: the first one that asks, as often as it asks. It gets a session of the
 * portal's own; the link's token goes on being what programs call the API with.
 */
export const openLink = operation({
  name: 'verge.customer_session.open_link',
  method: 'POST',
  path: '/v1/verge/customer-session/open',
  gate: 'customer',
  /** What only this browser knows. */
  body: z.object({ browser: z.string().min(16).max(64), device }),
  status: 201,
  output: z.object({ token: z.string() }),
  refusals: ['LinkOpenedElsewhere'],
  ours: true,
})

/** Where whoever asks is in the portal now: the customer, or the member alone. */
export const listCustomerSessions = operation({
  name: 'verge.customer_sessions.list',
  method: 'GET',
  path: '/v1/verge/customer-sessions',
  gate: 'customer',
  status: 200,
  output: z.object({
    items: z.array(
      z.object({
        id,
        created_at: timestamp,
        seen_at: timestamp,
        device: z.string().nullable(),
        /** The one that asks. */
        is_current: z.boolean(),
      }),
    ),
  }),
  ours: true,
})

/** Ends the session whose token asks, with the link that it came by: signing out of the portal. */
export const revokeCustomerSession = operation({
  name: 'verge.customer_session.revoke',
  method: 'DELETE',
  path: '/v1/verge/customer-session',
  gate: 'customer',
  status: 204,
  ours: true,
})

/** Ends one that is listed, with the link that it came by, so that its browser does not come in by it again; one that is over stays over. */
export const revokeListedCustomerSession = operation({
  name: 'verge.customer_sessions.revoke',
  method: 'DELETE',
  path: '/v1/verge/customer-sessions/{id}',
  gate: 'customer',
  params: z.object({ id }),
  status: 204,
  ours: true,
})

/** Ends every session of whoever asks, this one too: of the customer, or of the member alone. */
export const revokeCustomerSessions = operation({
  name: 'verge.customer_sessions.revoke_all',
  method: 'DELETE',
  path: '/v1/verge/customer-sessions',
  gate: 'customer',
  status: 204,
  ours: true,
})
