import { addMinutes } from '../../billing/billing-period.ts'
import type { Database, Ports, Tx } from '../../ports/ports.ts'
import { hashOf, newToken } from './token.ts'

interface NewSession {
  customer_id: string
  return_url: string | null
}

/** The token is told once, here. It lives an hour and is not renewed. */
export async function openCustomerSession(
  db: Database | Tx,
  ports: Pick<Ports, 'clock' | 'ids' | 'secret'>,
  { customer_id, return_url }: NewSession,
) {
  const now = ports.clock.now()
  const token = newToken('polar_cst_', ports)
  const session = {
    id: ports.ids.uuid(),
    created_at: now,
    customer_id,
    return_url,
    expires_at: addMinutes(now, 60),
  }
  await db
    .insertInto('customer_sessions')
    .values({ ...session, token_hash: hashOf(token, ports), revoked_at: null })
    .execute()
  return { ...session, token }
}
