import { sign } from 'node:crypto'
import type { SealingKey } from './key.ts'

/** A compact JWS. Its type keeps what is signed for one purpose from being taken for another. */
export function jwsOf({ id, private_key }: SealingKey, typ: string, says: unknown): string {
  const signed = `${encoded({ alg: 'EdDSA', kid: id, typ })}.${encoded(says)}`
  return `${signed}.${sign(null, Buffer.from(signed), private_key).toString('base64url')}`
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
