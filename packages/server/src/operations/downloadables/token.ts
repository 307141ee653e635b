import { addMinutes } from '../../billing/billing-period.ts'
import type { Ports } from '../../ports/ports.ts'
import { isSigned, signatureOf } from '../signature.ts'
import type { Offer } from './offered.ts'

/** As all tokens begin here, so that no log shows one. */
const prefix = 'polar_cdl_'
const signatureLength = 43
/** No longer than the session in which it was asked for. */
const minutesOpen = 60

/** Names the offer and until when it can be followed; whether it still stands is looked up when it is. */
export function newDownloadToken(ports: Ports, offer: Offer): { token: string; expires_at: Date } {
  const expires = Math.floor(addMinutes(ports.clock.now(), minutesOpen).getTime() / 1000)
  const { customer_id, benefit_id, file_id, member } = offer
  const named = [customer_id, benefit_id, file_id, ...(member ? [member.id] : [])]
  const ids = Buffer.from(named.join('').replaceAll('-', ''), 'hex')
  const until = Buffer.alloc(6)
  until.writeUIntBE(expires, 0, 6)
  const payload = prefix + Buffer.concat([ids, until]).toString('base64url')
  return { token: payload + signatureOf(ports, payload), expires_at: new Date(expires * 1000) }
}

/** Null: we never gave it out. */
export function readDownloadToken(ports: Ports, token: string): { offer: Offer; isExpired: boolean } | null {
  const payload = token.slice(0, -signatureLength)
  if (!isSigned(ports, payload, token.slice(-signatureLength))) return null
  const bytes = Buffer.from(payload.slice(prefix.length), 'base64url')
  const idAt = (place: number) =>
    bytes
      .subarray(place * 16, (place + 1) * 16)
      .toString('hex')
      .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  const end = bytes.length - 6
  const offer = {
    customer_id: idAt(0),
    benefit_id: idAt(1),
    file_id: idAt(2),
    ...(end > 48 && { member: { id: idAt(3) } }),
  }
  return { offer, isExpired: bytes.readUIntBE(end, 6) * 1000 <= ports.clock.now().getTime() }
}
