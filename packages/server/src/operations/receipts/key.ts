import { createHash, createPrivateKey, createPublicKey, hkdfSync, type KeyObject } from 'node:crypto'
import type { Ports } from '../../ports/ports.ts'

/** What a seller's receipts are sealed with. */
export interface SealingKey {
  /** The thumbprint of its public half, by RFC 7638. */
  id: string
  private_key: KeyObject
  public_key: { kty: 'OKP'; crv: 'Ed25519'; x: string }
}

/** Around 32 bytes it makes the private key of Ed25519 that they are the seed of (RFC 8410). */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex')

/**
 * Derived from the secret of the data directory, so that there is nothing more to keep: whoever has the database alone can
 * seal nothing, and each process of a seller has the same key.
 */
export function sealingKeyOf({ secret }: Pick<Ports, 'secret'>, organization_id: string): SealingKey {
  const whose = `${organization_id} ${secret}`
  const key = derived.get(whose) ?? derive(secret, organization_id)
  derived.set(whose, key)
  return key
}

/** Kept, as deriving takes longer than sealing. */
const derived = new Map<string, SealingKey>()

function derive(secret: string, organization_id: string): SealingKey {
  const seed = Buffer.from(hkdfSync('sha256', secret, organization_id, 'receipts of cancellation', 32))
  const private_key = createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: 'der', type: 'pkcs8' })
  const x = createPublicKey(private_key).export({ format: 'jwk' }).x!
  // The members of a thumbprint stand in the order of their names.
  const thumbprint = JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x })
  const id = createHash('sha256').update(thumbprint).digest('base64url')
  return { id, private_key, public_key: { kty: 'OKP', crv: 'Ed25519', x } }
}
