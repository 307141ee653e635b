import { timingSafeEqual } from 'node:crypto'
import { signatureOf } from '../ports/webhook-signature.ts'

const toleranceMs = 5 * 60 * 1000

export type Standing = 'genuine' | 'forged' | 'stale'

interface Signed {
  secret: string
  headers: Headers
  body: string
  now: Date
}

/** By Standard Webhooks: an HMAC over id, time and body as they came. What is older than five minutes was replayed. */
export function standingOf({ secret, headers, body, now }: Signed): Standing {
  const id = headers.get('webhook-id') ?? ''
  const timestamp = headers.get('webhook-timestamp') ?? ''
  const signatures = (headers.get('webhook-signature') ?? '').split(' ')
  // An empty key signs for anybody.
  if (!secret || !id || !timestamp) return 'forged'
  const expected = Buffer.from(signatureOf(secret, { id, timestamp, body }))
  const isSigned = signatures.some((one) => {
    const given = Buffer.from(one)
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
  if (!isSigned) return 'forged'
  return Math.abs(now.getTime() - Number(timestamp) * 1000) <= toleranceMs ? 'genuine' : 'stale'
}
