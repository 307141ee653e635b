import type { SeatAssignment } from '@verge/polar/contract/seats'
import { invalid } from '@verge/polar/refusals'
import type { CustomerRow } from '../../db/tables/customers.ts'
import type { Recorder, Tx } from '../../ports/ports.ts'
import type { Cause } from '../apply-change.ts'
import { findCustomer, lockCustomer } from '../customers/find.ts'
import { memberWith } from '../members/add.ts'
import { requireMemberNamed } from '../members/find.ts'
import type { SeatsActor } from './find.ts'
import { customerWith } from './holder.ts'
import type { SeatHolder } from './insert.ts'

/**
 * Who a seat of this subscription is for. A team's are its members', and an address that is none's makes one; of
 * somebody who is no team, and where the seller names a customer, each is for a customer of their own.
 */
export async function personNamed(
  tx: Tx,
  ports: Recorder,
  actor: SeatsActor,
  subscription_id: string,
  body: SeatAssignment,
  cause: Cause,
): Promise<SeatHolder> {
  const { email, customer_id, external_customer_id, member_id, external_member_id } = body
  const [named, ...more] = [email, customer_id, external_customer_id, member_id, external_member_id].filter(
    Boolean,
  )
  if (!named || more.length > 0)
    throw invalid(['body', 'email'], 'Name one person, by an e-mail address or an id.', email ?? null)
  if (customer_id || external_customer_id) return customerNamed(tx, actor, body)
  const team = await teamOf(tx, actor, subscription_id)
  if (team) return memberNamed(tx, ports, team, body, cause)
  refuseMembers(body)
  if (!body.immediate_claim) return { email: email!, customer_id: null, member_id: null }
  const { id } = await customerWith(tx, ports, actor.organization_id, email!, cause)
  return { email: email!, customer_id: id, member_id: null }
}

async function customerNamed(
  tx: Tx,
  { organization_id }: SeatsActor,
  { customer_id, external_customer_id }: SeatAssignment,
): Promise<SeatHolder> {
  const key = customer_id ? { id: customer_id } : { external_id: external_customer_id! }
  const customer = await findCustomer(tx, { kind: 'organization', organization_id }, key)
  const field = customer_id ? 'customer_id' : 'external_customer_id'
  if (!customer)
    throw invalid(['body', field], 'Customer does not exist.', customer_id ?? external_customer_id)
  return { email: customer.email, customer_id: customer.id, member_id: null }
}

/** The team that the subscription is of, locked; null where somebody who is no team has it. */
async function teamOf(tx: Tx, actor: SeatsActor, subscription_id: string): Promise<CustomerRow | null> {
  const teams = tx
    .selectFrom('subscriptions')
    .innerJoin('customers', 'customers.id', 'subscriptions.customer_id')
    .select('customers.id')
    .where('subscriptions.id', '=', subscription_id)
    .where('customers.organization_id', '=', actor.organization_id)
    .where('customers.type', '=', 'team')
    .where('customers.deleted_at', 'is', null)
  const own = actor.kind === 'customer' ? teams.where('customers.id', '=', actor.customer_id) : teams
  const team = await own.executeTakeFirst()
  return team ? lockCustomer(tx, team.id) : null
}

async function memberNamed(
  tx: Tx,
  ports: Recorder,
  team: CustomerRow,
  { email, member_id, external_member_id, immediate_claim }: SeatAssignment,
  cause: Cause,
): Promise<SeatHolder> {
  // An invitation says it by itself.
  const told = immediate_claim
  const member = email
    ? await memberWith(tx, ports, team, { email, role: 'member' }, cause, { told })
    : await requireMemberNamed(tx, team.id, { member_id, external_member_id })
  return { email: member.email, customer_id: team.id, member_id: member.id }
}

function refuseMembers(body: SeatAssignment): void {
  for (const field of ['member_id', 'external_member_id'] as const) {
    if (body[field])
      throw invalid(
        ['body', field],
        'Name the person by an e-mail address. Nothing was changed.',
        body[field],
      )
  }
}
