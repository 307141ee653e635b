import { createHmac } from 'node:crypto'

/**
 * By Standard Webhooks, but for the key: as at Polar it is the secret's text as it stands, its prefix included. Official
 * clients verify by that.
 */
export function signatureOf(
  secret: string,
  { id, timestamp, body }: { id: string; timestamp: string; body: string },
): string {
  return `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')}`
}
