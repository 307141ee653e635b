import { sql } from 'kysely'
import type { CustomerRow } from '../../db/tables/customers.ts'
import type { Recorder, Tx } from '../../ports/ports.ts'
import type { Cause } from '../apply-change.ts'
import { insertCustomer } from '../customers/create.ts'
import { lockCustomer } from '../customers/find.ts'

/** The customer with this e-mail address, locked; whoever is none yet becomes one. */
export async function customerWith(
  tx: Tx,
  ports: Recorder,
  organization_id: string,
  email: string,
  cause: Cause,
): Promise<CustomerRow> {
  const known = await tx
    .selectFrom('customers')
    .select('id')
    .where('organization_id', '=', organization_id)
    .where('deleted_at', 'is', null)
    .where(sql`lower(email)`, '=', email.toLowerCase())
    .executeTakeFirst()
  return known ? lockCustomer(tx, known.id) : insertCustomer(tx, ports, organization_id, { email }, cause)
}
