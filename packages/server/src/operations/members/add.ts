import type { addPortalMember as contract } from '@verge/polar/contract/members'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { additionRefusal } from '@verge/polar/policy/members'
import { refuseIf } from '@verge/polar/refusals'
import type { CustomerRow, MemberRow } from '../../db/tables/customers.ts'
import type { Ports, Recorder, Tx } from '../../ports/ports.ts'
import { nameOf, type MemberActor } from '../actor.ts'
import { recordCreation, type Cause } from '../apply-change.ts'
import { lockCustomer } from '../customers/find.ts'
import { findMember, refuseUnlessTeam } from './find.ts'
import { presentPortalMember } from './present.ts'
import { countGiving, tellAccess } from './tell.ts'

export async function addPortalMember(
  ports: Ports,
  actor: MemberActor,
  { body }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  const cause = { actor: nameOf(actor), operation: 'customer_portal.members.add' }
  await countGiving(ports, body.email)
  const member = await ports.db.transaction().execute(async (tx) => {
    const customer = await lockCustomer(tx, actor.customer_id)
    refuseUnlessTeam(customer)
    return memberWith(tx, ports, customer, body, cause, { told: true })
  })
  return presentPortalMember(member)
}

type Person = Pick<MemberRow, 'email' | 'role'> & { name?: string | null; external_id?: string | null }

/** Whoever has this address already, as they are; else somebody new, who hears of it where they are told. Under the customer's lock. */
export async function memberWith(
  tx: Tx,
  ports: Recorder,
  customer: CustomerRow,
  { email, role, name = null, external_id = null }: Person,
  cause: Cause,
  { told }: { told: boolean },
): Promise<MemberRow> {
  const owner = await findMember(tx, customer.id, { role: 'owner' })
  refuseIf(additionRefusal(role, owner !== undefined))
  const known = await findMember(tx, customer.id, { email })
  if (known) return known
  const member = await tx
    .insertInto('members')
    .values({
      id: ports.ids.uuid(),
      created_at: ports.clock.now(),
      modified_at: null,
      deleted_at: null,
      version: 1,
      organization_id: customer.organization_id,
      customer_id: customer.id,
      email,
      name,
      external_id,
      role,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await recordCreation(tx, ports, 'members', member, ['member.created'], cause)
  if (told) await tellAccess(tx, ports, 'access_given', member)
  return member
}
