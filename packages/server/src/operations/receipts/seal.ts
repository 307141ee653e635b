import { sign } from 'node:crypto'
import * as z from 'zod'
import { sealed, type Sealed } from '@verge/polar/contract/receipts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { sealingKeyOf } from './key.ts'

/** A compact JWS. Made at once and without waiting, since the rows of a cancellation are locked meanwhile. */
export async function seal(
  tx: Tx,
  ports: Pick<Ports, 'clock' | 'secret'>,
  organization_id: string,
  says: Sealed,
): Promise<string> {
  const { id, private_key, public_key } = sealingKeyOf(ports, organization_id)
  await tx
    .insertInto('receipt_keys')
    .values({ id, created_at: ports.clock.now(), organization_id, public_key: JSON.stringify(public_key) })
    .onConflict((on) => on.column('id').doNothing())
    .execute()
  const header = encoded({ alg: 'EdDSA', kid: id, typ: 'cancellation-receipt' })
  const signed = `${header}.${encoded(z.encode(sealed, says))}`
  return `${signed}.${sign(null, Buffer.from(signed), private_key).toString('base64url')}`
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
