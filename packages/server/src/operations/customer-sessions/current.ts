import type { Expression, ExpressionBuilder, SqlBool } from 'kysely'
import type {
  getCustomerSessionUser as userContract,
  introspectCustomerSession as introspectContract,
  listCustomerSessions as listContract,
} from '@verge/polar/contract/customer-sessions'
import type { OutputOf } from '@verge/polar/contract/operation'
import type { Tables } from '../../db/tables.ts'
import type { Ports } from '../../ports/ports.ts'
import type { CustomerActor } from '../actor.ts'
import { requireMember } from '../members/find.ts'
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

export async function revokeCustomerSessions(ports: Ports, actor: CustomerActor): Promise<void> {
  await revoke(ports, actor, ofWhoAsks(actor))
}

type Which = (eb: ExpressionBuilder<Tables, 'customer_sessions'>) => Expression<SqlBool>

const ofWhoAsks =
  ({ customer_id, member }: CustomerActor): Which =>
  ({ and, eb }) =>
    and([eb('customer_id', '=', customer_id), eb('member_id', 'is not distinct from', member?.id ?? null)])

async function revoke({ db, clock }: Ports, { customer_id }: CustomerActor, which: Which): Promise<void> {
  await db.transaction().execute(async (tx) => {
    // A link that is being opened is waited for: what it opens is over too.
    await tx
      .selectFrom('customer_sessions')
      .select('id')
      .where('customer_id', '=', customer_id)
      .where('revoked_at', 'is', null)
      .orderBy('id')
      .forUpdate()
      .execute()
    await tx
      .updateTable('customer_sessions')
      .set({ revoked_at: clock.now() })
      .where('customer_id', '=', customer_id)
      .where('revoked_at', 'is', null)
      .where(which)
      .execute()
  })
}
