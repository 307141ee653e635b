import type { updatePortalMember as contract } from '@verge/polar/contract/members'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { roleRefusal } from '@verge/polar/policy/members'
import { invalid, refuseIf } from '@verge/polar/refusals'
import type { MemberRow } from '../../db/tables/customers.ts'
import type { Ports, Recorder, Tx } from '../../ports/ports.ts'
import { nameOf, type CustomerActor, type MemberActor } from '../actor.ts'
import { applyChange, type Cause } from '../apply-change.ts'
import { tellNewOwner } from '../benefits/change.ts'
import { lockCustomer } from '../customers/find.ts'
import { findMember, refuseUnlessTeam, requireMember } from './find.ts'
import { presentPortalMember } from './present.ts'
import { countGiving, tellChange } from './tell.ts'

type Body = InputOf<typeof contract>['body']

export async function updatePortalMember(
  ports: Ports,
  actor: MemberActor,
  { params, body }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  const cause = { actor: nameOf(actor), operation: 'customer_portal.members.update' }
  const before = await findMember(ports.db, actor.customer_id, params)
  if (before && body.role && body.role !== before.role) await countGiving(ports, before.email)
  const member = await ports.db.transaction().execute(async (tx) => {
    const customer = await lockCustomer(tx, actor.customer_id)
    refuseUnlessTeam(customer)
    const to = await requireMember(tx, customer.id, params)
    return change(tx, ports, { by: actor.member, to, body }, cause)
  })
  return presentPortalMember(member)
}

interface Wish {
  by: CustomerActor['member'] | null
  to: MemberRow
  body: Body & { email?: string | null }
}

/** Whoever becomes the owner takes over from who was, who manages the bills from then on. Under the customer's lock. */
export async function change(
  tx: Tx,
  ports: Recorder,
  { by, to, body }: Wish,
  cause: Cause,
): Promise<MemberRow> {
  const role = body.role ?? to.role
  refuseIf(roleRefusal({ by: by ?? null, to, role }))
  const update = async (member: MemberRow, set: Partial<Pick<MemberRow, 'name' | 'role' | 'email'>>) => {
    const change = { set, events: ['member.updated'] as const }
    const changed = await applyChange(tx, ports, 'members', member, change, cause)
    await tellChange(tx, ports, member, changed)
    return changed
  }
  if (role === 'owner' && to.role !== 'owner') {
    const owner = await requireMember(tx, to.customer_id, { role: 'owner' })
    await update(owner, { role: 'billing_manager' })
  }
  const { email } = body
  if (email) await refuseIfTaken(tx, to, email)
  const changed = await update(to, {
    role,
    ...(body.name !== undefined && { name: body.name }),
    ...(email && { email }),
  })
  if (role === 'owner' && to.role !== 'owner') await tellNewOwner(tx, ports, to.customer_id, cause)
  return changed
}

/** One address is one person of a customer. */
async function refuseIfTaken(tx: Tx, { id, customer_id }: MemberRow, email: string): Promise<void> {
  const other = await findMember(tx, customer_id, { email })
  if (other && other.id !== id)
    throw invalid(['body', 'email'], 'Another member of this customer has this address.', email)
}
