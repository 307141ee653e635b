import { sql } from 'kysely'
import type { Database, Tx } from '../../ports/ports.ts'
import { hasMembers } from '../members/find.ts'

/** Whom an e-mail address can sign in for. */
export interface Candidate {
  customer_id: string
  name: string | null
  /** In the customer's or member's own spelling: what a stranger typed is written to nobody. */
  email: string
}

/**
 * Without members an address is one customer's. With them it is each customer's whose member has it, and that of a person
 * alone who has no members yet.
 */
export async function candidatesFor(
  db: Database | Tx,
  { organization_id, email }: { organization_id: string; email: string },
): Promise<Candidate[]> {
  const owning = db
    .selectFrom('customers')
    .select(['customers.id as customer_id', 'customers.name', 'customers.email'])
    .where('customers.organization_id', '=', organization_id)
    .where('customers.deleted_at', 'is', null)
  const address = email.toLowerCase()
  const own = owning.where(sql`lower(customers.email)`, '=', address)
  if (!(await hasMembers(db, organization_id))) return own.execute()
  const [named, alone] = await Promise.all([
    owning
      .innerJoin('members', 'members.customer_id', 'customers.id')
      .where('members.deleted_at', 'is', null)
      .where(sql`lower(members.email)`, '=', address)
      .clearSelect()
      .select(['customers.id as customer_id', 'customers.name', 'members.email'])
      .orderBy(sql`members.role = 'owner'`, 'desc')
      .orderBy('members.created_at')
      .orderBy('members.id')
      .execute(),
    own
      .where('customers.type', '=', 'individual')
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('members')
              .select('members.id')
              .whereRef('members.customer_id', '=', 'customers.id')
              .where('members.deleted_at', 'is', null),
          ),
        ),
      )
      .execute(),
  ])
  return [...named, ...alone]
}
