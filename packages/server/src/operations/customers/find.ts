import { notFound } from '@verge/polar/refusals'
import type { CustomerRow } from '../../db/tables/customers.ts'
import type { Database, Tx } from '../../ports/ports.ts'
import type { OrganizationActor } from '../actor.ts'

export type CustomerKey = { id: string } | { external_id: string }

/** Another organization's customer, or a deleted one, is not found. */
export async function findCustomer(
  db: Database | Tx,
  actor: OrganizationActor,
  key: CustomerKey,
): Promise<CustomerRow | undefined> {
  const found = db
    .selectFrom('customers')
    .selectAll()
    .where('organization_id', '=', actor.organization_id)
    .where('deleted_at', 'is', null)
  return 'id' in key
    ? found.where('id', '=', key.id).executeTakeFirst()
    : found.where('external_id', '=', key.external_id).executeTakeFirst()
}

/** The ids of who goes by these ids in the seller's app; whoever was deleted goes by theirs no more. */
export function customersKnownAs(
  db: Database | Tx,
  { organization_id }: OrganizationActor,
  external_ids: readonly string[],
) {
  return db
    .selectFrom('customers')
    .select('id')
    .where('organization_id', '=', organization_id)
    .where('external_id', 'in', external_ids)
}

export async function requireCustomer(
  db: Database | Tx,
  actor: OrganizationActor,
  key: CustomerKey,
): Promise<CustomerRow> {
  const customer = await findCustomer(db, actor, key)
  if (!customer) throw notFound()
  return customer
}

/** Lets others still refer to the customer: a mail or an order of theirs waits for no change of their details. */
export async function lockCustomer(tx: Tx, id: string): Promise<CustomerRow> {
  return (await lockCustomers(tx, [id])).get(id)!
}

export async function lockCustomers(
  tx: Tx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, CustomerRow>> {
  const customers = await lockEvenDeleted(tx, ids)
  const living = customers.filter(({ deleted_at }) => deleted_at === null)
  if (living.length < new Set(ids).size) throw notFound()
  return new Map(living.map((customer) => [customer.id, customer]))
}

/** What was begun with somebody goes on after they were deleted. */
export async function lockEvenDeleted(tx: Tx, ids: readonly string[]): Promise<CustomerRow[]> {
  return tx
    .selectFrom('customers')
    .selectAll()
    .where('id', 'in', ids)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()
}
