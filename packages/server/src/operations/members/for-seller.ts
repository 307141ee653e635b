import type * as contract from '@verge/polar/contract/members'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { Refusal } from '@verge/polar/refusals'
import type { CustomerRow } from '../../db/tables/customers.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { nameOf, type OrganizationActor } from '../actor.ts'
import { requireCustomer, type CustomerKey } from '../customers/find.ts'
import { lockByKey } from '../customers/update.ts'
import { listed, pageThrough } from '../listing.ts'
import { memberWith } from './add.ts'
import { hasMembers, refuseUnlessTeam, requireMember, type MemberKey } from './find.ts'
import { membersOf, sorted } from './list.ts'
import { presentMember } from './present.ts'
import { remove } from './remove.ts'
import { change } from './update.ts'

type Seller = OrganizationActor

/** Customers and members are named by our ids, or both by the app's own. */
type One = InputOf<typeof contract.getMember>['params'] | InputOf<typeof contract.getExternalMember>['params']

function keysOf(params: One): { customer: CustomerKey; member: MemberKey } {
  return 'member_id' in params
    ? { customer: { id: params.id }, member: { id: params.member_id } }
    : {
        customer: { external_id: params.external_id },
        member: { external_id: params.member_external_id },
      }
}

export async function listMembers(
  { db }: Ports,
  actor: Seller,
  {
    params,
    query,
  }: { params: CustomerKey; query?: InputOf<typeof contract.listMembers>['query'] | undefined },
): Promise<OutputOf<typeof contract.listMembers>> {
  const { id } = await requireCustomer(db, actor, params)
  const found = membersOf(db, id).$if(query?.role !== undefined, (all) =>
    all.where('role', '=', query!.role!),
  )
  const { rows, count } = await pageThrough(found, query, sorted(query?.sorting))
  return listed(rows.map(presentMember), count, query)
}

export async function createMember(
  ports: Ports,
  actor: Seller,
  { params, body }: { params: CustomerKey; body: InputOf<typeof contract.createMember>['body'] },
): Promise<OutputOf<typeof contract.createMember>> {
  const cause = { actor: nameOf(actor), operation: 'members.create' }
  const member = await changing(ports, actor, params, async (tx, customer) => {
    if (body.role !== 'owner') refuseUnlessTeam(customer)
    return memberWith(tx, ports, customer, body, cause, { told: true })
  })
  return presentMember(member)
}

export async function getMember(
  { db }: Ports,
  actor: Seller,
  { params }: { params: One },
): Promise<OutputOf<typeof contract.getMember>> {
  const keys = keysOf(params)
  const customer = await requireCustomer(db, actor, keys.customer)
  return presentMember(await requireMember(db, customer.id, keys.member))
}

export async function updateMember(
  ports: Ports,
  actor: Seller,
  { params, body }: { params: One; body: InputOf<typeof contract.updateMember>['body'] },
): Promise<OutputOf<typeof contract.updateMember>> {
  const keys = keysOf(params)
  const cause = { actor: nameOf(actor), operation: 'members.update' }
  const member = await changing(ports, actor, keys.customer, async (tx, customer) =>
    change(tx, ports, { by: null, to: await requireMember(tx, customer.id, keys.member), body }, cause),
  )
  return presentMember(member)
}

export async function deleteMember(ports: Ports, actor: Seller, { params }: { params: One }): Promise<void> {
  const keys = keysOf(params)
  const cause = { actor: nameOf(actor), operation: 'members.delete' }
  await changing(ports, actor, keys.customer, async (tx, customer) =>
    remove(tx, ports, null, await requireMember(tx, customer.id, keys.member), cause),
  )
}

async function changing<Result>(
  ports: Ports,
  actor: Seller,
  key: CustomerKey,
  change: (tx: Tx, customer: CustomerRow) => Promise<Result>,
): Promise<Result> {
  return ports.db.transaction().execute(async (tx) => {
    const customer = await lockByKey(tx, actor, key)
    if (!(await hasMembers(tx, actor.organization_id)))
      throw new Refusal('NotPermitted', 'This organization has no members. Nothing was changed.')
    return change(tx, customer)
  })
}
