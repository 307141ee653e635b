import { sql } from 'kysely'
import * as z from 'zod'
import { sealed, type Sealed } from '@verge/polar/contract/receipts'
import { insertion, unanswered } from '../../db/rows.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { jwsOf } from './jws.ts'
import { sealingKeyOf } from './key.ts'

/** A compact JWS. Made at once and without waiting, since the rows of a cancellation are locked meanwhile. */
export async function seal(
  tx: Tx,
  ports: Pick<Ports, 'clock' | 'secret'>,
  organization_id: string,
  says: Sealed,
): Promise<string> {
  const key = sealingKeyOf(ports, organization_id)
  const { id, public_key } = key
  const row = { id, created_at: ports.clock.now(), organization_id, public_key }
  await sql`${unanswered}${insertion('receipt_keys', [row])} ON CONFLICT (id) DO NOTHING`.execute(tx)
  return jwsOf(key, 'cancellation-receipt', z.encode(sealed, says))
}
