import { sql } from 'kysely'
import { anyOf } from '../../db/rows.ts'
import type { MemberRow } from '../../db/tables/customers.ts'
import type { Database, Tx } from '../../ports/ports.ts'
import type { CustomerActor } from '../actor.ts'

/**
 * Whose a row of `benefit_grants` is among its customer's members: whoever holds the seat that it comes with, else the
 * owner, whoever that is now. Null where there are no members.
 */
export const memberOfGrant = sql<string | null>`coalesce(benefit_grants.member_id, (
  SELECT members.id FROM members JOIN organizations ON organizations.id = members.organization_id
  WHERE members.customer_id = benefit_grants.customer_id AND members.role = 'owner'
    AND members.deleted_at IS NULL AND organizations.member_model_enabled))`

/** Who has something: a member what is theirs, and a customer's own session what is the customer's and any member's. */
export type Holder = Pick<CustomerActor, 'customer_id'> & { member?: { id: string } }

export function grantsOf(db: Database | Tx, { customer_id, member }: Holder) {
  const all = db.selectFrom('benefit_grants').where('benefit_grants.customer_id', '=', customer_id)
  return member ? all.where(memberOfGrant, '=', member.id) : all
}

/** By the ids of the grants; those that are no member's have none. */
export async function membersOfGrants(
  db: Database | Tx,
  grant_ids: readonly string[],
): Promise<ReadonlyMap<string, MemberRow>> {
  const rows = await db
    .selectFrom('benefit_grants')
    .innerJoin('members', (join) => join.on('members.id', '=', memberOfGrant))
    .selectAll('members')
    .select('benefit_grants.id as grant_id')
    .where('benefit_grants.id', '=', anyOf(grant_ids))
    .execute()
  return new Map(rows.map(({ grant_id, ...member }) => [grant_id, member]))
}
