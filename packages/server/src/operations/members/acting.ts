import type { createCustomerSession as contract } from '@verge/polar/contract/customer-sessions'
import type { InputOf } from '@verge/polar/contract/operation'
import { invalid } from '@verge/polar/refusals'
import type { CustomerRow, MemberRow } from '../../db/tables/customers.ts'
import type { Ports } from '../../ports/ports.ts'
import { nameOf, type OrganizationActor } from '../actor.ts'
import { lockCustomer } from '../customers/find.ts'
import { hasMembers, requireMemberNamed } from './find.ts'
import { ownerOf } from './owner.ts'

type Named = Pick<InputOf<typeof contract>['body'], 'member_id' | 'external_member_id'>

/** Who a new session is for. Null: the customer themselves, where there are no members. */
export async function memberActing(
  ports: Ports,
  actor: OrganizationActor,
  customer: CustomerRow,
  { member_id, external_member_id }: Named,
): Promise<MemberRow | null> {
  if (member_id || external_member_id)
    return requireMemberNamed(ports.db, customer.id, { member_id, external_member_id })
  if (!(await hasMembers(ports.db, actor.organization_id))) return null
  if (customer.type === 'team')
    throw invalid(['body', 'member_id'], 'A team has several members: name the one who signs in.', null)
  const cause = { actor: nameOf(actor), operation: 'customer_sessions.create' }
  return ports.db
    .transaction()
    .execute(async (tx) => ownerOf(tx, ports, await lockCustomer(tx, customer.id), cause))
}
