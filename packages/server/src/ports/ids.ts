import { createHash, randomBytes, randomUUID } from 'node:crypto'

export interface Ids {
  uuid(): string
  bytes(length: number): Uint8Array
}

export const randomIds: Ids = { uuid: () => randomUUID(), bytes: (length) => randomBytes(length) }

/** Of 256 bits, as text for a file or a header. */
export function newSecret(ids: Ids): string {
  return Buffer.from(ids.bytes(32)).toString('base64url')
}

/** The same seed gives the same ids: for a first start's demo data and for tests. */
export function seededIds(seed: string): Ids {
  let drawn = 0
  const bytes = (length: number) => {
    const parts: Buffer[] = []
    for (let filled = 0; filled < length; filled += 32) {
      parts.push(createHash('sha256').update(`${seed}:${drawn++}`).digest())
    }
    return Buffer.concat(parts).subarray(0, length)
  }
  return { bytes, uuid: () => uuidOf(bytes(16)) }
}

function uuidOf(bytes: Buffer): string {
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
