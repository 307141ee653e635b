import { addMinutes } from '../../billing/billing-period.ts'
import type { Ports } from '../../ports/ports.ts'
import { isSigned, signatureOf } from '../signature.ts'

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
  const signature = signatureOf(ports, wordsOf({ kind, subject_id, expires }))
  return `${ports.publicUrl}/documents/${kind}/${subject_id}?expires=${expires}&signature=${signature}`
}

export function standingOf(ports: Ports, link: DocumentLink): 'open' | 'expired' | 'forged' {
  if (!isSigned(ports, wordsOf(link), link.signature)) return 'forged'
  return link.expires * 1000 > ports.clock.now().getTime() ? 'open' : 'expired'
}

function wordsOf({ kind, subject_id, expires }: Omit<DocumentLink, 'signature'>): string {
  return `document:${kind}:${subject_id}:${expires}`
}
