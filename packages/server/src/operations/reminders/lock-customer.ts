import type { CustomerRow } from '../../db/tables/customers.ts'
import type { Tx } from '../../ports/ports.ts'
import { lockEvenDeleted } from '../customers/find.ts'

/** Whose it is, locked before it is, in the order of locks that holds everywhere; deleted customers too. */
export async function lockCustomerOf(
  tx: Tx,
  table: 'subscriptions' | 'payment_methods',
  id: string,
): Promise<CustomerRow> {
  const { customer_id } = await tx
    .selectFrom(table)
    .select('customer_id')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const [customer] = await lockEvenDeleted(tx, [customer_id])
  return customer!
}
