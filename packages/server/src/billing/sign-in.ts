import { addMinutes } from './billing-period.ts'
import type { RateLimit } from './rate-limit.ts'

/** Letters that nobody takes for another one: without 0, O, 1 and I. A byte has room for each of them equally often. */
const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const codeLength = 6

/** How many codes there are to guess among. */
export const codesInAll = alphabet.length ** codeLength

export function codeFrom(bytes: Uint8Array): string {
  return [...bytes.subarray(0, codeLength)].map((byte) => alphabet[byte % alphabet.length]).join('')
}

/** As it was meant: copied with spaces, in small letters, or with a dash in its middle. */
export function codeTyped(text: string): string {
  return text.replace(/[\s\-–—]/g, '').toUpperCase()
}

/** A code that counts by itself alone lives as long as Polar's; one that is bound to a browser needs less. */
export function codeEnd(now: Date, isBound: boolean): Date {
  return addMinutes(now, isBound ? 10 : 30)
}

/** Of a link that confirms an e-mail address. */
export function linkEnd(now: Date): Date {
  return addMinutes(now, 30)
}

/** Then only another code lets in. */
export const triesMax = 5

const minute = 60
const hour = 3_600

/** What one address of the internet may ask of Polar's operations for strangers, asking and answering together. */
export const byAddress: RateLimit = {
  windows: [
    { seconds: minute, max: 6 },
    { seconds: hour, max: 12 },
  ],
  block_seconds: 15 * minute,
}

/** Our own pages: a guess there counts against its code, and many people of one office share an address. */
export const byAddressOnPages: RateLimit = {
  windows: [
    { seconds: minute, max: 20 },
    { seconds: hour, max: 60 },
  ],
  block_seconds: 15 * minute,
}

/** Nobody's mailbox is filled, and nobody's code guessed by asking for ever more of them. */
export const byEmail: RateLimit = {
  windows: [
    { seconds: 15 * minute, max: 5 },
    { seconds: hour, max: 10 },
  ],
}

/** Codes that count by themselves alone can be guessed from many addresses at once, so wrong ones are counted together. */
export const wrongInAll: RateLimit = { windows: [{ seconds: hour, max: 300 }] }
