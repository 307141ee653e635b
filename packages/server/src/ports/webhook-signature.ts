import { createHmac } from 'node:crypto'

interface Signed {
  id: string
  timestamp: string
  body: string
}

/**
 * By Standard Webhooks, but for the key: as at Polar it is the secret's text as it stands, its prefix included. Official
 * clients verify by that.
 */
export function signatureOf(secret: string, { id, timestamp, body }: Signed): string {
  return `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')}`
}

/** By each secret; a receiver takes what one of them has signed. */
export function signaturesOf(secrets: readonly string[], signed: Signed): string {
  return secrets.map((secret) => signatureOf(secret, signed)).join(' ')
}
