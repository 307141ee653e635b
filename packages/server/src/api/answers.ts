import { errors, type ErrorCode } from '@verge/polar/errors'
import type { Refusal } from '@verge/polar/refusals'

function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers })
}

/** By its entry in the table of errors. */
function named(error: ErrorCode, more: string, headers: Record<string, string> = {}): Response {
  const { status, happened } = errors[error]
  return json(status, { error, detail: [happened, more].join(' ').trim() }, headers)
}

export const invalidToken = () =>
  json(
    401,
    {
      error: 'invalid_token',
      error_description: 'The access token provided is expired, revoked, malformed, or invalid.',
    },
    { 'www-authenticate': 'Bearer realm="polar", error="invalid_token"' },
  )

export const unauthorized = () =>
  json(401, { error: 'Unauthorized', detail: 'Unauthorized' }, { 'www-authenticate': 'Bearer realm="polar"' })

export const unknownRoute = () => json(404, { detail: 'Not Found' })
export const wrongMethod = () => json(405, { detail: 'Method Not Allowed' })
export const brokenOff = () => json(408, { detail: 'Request Timeout' })
export const tooLarge = () => named('RequestTooLarge', 'A request may have 10 MiB. Nothing was changed.')

/** The one answer of Polar's that names its error in this way. */
export const selectionRequired = (customers: readonly { id: string; name: string | null }[]) =>
  json(409, {
    error: 'customer_selection_required',
    detail: 'Several customers have this e-mail address. Name one of them.',
    customers,
  })

/** Official clients take a 429 for throttling where it says when to come back, and only there. */
export const tooMany = (waitSeconds: number) =>
  named('TooManyRequests', `Nothing was done. Try again in ${waitSeconds} seconds.`, {
    'retry-after': String(waitSeconds),
  })

export const refused = (refusal: Refusal) =>
  json(refusal.status, { error: refusal.error, detail: refusal.detail })

interface Failed {
  /** It stands in the log beside what went wrong. */
  reference: string
  /** Known for certain; otherwise part of it may have been done. */
  isUnchanged: boolean
}

/** Our own fault. */
export const broken = ({ reference, isUnchanged }: Failed) =>
  named('InternalServerError', `${standing(isUnchanged)} Reference: ${reference}`)

const seconds = 2

/** The database did not answer. The name tells a program whether it may simply try again. */
export const unavailable = ({ reference, isUnchanged }: Failed) =>
  named(
    isUnchanged ? 'ServiceUnavailable' : 'OutcomeUnknown',
    `${standing(isUnchanged)} Try again in ${seconds} seconds. Reference: ${reference}`,
    { 'retry-after': String(seconds) },
  )

function standing(isUnchanged: boolean): string {
  return isUnchanged
    ? 'Nothing was changed.'
    : 'Whether it was done is unknown: look at how things stand before anything else.'
}

export function done(status: number, body: unknown): Response {
  if (status === 204) return new Response(null, { status })
  return json(status, body ?? null)
}

/** Somewhere else, for this once. */
export function ledTo(location: string): Response {
  return new Response(null, { status: 302, headers: { location, 'referrer-policy': 'no-referrer' } })
}
