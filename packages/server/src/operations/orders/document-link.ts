import { createHmac, timingSafeEqual } from 'node:crypto'
import { addMinutes } from '../../billing/billing-period.ts'
import type { Ports } from '../../ports/ports.ts'

export type DocumentKind = 'invoice' | 'receipt' | 'cancellation'

/** What opens one document for a while, without naming who may: a browser's history keeps it, and it is soon void. */
export interface DocumentLink {
  kind: DocumentKind
  /** The order's id, or the one of a receipt of cancellation. */
  subject_id: string
  /** Seconds since 1970. */
  expires: number
  signature: string
}

const minutesOpen = 10

export function linkTo(ports: Ports, kind: DocumentKind, subject_id: string): string {
  const expires = Math.floor(addMinutes(ports.clock.now(), minutesOpen).getTime() / 1000)
  const signature = signatureOf(ports, { kind, subject_id, expires })
  return `${ports.publicUrl}/documents/${kind}/${subject_id}?expires=${expires}&signature=${signature}`
}

export function standingOf(ports: Ports, link: DocumentLink): 'open' | 'expired' | 'forged' {
  const expected = Buffer.from(signatureOf(ports, link))
  const given = Buffer.from(link.signature)
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'forged'
  return link.expires * 1000 > ports.clock.now().getTime() ? 'open' : 'expired'
}

function signatureOf(
  { secret }: Ports,
  { kind, subject_id, expires }: Omit<DocumentLink, 'signature'>,
): string {
  return createHmac('sha256', secret).update(`document:${kind}:${subject_id}:${expires}`).digest('base64url')
}
