import type { removePortalMember as contract } from '@verge/polar/contract/members'
import type { InputOf } from '@verge/polar/contract/operation'
import { removalRefusal } from '@verge/polar/policy/members'
import { refuseIf } from '@verge/polar/refusals'
import type { CustomerRow, MemberRow } from '../../db/tables/customers.ts'
import type { Ports, Recorder, Tx } from '../../ports/ports.ts'
import { nameOf, type CustomerActor, type MemberActor } from '../actor.ts'
import { applyChange, type Cause } from '../apply-change.ts'
import { lockCustomer } from '../customers/find.ts'
import { namelessAddress } from '../customers/nameless.ts'
import { freeSeatsOfMember } from '../seats/forget.ts'
import { refuseUnlessTeam, requireMember } from './find.ts'
import { tellAccess } from './tell.ts'

export async function removePortalMember(
  ports: Ports,
  actor: MemberActor,
  { params }: InputOf<typeof contract>,
): Promise<void> {
  const cause = { actor: nameOf(actor), operation: 'customer_portal.members.remove' }
  await ports.db.transaction().execute(async (tx) => {
    const customer = await lockCustomer(tx, actor.customer_id)
    refuseUnlessTeam(customer)
    await remove(tx, ports, actor.member, await requireMember(tx, customer.id, params), cause)
  })
}

/** With every session and every seat of theirs. Under the customer's lock. */
export async function remove(
  tx: Tx,
  ports: Recorder,
  by: CustomerActor['member'] | null,
  to: MemberRow,
  cause: Cause,
): Promise<void> {
  refuseIf(removalRefusal({ by: by ?? null, to }))
  await tellAccess(tx, ports, 'access_removed', to)
  await end(tx, ports, to, {}, cause)
}

/**
 * Whoever belonged to a customer who is no more; nameless where the customer is to be forgotten. Those who go by the
 * customer's address lose more than access, so that this is not what they are told.
 */
export async function removeAll(
  tx: Tx,
  ports: Recorder,
  customer: CustomerRow,
  anonymize: boolean,
  cause: Cause,
): Promise<void> {
  const members = await tx
    .selectFrom('members')
    .selectAll()
    .where('customer_id', '=', customer.id)
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .execute()
  for (const one of members) {
    if (one.email.toLowerCase() !== customer.email.toLowerCase())
      await tellAccess(tx, ports, 'access_removed', one)
    const nameless = { email: namelessAddress(one.id), name: null, external_id: null }
    await end(tx, ports, one, anonymize ? nameless : {}, cause)
  }
}

async function end(
  tx: Tx,
  ports: Recorder,
  member: MemberRow,
  person: Partial<Pick<MemberRow, 'email' | 'name' | 'external_id'>>,
  cause: Cause,
): Promise<void> {
  const now = ports.clock.now()
  await freeSeatsOfMember(tx, ports, member, cause)
  const set = { deleted_at: now, ...person }
  await applyChange(tx, ports, 'members', member, { set, events: ['member.deleted'] }, cause)
  await tx
    .updateTable('customer_sessions')
    .set({ revoked_at: now })
    .where('member_id', '=', member.id)
    .where('revoked_at', 'is', null)
    .execute()
}
