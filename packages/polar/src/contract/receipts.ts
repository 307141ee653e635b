import * as z from 'zod'
import { operation } from './operation.ts'
import { id, listOf, timestamp } from './values.ts'

/*
 * What our backend gives whoever leaves: a receipt that says when the declaration arrived and when the contract ends, sealed
 * so that anybody can check it without us being asked to be believed.
 */

/** A cancellation lets the contract run out; a withdrawal undoes it. */
export const leavingKind = z.enum(['cancellation', 'withdrawal'])
export type LeavingKind = z.output<typeof leavingKind>

const said = {
  kind: leavingKind,
  /** The seller's name. */
  organization: z.string(),
  customer_name: z.string().nullable(),
  customer_email: z.string(),
  /** When the declaration arrived. */
  received_at: timestamp,
}

/** What is signed, word for word. `iss` is where the keys are: `{iss}/.well-known/jwks.json`. */
export const sealed = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('receipt'),
    iss: z.string(),
    /** The receipt's id. */
    jti: id,
    /** Seconds since 1970: when it was sealed. */
    iat: z.int(),
    /** The subscription, or the order of what was bought once. */
    sub: id,
    ...said,
    product: z.string(),
    ends_at: timestamp,
    /** Nothing is charged for any time after the end. */
    further_charge: z.literal(false),
    declared_by: z.enum(['customer', 'seller']),
  }),
  /** That somebody said so, before anybody looked who they are. */
  z.object({
    type: z.literal('statement'),
    iss: z.string(),
    jti: id,
    iat: z.int(),
    ...said,
    contract: z.string(),
    wished_end: z.string().nullable(),
  }),
])
export type Sealed = z.output<typeof sealed>
export type SealedReceipt = Extract<Sealed, { type: 'receipt' }>

export const receipt = z.object({
  id,
  created_at: timestamp,
  /** One of them says what it is about: an order of what was bought once. */
  subscription_id: id.nullable(),
  order_id: id.nullable(),
  ...said,
  product: z.string(),
  ends_at: timestamp,
  declared_by: z.enum(['customer', 'seller']),
  /** When the cancellation was taken back, so that the contract goes on. */
  taken_back_at: timestamp.nullable(),
  /** A compact JWS of what is said here. */
  seal: z.string(),
})
export type Receipt = z.output<typeof receipt>

const byId = z.object({ id })

export const listReceipts = operation({
  name: 'verge.receipts.list',
  method: 'GET',
  path: '/v1/verge/receipts',
  gate: 'billing',
  query: z.object({ subscription_id: id.optional(), order_id: id.optional() }),
  status: 200,
  output: listOf(receipt),
  ours: true,
})

export const getReceipt = operation({
  name: 'verge.receipts.get',
  method: 'GET',
  path: '/v1/verge/receipts/{id}',
  gate: 'billing',
  params: byId,
  status: 200,
  output: receipt,
  refusals: ['ResourceNotFound'],
  ours: true,
})

/** A link to the receipt as a PDF, which soon ends. */
export const getReceiptDocument = operation({
  name: 'verge.receipts.document',
  method: 'GET',
  path: '/v1/verge/receipts/{id}/pdf',
  gate: 'billing',
  params: byId,
  status: 200,
  output: z.object({ url: z.string() }),
  refusals: ['ResourceNotFound'],
  ours: true,
})

/** Anybody may ask about anything that they were shown: the seal alone, or the file that it stands in. */
export const verifyReceipt = operation({
  name: 'verge.receipts.verify',
  method: 'POST',
  path: '/v1/verge/receipts/verify',
  gate: 'none',
  body: z.strictObject({ text: z.string().max(32_768) }),
  status: 200,
  output: z.object({
    /** `altered`: it has a seal of ours, which does not fit what it says. `unknown`: it has none of ours. */
    standing: z.enum(['genuine', 'altered', 'unknown']),
    /** What was signed; null unless it is genuine. */
    says: sealed.nullable(),
    taken_back_at: timestamp.nullable(),
  }),
  ours: true,
})

/** What receipts of this seller are checked with, by anybody's own program. */
export const getReceiptKeys = operation({
  name: 'verge.receipts.keys',
  method: 'GET',
  path: '/v1/verge/organizations/{slug}/receipt-keys',
  gate: 'none',
  params: z.object({ slug: z.string() }),
  status: 200,
  output: z.object({ keys: z.array(z.record(z.string(), z.unknown())) }),
  refusals: ['ResourceNotFound'],
  ours: true,
})
