import { createHmac } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { Ports } from '../../ports/ports.ts'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Random letters and their checksum, by which a leaked token is recognised. */
export function newToken(prefix: string, { ids }: Pick<Ports, 'ids'>): string {
  let letters = ''
  while (letters.length < 37) {
    // Bytes past the last whole run of the alphabet would make its first letters likelier.
    for (const byte of ids.bytes(64)) if (byte < 248 && letters.length < 37) letters += alphabet[byte % 62]
  }
  return `${prefix}${letters}${checksum(letters)}`
}

/** Tokens are stored as this alone. */
export function hashOf(token: string, { secret }: Pick<Ports, 'secret'>): string {
  return createHmac('sha256', secret).update(token).digest('hex')
}

function checksum(letters: string): string {
  let rest = crc32(letters)
  let text = ''
  for (let place = 0; place < 6; place++) {
    text = alphabet[rest % 62] + text
    rest = Math.floor(rest / 62)
  }
  return text
}
