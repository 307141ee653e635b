import * as z from 'zod'
import { member } from './members.ts'
import { operation } from './operation.ts'
import { customerSubscription } from './subscriptions.ts'
import { created, emailAddress, id, listOf, page, text, timestamp } from './values.ts'

/**
 * For an e-mail address. Of a team's it is a member's, and `customer_id` is the team; else `customer_id` is who has it, known once
 * it is claimed.
 */
export const customerSeat = z.object({
  ...created,
  subscription_id: id.nullable(),
  order_id: id.nullable(),
  status: z.enum(['pending', 'claimed', 'revoked']),
  customer_id: id.nullable(),
  member_id: id.nullable(),
  member: member.nullable().default(null),
  /** A member's; null where it is nobody's as a member. */
  email: z.string().nullable(),
  customer_email: z.string().nullable(),
  invitation_token_expires_at: timestamp.nullable(),
  claimed_at: timestamp.nullable(),
  revoked_at: timestamp.nullable(),
  seat_metadata: z.record(z.string(), z.unknown()).nullable(),
})
export type CustomerSeat = z.output<typeof customerSeat>

/** Those that somebody has or is invited to; as many as were bought at most. */
const seatsList = z.object({
  seats: z.array(customerSeat),
  available_seats: z.int(),
  total_seats: z.int(),
})

/** Exactly one of them names the subscription. No order sells seats of its own here. */
const source = { subscription_id: id.nullable().optional(), order_id: id.nullable().optional() }
const query = z.strictObject({ subscription_id: id.optional(), order_id: id.optional() })

const assignment = z.strictObject({
  ...source,
  checkout_id: id.nullable().optional(),
  email: emailAddress.nullable().optional(),
  external_customer_id: text.max(256).nullable().optional(),
  customer_id: id.nullable().optional(),
  external_member_id: text.max(256).nullable().optional(),
  member_id: id.nullable().optional(),
  metadata: z
    .record(text.max(40), z.union([text.max(500), z.number(), z.boolean()]))
    .refine(
      (metadata) => Object.keys(metadata).length <= 10 && JSON.stringify(metadata).length <= 1024,
      'Ten keys and 1,024 characters at most',
    )
    .nullable()
    .optional(),
  immediate_claim: z.boolean().default(false),
})
export type SeatAssignment = z.output<typeof assignment>

const byId = z.object({ id })
const assignmentRefusals = [
  'BadRequest',
  'NotASeatBasedSubscription',
  'SeatNotAvailable',
  'SeatAlreadyAssigned',
  'ResourceNotFound',
] as const

export const listPortalSeats = operation({
  name: 'customer_portal.seats.list',
  method: 'GET',
  path: '/v1/customer-portal/seats',
  gate: 'customer',
  query,
  status: 200,
  output: seatsList,
  refusals: ['BadRequest', 'ResourceNotFound'],
})

/** Whose seats the customer has, beside what they bought themselves. */
export const listClaimedSubscriptions = operation({
  name: 'customer_portal.seats.list_claimed_subscriptions',
  method: 'GET',
  path: '/v1/customer-portal/seats/subscriptions',
  gate: 'customer',
  query: z.strictObject(page),
  status: 200,
  output: listOf(customerSubscription),
})

/** Invites by mail. Only the seller names customers by their ids, or assigns without asking. */
export const assignPortalSeat = operation({
  name: 'customer_portal.seats.assign',
  method: 'POST',
  path: '/v1/customer-portal/seats',
  gate: 'billing',
  body: assignment,
  status: 200,
  output: customerSeat,
  refusals: [...assignmentRefusals, 'NotPermitted'],
})

/** Frees the seat for somebody else. Twice does nothing more. */
export const revokePortalSeat = operation({
  name: 'customer_portal.seats.revoke',
  method: 'DELETE',
  path: '/v1/customer-portal/seats/{id}',
  gate: 'billing',
  params: byId,
  status: 200,
  output: customerSeat,
  refusals: ['NotPermitted', 'ResourceNotFound'],
})

/** Another invitation; the one before works no more. */
export const resendPortalInvitation = operation({
  name: 'customer_portal.seats.resend',
  method: 'POST',
  path: '/v1/customer-portal/seats/{id}/resend',
  gate: 'billing',
  params: byId,
  status: 200,
  output: customerSeat,
  refusals: ['BadRequest', 'SeatNotPending', 'NotPermitted', 'ResourceNotFound'],
})

export const listSeats = operation({
  name: 'customer_seats.list',
  method: 'GET',
  path: '/v1/customer-seats',
  gate: 'organization',
  query,
  status: 200,
  output: seatsList,
  refusals: ['BadRequest', 'ResourceNotFound'],
})

export const assignSeat = operation({
  name: 'customer_seats.assign',
  method: 'POST',
  path: '/v1/customer-seats',
  gate: 'organization',
  body: assignment,
  status: 200,
  output: customerSeat,
  refusals: assignmentRefusals,
})

export const revokeSeat = operation({
  name: 'customer_seats.revoke',
  method: 'DELETE',
  path: '/v1/customer-seats/{id}',
  gate: 'organization',
  params: byId,
  status: 200,
  output: customerSeat,
  refusals: ['ResourceNotFound'],
})

export const resendInvitation = operation({
  name: 'customer_seats.resend',
  method: 'POST',
  path: '/v1/customer-seats/{id}/resend',
  gate: 'organization',
  params: byId,
  status: 200,
  output: customerSeat,
  refusals: ['BadRequest', 'SeatNotPending', 'ResourceNotFound'],
})

/** What the invitation is for. Asking changes nothing, so that programs which open mails' links take no seat. */
export const getSeatClaim = operation({
  name: 'customer_seats.get_claim_info',
  method: 'GET',
  path: '/v1/customer-seats/claim/{invitation_token}',
  gate: 'none',
  params: z.object({ invitation_token: text.max(256) }),
  status: 200,
  output: z.object({
    product_name: z.string(),
    product_id: id,
    organization_name: z.string(),
    organization_slug: z.string(),
    customer_email: z.string(),
    can_claim: z.boolean(),
  }),
  refusals: ['InvalidInvitationToken'],
})

/** Whoever holds the invitation read the mail, so they are the customer with its address, and are signed in. */
export const claimSeat = operation({
  name: 'customer_seats.claim',
  method: 'POST',
  path: '/v1/customer-seats/claim',
  gate: 'none',
  body: z.strictObject({ invitation_token: text.max(256) }),
  status: 200,
  output: z.object({ seat: customerSeat, customer_session_token: z.string() }),
  refusals: ['InvalidInvitationToken', 'SeatNotPending', 'BadRequest'],
})
