import type { Ports } from '../../ports/ports.ts'
import type { Actor } from '../actor.ts'
import { idleSince, isToBeSeen } from './lifetime.ts'
import { hashOf } from './token.ts'

/** Who a bearer token speaks for. Null: unknown, expired, revoked, or of a prefix that is not ours. */
export async function resolveToken(ports: Ports, token: string): Promise<Actor | null> {
  const token_hash = hashOf(token, ports)
  if (token.startsWith('polar_oat_')) {
    const found = await ports.db
      .selectFrom('organization_access_tokens')
      .select('organization_id')
      .where('token_hash', '=', token_hash)
      .executeTakeFirst()
    return found ? { kind: 'organization', ...found } : null
  }
  if (!/^polar_[cm]st_/.test(token)) return null
  const now = ports.clock.now()
  const found = await ports.db
    .selectFrom('customer_sessions')
    .innerJoin('customers', 'customers.id', 'customer_sessions.customer_id')
    .leftJoin('members', 'members.id', 'customer_sessions.member_id')
    .select([
      'customer_sessions.id',
      'customer_sessions.customer_id',
      'seen_at',
      'customers.organization_id',
      'members.id as member_id',
      'members.role',
    ])
    .where('token_hash', '=', token_hash)
    .where('expires_at', '>', now)
    .where(({ or, eb }) => or([eb('seen_at', 'is', null), eb('seen_at', '>', idleSince(now))]))
    .where('revoked_at', 'is', null)
    .where('customers.deleted_at', 'is', null)
    .where('members.deleted_at', 'is', null)
    .executeTakeFirst()
  if (!found) return null
  const { id: session_id, customer_id, organization_id, member_id, role, seen_at } = found
  if (seen_at && isToBeSeen(seen_at, now)) await see(ports, session_id, now)
  const actor: Actor = { kind: 'customer', session_id, customer_id, organization_id }
  return member_id && role ? { ...actor, member: { id: member_id, role } } : actor
}

/** Who cannot be written down, as on a full disk, may look all the same; their session is over the sooner. */
async function see({ db }: Ports, id: string, seen_at: Date): Promise<void> {
  const noted = db.updateTable('customer_sessions').set({ seen_at }).where('id', '=', id)
  await noted.execute().catch(() => {})
}
