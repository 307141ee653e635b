import type * as z from 'zod'
import type { RefusalName } from '../refusals.ts'

/**
 * Who may call: `organization` = the merchant's access token, `customer` = any customer session,
 * `billing` = a customer session that may see and change money, `team` = a member's session that may see and change who
 * else is a member, `none` = the proof is in the payload.
 */
export type Gate = 'organization' | 'customer' | 'billing' | 'team' | 'none'
export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

type Shape = z.ZodType | undefined

/** One operation of Polar's API as data: it serves the router, the client and the tests. */
export interface Operation<
  Params extends Shape = Shape,
  Query extends Shape = Shape,
  Body extends Shape = Shape,
  Output extends Shape = Shape,
  Who extends Gate = Gate,
> {
  /** The name that errors, logs and bindings use. */
  name: string
  method: Method
  /** With a trailing slash exactly where Polar has one; the server answers both spellings. */
  path: string
  gate: Who
  params?: Params
  query?: Query
  body?: Body
  /** The one status of success. 204 and 302 have no body; without an output any other's is the literal `null`. */
  status: 200 | 201 | 202 | 204 | 302
  output?: Output
  /** The refusals beyond 401 and 422 that this operation declares. */
  refusals?: readonly RefusalName[]
  /** Ours, beyond Polar's API: a page asks `polar.supports(operation)` first. */
  ours?: true
}

type DecodedOf<S> = S extends z.ZodType ? z.output<S> : undefined

/** What a caller hands over: decoded values (Dates, numbers), as the server's handler receives them. */
export type InputOf<O> =
  O extends Operation<infer P, infer Q, infer B, Shape, Gate>
    ? (P extends z.ZodType ? { params: z.output<P> } : unknown) &
        (Q extends z.ZodType ? { query?: z.output<Q> } : unknown) &
        (B extends z.ZodType ? { body: z.output<B> } : unknown)
    : never
export type OutputOf<O> = O extends Operation<Shape, Shape, Shape, infer Out, Gate> ? DecodedOf<Out> : never

export function operation<
  const Who extends Gate,
  Params extends Shape = undefined,
  Query extends Shape = undefined,
  Body extends Shape = undefined,
  Output extends Shape = undefined,
>(definition: Operation<Params, Query, Body, Output, Who>): Operation<Params, Query, Body, Output, Who> {
  return definition
}
