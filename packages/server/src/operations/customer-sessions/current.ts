import type {
  getCustomerSessionUser as userContract,
  introspectCustomerSession as introspectContract,
} from '@verge/polar/contract/customer-sessions'
import type { OutputOf } from '@verge/polar/contract/operation'
import type { Ports } from '../../ports/ports.ts'
import type { CustomerActor } from '../actor.ts'
import { requireMember } from '../members/find.ts'

export async function introspectCustomerSession(
  { db }: Ports,
  actor: CustomerActor,
): Promise<OutputOf<typeof introspectContract>> {
  return db
    .selectFrom('customer_sessions')
    .select(['expires_at', 'return_url'])
    .where('id', '=', actor.session_id)
    .executeTakeFirstOrThrow()
}

export async function getCustomerSessionUser(
  { db }: Ports,
  actor: CustomerActor,
): Promise<OutputOf<typeof userContract>> {
  const { customer_id, member } = actor
  if (member) {
    const { name, email, role } = await requireMember(db, customer_id, member)
    return { type: 'member', name, email, customer_id, member_id: member.id, role }
  }
  const { name, email } = await db
    .selectFrom('customers')
    .select(['name', 'email'])
    .where('id', '=', customer_id)
    .executeTakeFirstOrThrow()
  return { type: 'customer', name, email, customer_id, member_id: null, role: null }
}

export async function revokeCustomerSession({ db, clock }: Ports, actor: CustomerActor): Promise<void> {
  await db
    .updateTable('customer_sessions')
    .set({ revoked_at: clock.now() })
    .where('id', '=', actor.session_id)
    .execute()
}

export async function revokeCustomerSessions({ db, clock }: Ports, actor: CustomerActor): Promise<void> {
  await db
    .updateTable('customer_sessions')
    .set({ revoked_at: clock.now() })
    .where('customer_id', '=', actor.customer_id)
    .where('member_id', 'is not distinct from', actor.member?.id ?? null)
    .where('revoked_at', 'is', null)
    .execute()
}
