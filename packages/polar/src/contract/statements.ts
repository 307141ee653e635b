import * as z from 'zod'
import { operation } from './operation.ts'
import { leavingKind, receipt } from './receipts.ts'
import { emailAddress, id, line, listOf, page, text, timestamp } from './values.ts'

/*
 * Leaving without signing in. A declaration counts from when it arrives, whoever sent it, and nothing here tells whether
 * anybody has an address.
 */

const day = z.iso.date()

export const declareLeaving = operation({
  name: 'verge.leaving_statements.declare',
  method: 'POST',
  path: '/v1/verge/leaving-statements',
  gate: 'none',
  body: z.strictObject({
    organization_id: id,
    kind: leavingKind,
    name: line.min(1),
    email: emailAddress,
    /** In the customer's own words, or any number that they know it by. */
    contract: text.trim().min(1).max(500),
    /** Null: as soon as possible. */
    wished_end: day.nullable().default(null),
    reason: text.trim().max(4000).nullable().default(null),
    /** What the mail that confirms it is written in, as far as it can be. */
    locale: z.string().max(35).nullable().default(null),
    /** A form that is sent twice declares once. */
    idempotency_key: z.string().min(16).max(128),
  }),
  status: 201,
  output: z.object({
    id,
    received_at: timestamp,
    /** That it arrived, signed; checked as a receipt is. */
    seal: z.string(),
  }),
  refusals: ['ResourceNotFound'],
  ours: true,
})

/** What it could mean, of what whoever reads the mails of that address has. */
const candidate = z.object({
  /** A subscription's, or that of the order of what was bought once. */
  contract_id: id,
  product: z.string(),
  /** Null: at once. */
  ends_at: timestamp.nullable(),
})

const proof = z.strictObject({ token: z.string().max(256), contract_id: id.optional() })

/** Whether the link in the mail still counts; nothing changes by asking. */
export const checkStatement = operation({
  name: 'verge.leaving_statements.check',
  method: 'GET',
  path: '/v1/verge/leaving-statements/by-link',
  gate: 'none',
  query: z.object({ token: z.string().max(256) }),
  status: 200,
  output: z.object({ id, kind: leavingKind, contract: z.string(), received_at: timestamp }),
  refusals: ['ResourceUnavailable'],
  ours: true,
})

/** The link in the mail shows that the address is theirs: it is carried out, or they are asked which contract they mean. */
export const proveStatement = operation({
  name: 'verge.leaving_statements.prove',
  method: 'POST',
  path: '/v1/verge/leaving-statements/by-link',
  gate: 'none',
  body: proof,
  status: 200,
  output: z.discriminatedUnion('outcome', [
    z.object({ outcome: z.literal('carried_out'), receipt }),
    z.object({ outcome: z.literal('ended_before') }),
    z.object({ outcome: z.literal('choose'), candidates: z.array(candidate) }),
    /** A person of the seller's looks at it. */
    z.object({ outcome: z.literal('passed_on'), received_at: timestamp }),
  ]),
  refusals: ['ResourceUnavailable'],
  ours: true,
})

const statement = z.object({
  id,
  created_at: timestamp,
  kind: leavingKind,
  name: z.string(),
  email: z.string(),
  contract: z.string(),
  wished_end: day.nullable(),
  reason: z.string().nullable(),
  /** When somebody showed that they read the mails of that address. */
  proven_at: timestamp.nullable(),
  subscription_id: id.nullable(),
  order_id: id.nullable(),
  carried_out_at: timestamp.nullable(),
  receipt_id: id.nullable(),
})

export const listStatements = operation({
  name: 'verge.leaving_statements.list',
  method: 'GET',
  path: '/v1/verge/leaving-statements',
  gate: 'organization',
  query: z.object({ ...page }),
  status: 200,
  output: listOf(statement),
  ours: true,
})

/** The seller knows which contract is meant. It counts from when it arrived all the same. */
export const carryOutStatement = operation({
  name: 'verge.leaving_statements.carry_out',
  method: 'POST',
  path: '/v1/verge/leaving-statements/{id}/carry-out',
  gate: 'organization',
  params: z.object({ id }),
  body: z
    .strictObject({ subscription_id: id.optional(), order_id: id.optional() })
    .refine(
      (body) => (body.subscription_id === undefined) !== (body.order_id === undefined),
      'Name the subscription, or the order of what was bought once.',
    ),
  status: 200,
  output: statement,
  refusals: ['ResourceNotFound', 'ResourceUnavailable', 'WithdrawalNotPossible'],
  ours: true,
})
