import * as z from 'zod'
import type { InputOf, Operation, OutputOf } from './contract/operation.ts'
import { Refusal, refusalStatus, type RefusalName } from './refusals.ts'

/** The one seam: hosted Polar over the network, or our own backend called in process. */
export type PolarFetch = (request: Request) => Promise<Response>

export interface PolarOptions {
  fetch: PolarFetch
  /** Without a trailing slash; a path prefix is kept. */
  baseUrl: string
  token?: string
  /** Whether the server on the other side is ours and knows the operations beyond Polar's. */
  supportsOurs?: boolean
  /** Told of each thing in a list that could not be read and was left out. Without it, such a list is malformed. */
  onUnreadable?(error: unknown): void
}

/**
 * The outside failed, or its answer is not to be trusted; whether a write took effect is unknown, unless the kind is
 * `unavailable`: then this call changed nothing.
 */
export class PolarFault extends Error {
  readonly kind: 'unreachable' | 'server_error' | 'unavailable' | 'malformed' | 'rate_limited'
  readonly status: number | null

  constructor(kind: PolarFault['kind'], status: number | null, cause?: unknown) {
    super(`Polar could not answer (${kind}${status === null ? '' : `, ${status}`})`, { cause })
    this.name = 'PolarFault'
    this.kind = kind
    this.status = status
  }
}

/** The session or access token is missing, expired, revoked or of the wrong kind. */
export class PolarUnauthorized extends Error {
  override readonly name = 'PolarUnauthorized'
}

/** Several customers have the address that a code was asked for: it is asked again with the one that is meant. */
export class PolarSelectionRequired extends Error {
  override readonly name = 'PolarSelectionRequired'
  readonly customers: readonly Selectable[]

  constructor(customers: readonly Selectable[]) {
    super('Polar asks which of several customers is meant')
    this.customers = customers
  }
}

const selectable = z.object({ id: z.string(), name: z.string().nullable().default(null) })
type Selectable = z.output<typeof selectable>

/** The one answer of Polar's whose error has such a name. */
const selectionBody = z.object({
  error: z.literal('customer_selection_required'),
  customers: z.array(selectable).min(1),
})

/**
 * A typed client over the contract.
 *
 * @example
 * const polar = createPolar({ fetch, baseUrl: 'https://api.polar.sh', token })
 * const { items } = await polar.call(listCustomerSubscriptions, { query: { limit: 100 } })
 */
export function createPolar({ fetch, baseUrl, token, supportsOurs = false, onUnreadable }: PolarOptions) {
  async function send<const O extends Operation>(operation: O, input: InputOf<O>): Promise<Response> {
    const request = requestFor(operation, input as AnyInput, baseUrl, token)
    const response = await fetch(request).catch((cause: unknown) => {
      throw new PolarFault('unreachable', null, cause)
    })
    if (response.status !== operation.status) throw await failureOf(response)
    return response
  }

  async function call<const O extends Operation>(operation: O, input: InputOf<O>): Promise<OutputOf<O>> {
    const response = await send(operation, input)
    if (operation.output === undefined) return undefined as OutputOf<O>
    const answer = await jsonOf(response)
    const decoded = z.safeDecode(operation.output, answer as never)
    if (decoded.success) return decoded.data as OutputOf<O>
    const legible = onUnreadable && legibleOf(operation.output, answer, onUnreadable)
    if (!legible) throw new PolarFault('malformed', response.status, decoded.error)
    return legible as OutputOf<O>
  }
  /** The answer's body as it comes: a file that is handed on unread, however long it is. */
  async function file<const O extends Operation>(operation: O, input: InputOf<O>) {
    return (await send(operation, input)).body
  }
  return { call, file, supports: (operation: Operation) => supportsOurs || operation.ours !== true }
}
export type Polar = ReturnType<typeof createPolar>

