import { sql } from 'kysely'
import { invalid, notFound, Refusal } from '@verge/polar/refusals'
import type { CustomerRow, MemberRow } from '../../db/tables/customers.ts'
import type { Database, Tx } from '../../ports/ports.ts'
import type { OrganizationActor } from '../actor.ts'

/** How a member of a customer is named. */
export type MemberKey = { id: string } | { external_id: string } | { email: string } | { role: 'owner' }

export async function findMember(
  db: Database | Tx,
  customer_id: string,
  key: MemberKey,
): Promise<MemberRow | undefined> {
  const found = db
    .selectFrom('members')
    .selectAll()
    .where('customer_id', '=', customer_id)
    .where('deleted_at', 'is', null)
  if ('id' in key) return found.where('id', '=', key.id).executeTakeFirst()
  if ('external_id' in key) return found.where('external_id', '=', key.external_id).executeTakeFirst()
  if ('email' in key) return found.where(sql`lower(email)`, '=', key.email.toLowerCase()).executeTakeFirst()
  return found.where('role', '=', key.role).executeTakeFirst()
}

export async function requireMember(
  db: Database | Tx,
  customer_id: string,
  key: MemberKey,
): Promise<MemberRow> {
  const member = await findMember(db, customer_id, key)
  if (!member) throw notFound()
  return member
}

/** By one of the two ids that a body may hold. */
export async function requireMemberNamed(
  db: Database | Tx,
  customer_id: string,
  { member_id, external_member_id }: { member_id?: string | null; external_member_id?: string | null },
): Promise<MemberRow> {
  const member = await findMember(
    db,
    customer_id,
    member_id ? { id: member_id } : { external_id: external_member_id! },
  )
  const field = member_id ? 'member_id' : 'external_member_id'
  if (!member) throw invalid(['body', field], 'Member does not exist.', member_id ?? external_member_id)
  return member
}

export async function hasMembers(db: Database | Tx, organization_id: string): Promise<boolean> {
  const { member_model_enabled } = await db
    .selectFrom('organizations')
    .select('member_model_enabled')
    .where('id', '=', organization_id)
    .executeTakeFirstOrThrow()
  return member_model_enabled
}

/** A team is nothing but its members. */
export async function refuseTeamWithoutMembers(
  tx: Tx,
  { organization_id }: OrganizationActor,
  type: CustomerRow['type'] | undefined,
): Promise<void> {
  if (type === 'team' && !(await hasMembers(tx, organization_id)))
    throw invalid(['body', 'type'], 'This organization has no members, so no teams either.', type)
}

/** One person alone needs nobody beside them. */
export function refuseUnlessTeam({ type }: Pick<CustomerRow, 'type'>): void {
  if (type !== 'team')
    throw new Refusal('NotPermitted', 'Only a customer that is a team has members. Nothing was changed.')
}
