import { addMinutes } from '../../billing/billing-period.ts'
import type { Database, Ports, Tx } from '../../ports/ports.ts'
import { hashOf, newToken } from './token.ts'

interface NewSession {
  customer_id: string
  /** Null: the session is the customer's own. */
  member_id: string | null
  return_url: string | null
}

/** The token is told once, here. It lives an hour and is not renewed. */
export async function openCustomerSession(
  db: Database | Tx,
  ports: Pick<Ports, 'clock' | 'ids' | 'secret'>,
  { customer_id, member_id, return_url }: NewSession,
) {
  const now = ports.clock.now()
  const token = newToken(member_id === null ? 'polar_cst_' : 'polar_mst_', ports)
  const session = {
    id: ports.ids.uuid(),
    created_at: now,
    customer_id,
    return_url,
    expires_at: addMinutes(now, 60),
  }
  await db
    .insertInto('customer_sessions')
    .values({ ...session, member_id, token_hash: hashOf(token, ports), revoked_at: null })
    .execute()
  return { ...session, token }
}
