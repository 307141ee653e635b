import * as z from 'zod'
import { operation } from './operation.ts'
import { subscriptionBase } from './subscriptions.ts'
import { id, timestamp } from './values.ts'

/*
 * What a customer takes back to the app: what was done in the portal, vouched for by the seller's key, so that the app is
 * right at the moment that they arrive.
 */

/** What an app needs to tell an older state from a newer one, and to say what comes next. */
export const returnedSubscription = z.object({
  ...subscriptionBase.pick({
    id: true,
    created_at: true,
    modified_at: true,
    status: true,
    cancel_at_period_end: true,
    current_period_end: true,
    ends_at: true,
    ended_at: true,
  }).shape,
  version: z.int(),
})

/** What is signed. `iss` is where the keys are: `{iss}/.well-known/jwks.json`; `aud` is the app that the customer returns to. */
export const portalReturn = z.object({
  iss: z.string(),
  aud: z.string(),
  /** The customer's external id. */
  sub: z.string(),
  /** Used once. */
  jti: id,
  iat: z.int(),
  /** Five minutes later. */
  exp: z.int(),
  action: z.string(),
  subscription: returnedSubscription.nullable(),
})

/** A compact JWS of what was done last, for the way back. */
export const createPortalReturn = operation({
  name: 'verge.portal_returns.create',
  method: 'POST',
  path: '/v1/verge/portal-returns',
  gate: 'customer',
  body: z.strictObject({
    action: z
      .string()
      .max(64)
      .regex(/^[a-z_]+$/),
    subscription_id: id.nullable(),
  }),
  status: 201,
  output: z.object({ result: z.string(), expires_at: timestamp }),
  refusals: ['ResourceNotFound'],
  ours: true,
})
