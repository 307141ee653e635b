import { sql } from 'kysely'
import { invalid } from '@verge/polar/refusals'
import type { Tx } from '../../ports/ports.ts'

interface Identity {
  email?: string
  external_id?: string | null
}

/** An e-mail address and an external id each name one customer of an organization. */
export async function refuseTakenIdentity(
  tx: Tx,
  organization_id: string,
  self: string | null,
  { email, external_id }: Identity,
) {
  const others = tx
    .selectFrom('customers')
    .select('id')
    .where('organization_id', '=', organization_id)
    .where('deleted_at', 'is', null)
    .$if(self !== null, (query) => query.where('id', '!=', self!))
  if (email && (await others.where(sql`lower(email)`, '=', email.toLowerCase()).executeTakeFirst()))
    throw emailTaken(email)
  if (external_id && (await others.where('external_id', '=', external_id).executeTakeFirst()))
    throw externalIdTaken(external_id)
}

/** Two that ask at once: the database decides, and the loser hears the same refusal. */
export function namingConflict(error: unknown): never {
  const constraint = (error as { constraint?: string }).constraint
  if (constraint === 'customers_email') throw emailTaken(null)
  if (constraint === 'customers_external_id') throw externalIdTaken(null)
  throw error
}

const emailTaken = (email: string | null) =>
  invalid(['body', 'email'], 'A customer with this email address already exists.', email)
const externalIdTaken = (external_id: string | null) =>
  invalid(['body', 'external_id'], 'A customer with this external ID already exists.', external_id)
