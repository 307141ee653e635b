import type {
  getCustomerSessionUser as userContract,
  introspectCustomerSession as introspectContract,
  listCustomerSessions as listContract,
  revokeListedCustomerSession as revokeListedContract,
} from '@verge/polar/contract/customer-sessions'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { notFound } from '@verge/polar/refusals'
import type { Ports } from '../../ports/ports.ts'
import type { CustomerActor } from '../actor.ts'
import { requireMember } from '../members/find.ts'
import { endSessions, type Which } from './end.ts'
import { idleSince } from './lifetime.ts'

/** More than anybody has open; the newest are shown. */
const shownMax = 50

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

export async function listCustomerSessions(
  { db, clock }: Ports,
  actor: CustomerActor,
): Promise<OutputOf<typeof listContract>> {
  const now = clock.now()
  const open = await db
    .selectFrom('customer_sessions')
    .select(['id', 'created_at', 'seen_at', 'device'])
    .where(ofWhoAsks(actor))
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .where('seen_at', '>', idleSince(now))
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(shownMax)
    .execute()
  const items = open.map(({ seen_at, ...session }) => ({
    ...session,
    seen_at: seen_at!,
    is_current: session.id === actor.session_id,
  }))
  return { items }
}

/** With the link that it came by, and whatever else that link opened: nobody gets in by it again. */
export async function revokeCustomerSession(ports: Ports, actor: CustomerActor): Promise<void> {
  await revoke(ports, actor, ({ or, eb, selectFrom }) => {
    const link = selectFrom('customer_sessions as own')
      .select(({ fn }) => fn.coalesce('own.opened_from', 'own.id').as('id'))
      .where('own.id', '=', actor.session_id)
    return or([eb('id', '=', actor.session_id), eb('id', '=', link), eb('opened_from', '=', link)])
  })
}

/** Another browser that came by the same link goes on. @throws Refusal where it was never listed to whoever asks */
export async function revokeListedCustomerSession(
  ports: Ports,
  actor: CustomerActor,
  { params: { id } }: InputOf<typeof revokeListedContract>,
): Promise<void> {
  const listed = await ports.db
    .selectFrom('customer_sessions')
    .select('opened_from')
    .where('id', '=', id)
    .where(ofWhoAsks(actor))
    .where('seen_at', 'is not', null)
    .executeTakeFirst()
  if (!listed) throw notFound()
  await revoke(ports, actor, ({ eb }) => eb('id', 'in', [id, listed.opened_from ?? id]))
}

export async function revokeCustomerSessions(ports: Ports, actor: CustomerActor): Promise<void> {
  await revoke(ports, actor, ofWhoAsks(actor))
}

const ofWhoAsks =
  ({ customer_id, member }: CustomerActor): Which =>
  ({ and, eb }) =>
    and([eb('customer_id', '=', customer_id), eb('member_id', 'is not distinct from', member?.id ?? null)])

async function revoke(ports: Ports, { customer_id }: CustomerActor, which: Which): Promise<void> {
  await ports.db.transaction().execute((tx) => endSessions(tx, ports, customer_id, which))
}
