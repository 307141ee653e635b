import { addMinutes } from '../../billing/billing-period.ts'
import type { Ports } from '../../ports/ports.ts'
import { isSigned, signatureOf } from '../signature.ts'

/** An address that is its own proof: for one file, or where one part of it is sent to, for a while. */
export interface FileLink {
  file_id: string
  /** Null: the file itself. */
  part: number | null
  /** Seconds since 1970. */
  expires: number
  signature: string
}

interface Given {
  url: string
  expires_at: Date
}

const minutesToSend = 60
/** It is followed at once. */
const minutesToFetch = 1

export function linkToPart(ports: Ports, file_id: string, part: number): Given {
  return linkTo(ports, { file_id, part }, addMinutes(ports.clock.now(), minutesToSend))
}

export function linkToFile(ports: Ports, file_id: string): string {
  return linkTo(ports, { file_id, part: null }, addMinutes(ports.clock.now(), minutesToFetch)).url
}

export function standingOf(ports: Ports, link: FileLink): 'open' | 'expired' | 'forged' {
  if (!isSigned(ports, wordsOf(link), link.signature)) return 'forged'
  return link.expires * 1000 > ports.clock.now().getTime() ? 'open' : 'expired'
}

function linkTo(ports: Ports, what: Pick<FileLink, 'file_id' | 'part'>, expires_at: Date): Given {
  const expires = Math.floor(expires_at.getTime() / 1000)
  const place = what.part === null ? what.file_id : `${what.file_id}/parts/${what.part}`
  const signature = signatureOf(ports, wordsOf({ ...what, expires }))
  const url = `${ports.publicUrl}/files/${place}?expires=${expires}&signature=${signature}`
  return { url, expires_at: new Date(expires * 1000) }
}

function wordsOf({ file_id, part, expires }: Omit<FileLink, 'signature'>): string {
  return part === null ? `file:${file_id}:${expires}` : `file-part:${file_id}:${part}:${expires}`
}
