import type { Ports } from '../../ports/ports.ts'
import type { Actor } from '../actor.ts'
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
  const found = await ports.db
    .selectFrom('customer_sessions')
    .innerJoin('customers', 'customers.id', 'customer_sessions.customer_id')
    .leftJoin('members', 'members.id', 'customer_sessions.member_id')
    .select([
      'customer_sessions.id',
      'customer_sessions.customer_id',
      'customers.organization_id',
      'members.id as member_id',
      'members.role',
    ])
    .where('token_hash', '=', token_hash)
    .where('expires_at', '>', ports.clock.now())
    .where('revoked_at', 'is', null)
    .where('customers.deleted_at', 'is', null)
    .where('members.deleted_at', 'is', null)
    .executeTakeFirst()
  if (!found) return null
  const { id: session_id, customer_id, organization_id, member_id, role } = found
  const actor: Actor = { kind: 'customer', session_id, customer_id, organization_id }
  return member_id && role ? { ...actor, member: { id: member_id, role } } : actor
}
