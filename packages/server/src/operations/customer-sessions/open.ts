import type { Database, Ports, Tx } from '../../ports/ports.ts'
import { portalEnd, tokenEnd } from './lifetime.ts'
import { hashOf, newToken } from './token.ts'

interface NewSession {
  customer_id: string
  /** Null: the session is the customer's own. */
  member_id: string | null
  return_url: string | null
}

/** The browser that the portal is open in. */
interface InPortal {
  device: string | null
  /** The session whose link led there; null: a code did. */
  opened_from: string | null
}

/** The token is told once, here. One for programs lives an hour; the portal's own ends when nobody uses it. */
export async function openCustomerSession(
  db: Database | Tx,
  ports: Pick<Ports, 'clock' | 'ids' | 'secret' | 'note'>,
  { customer_id, member_id, return_url }: NewSession,
  portal: InPortal | null = null,
) {
  const now = ports.clock.now()
  const token = newToken(member_id === null ? 'polar_cst_' : 'polar_mst_', ports)
  const session = {
    id: ports.ids.uuid(),
    created_at: now,
    customer_id,
    return_url,
    expires_at: portal ? portalEnd(now) : tokenEnd(now),
  }
  await db
    .insertInto('customer_sessions')
    .values({
      ...session,
      member_id,
      token_hash: hashOf(token, ports),
      revoked_at: null,
      seen_at: portal && now,
      ...portal,
    })
    .execute()
  const { id: session_id } = session
  ports.note?.('a session was opened', { session_id, customer_id, ...(member_id && { member_id }) })
  return { ...session, token }
}
