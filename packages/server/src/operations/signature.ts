import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Ports } from '../ports/ports.ts'

/** What shows that we gave out these words. */
export function signatureOf({ secret }: Pick<Ports, 'secret'>, words: string): string {
  return createHmac('sha256', secret).update(words).digest('base64url')
}

export function isSigned(ports: Pick<Ports, 'secret'>, words: string, signature: string): boolean {
  const expected = Buffer.from(signatureOf(ports, words))
  const given = Buffer.from(signature)
  return given.length === expected.length && timingSafeEqual(given, expected)
}