/** Of a list, what can be read; null: it is none, or nothing can be told of it. */
function legibleOf(output: z.ZodType, answer: unknown, onUnreadable: (error: unknown) => void): unknown {
  const shape = output instanceof z.ZodObject ? (output.shape as Record<string, z.ZodType>) : {}
  const { items, pagination } = shape
  const given = answer as { items?: unknown; pagination?: unknown } | null
  if (!(items instanceof z.ZodArray) || !pagination || !Array.isArray(given?.items)) return null
  const pages = z.safeDecode(pagination, given.pagination as never)
  if (!pages.success) return null
  const read = given.items.map((item: unknown) => z.safeDecode(items.element as z.ZodType, item as never))
  for (const { success, error } of read) if (!success) onUnreadable(error)
  return { items: read.flatMap(({ success, data }) => (success ? [data] : [])), pagination: pages.data }
}

interface AnyInput {
  params?: Record<string, unknown>
  query?: Record<string, unknown>
  body?: unknown
}

function requestFor(
  operation: Operation,
  input: AnyInput,
  baseUrl: string,
  token: string | undefined,
): Request {
  const params = operation.params ? encoded(operation.params, input.params, 'path') : {}
  const url = new URL(baseUrl + pathOf(operation, params as Record<string, unknown>))
  if (operation.query && input.query) appendQuery(url, encoded(operation.query, input.query, 'query'))
  const headers = new Headers({ accept: 'application/json' })
  if (token) headers.set('authorization', `Bearer ${token}`)
  if (!operation.body) return new Request(url, { method: operation.method, headers })
  headers.set('content-type', 'application/json')
  const body = JSON.stringify(encoded(operation.body, input.body, 'body'))
  return new Request(url, { method: operation.method, headers, body })
}

/** What the contract does not allow is refused as Polar would, without asking it: forms can be forged. */
function encoded(shape: z.ZodType, value: unknown, place: 'path' | 'query' | 'body'): unknown {
  const { data, error } = z.safeEncode(shape, value as never)
  if (!error) return data
  const wrong = error.issues.map(({ code, path, message }) => ({
    type: code,
    loc: [place, ...path.map((part) => (typeof part === 'number' ? part : String(part)))],
    msg: message,
    input: null,
  }))
  throw new Refusal('PolarRequestValidationError', wrong)
}

function pathOf(operation: Operation, params: Record<string, unknown>): string {
  return operation.path.replace(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(String(params[key])))
}

function appendQuery(url: URL, query: unknown): void {
  for (const [key, value] of Object.entries(query as Record<string, unknown>)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null) url.searchParams.append(key, String(one))
    }
  }
}

const refusalBody = z.object({
  error: z.string(),
  detail: z.union([
    z.string(),
    z.array(
      z.object({
        type: z.string(),
        loc: z.array(z.union([z.string(), z.number()])),
        msg: z.string(),
        input: z.unknown(),
      }),
    ),
  ]),
})

async function failureOf(response: Response): Promise<Error> {
  if (response.status === 401) return new PolarUnauthorized()
  if (response.status === 429 && response.headers.has('retry-after'))
    return new PolarFault('rate_limited', 429)
  if (response.status >= 500) return new PolarFault(await kindOf(response), response.status)
  const body = await jsonOf(response)
  const selection = selectionBody.safeParse(body).data
  if (selection) return new PolarSelectionRequired(selection.customers)
  const told = refusalBody.safeParse(body).data
  if (!told || !Object.hasOwn(refusalStatus, told.error)) return new PolarFault('malformed', response.status)
  return new Refusal(told.error as RefusalName, told.detail)
}

/** Our own API says by a name whether a call that failed left anything behind. */
async function kindOf(response: Response): Promise<PolarFault['kind']> {
  const body = (await response.json().catch(() => null)) as { error?: unknown } | null
  return response.status === 503 && body?.error === 'ServiceUnavailable' ? 'unavailable' : 'server_error'
}

async function jsonOf(response: Response): Promise<unknown> {
  return response.json().catch((cause: unknown) => {
    throw new PolarFault('malformed', response.status, cause)
  })
}
