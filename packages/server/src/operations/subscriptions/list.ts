import { sql, type SelectQueryBuilder } from 'kysely'
import type {
  getCustomerSubscription as getOwnContract,
  getSubscription as getContract,
  listCustomerSubscriptions as listOwnContract,
  listSubscriptions as listContract,
} from '@verge/polar/contract/subscriptions'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { notFound } from '@verge/polar/refusals'
import type { Tables } from '../../db/tables.ts'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import type { Ports } from '../../ports/ports.ts'
import type { CustomerActor, OrganizationActor } from '../actor.ts'
import { customersKnownAs } from '../customers/find.ts'
import { containing, hasMetadata, listed, pageThrough } from '../listing.ts'
import { presentCustomerSubscription, presentCustomerSubscriptions, presentSubscriptions } from './present.ts'

type Found = SelectQueryBuilder<Tables, 'subscriptions', object>

const productName = sql`(SELECT name FROM products WHERE products.id = subscriptions.product_id)`
const columns = {
  started_at: sql.ref('started_at'),
  amount: sql.ref('amount'),
  status: sql.ref('status'),
  organization: sql.ref('organization_id'),
  product: productName,
  customer: sql`(SELECT email FROM customers WHERE customers.id = subscriptions.customer_id)`,
  current_period_end: sql.ref('current_period_end'),
  ended_at: sql.ref('ended_at'),
  ends_at: sql.ref('ends_at'),
  discount: sql.ref('discount_id'),
}

export async function listCustomerSubscriptions(
  { db }: Ports,
  actor: CustomerActor,
  { query }: InputOf<typeof listOwnContract>,
): Promise<OutputOf<typeof listOwnContract>> {
  let found: Found = db
    .selectFrom('subscriptions')
    .where('customer_id', '=', actor.customer_id)
    .where('started_at', 'is not', null)
  if (query?.product_id?.length) found = found.where('product_id', 'in', query.product_id)
  if (query?.active !== undefined) found = found.where('status', 'in', statusesOf(query.active))
  if (query?.query) found = found.where(sql<boolean>`${productName} ILIKE ${containing(query.query)}`)
  const { rows, count } = await pageThrough(found, query, {
    sorting: query?.sorting,
    fallback: '-started_at',
    columns,
  })
  return listed(await presentCustomerSubscriptions(db, rows), count, query)
}

export async function getCustomerSubscription(
  { db }: Ports,
  actor: CustomerActor,
  { params }: InputOf<typeof getOwnContract>,
): Promise<OutputOf<typeof getOwnContract>> {
  const row = await db
    .selectFrom('subscriptions')
    .selectAll()
    .where('id', '=', params.id)
    .where('customer_id', '=', actor.customer_id)
    .executeTakeFirst()
  if (!row) throw notFound()
  return presentCustomerSubscription(db, row)
}

export async function listSubscriptions(
  { db }: Ports,
  actor: OrganizationActor,
  { query }: InputOf<typeof listContract>,
): Promise<OutputOf<typeof listContract>> {
  let found: Found = db
    .selectFrom('subscriptions')
    .where('organization_id', '=', actor.organization_id)
    .where('started_at', 'is not', null)
  if (query?.organization_id?.length) found = found.where('organization_id', 'in', query.organization_id)
  if (query?.product_id?.length) found = found.where('product_id', 'in', query.product_id)
  if (query?.customer_id?.length) found = found.where('customer_id', 'in', query.customer_id)
  if (query?.external_customer_id?.length)
    found = found.where('customer_id', 'in', customersKnownAs(db, actor, query.external_customer_id))
  if (query?.discount_id?.length) found = found.where('discount_id', 'in', query.discount_id)
  if (query?.active !== undefined) found = found.where('status', 'in', statusesOf(query.active))
  if (query?.status?.length) found = found.where('status', 'in', query.status)
  if (query?.cancel_at_period_end !== undefined)
    found = found.where('cancel_at_period_end', '=', query.cancel_at_period_end)
  if (query?.customer_cancellation_reason?.length)
    found = found.where('customer_cancellation_reason', 'in', query.customer_cancellation_reason)
  if (query?.canceled_at_after) found = found.where('canceled_at', '>=', query.canceled_at_after)
  if (query?.canceled_at_before) found = found.where('canceled_at', '<=', query.canceled_at_before)
  if (query?.started_after) found = found.where('started_at', '>=', query.started_after)
  if (query?.started_before) found = found.where('started_at', '<=', query.started_before)
  if (query?.metadata) found = found.where(hasMetadata(query.metadata))
  const { rows, count } = await pageThrough(found, query, {
    sorting: query?.sorting,
    fallback: '-started_at',
    columns,
  })
  return listed(await presentSubscriptions(db, rows), count, query)
}

export async function getSubscription(
  { db }: Ports,
  actor: OrganizationActor,
  { params }: InputOf<typeof getContract>,
): Promise<OutputOf<typeof getContract>> {
  const row = await db
    .selectFrom('subscriptions')
    .selectAll()
    .where('id', '=', params.id)
    .where('organization_id', '=', actor.organization_id)
    .executeTakeFirst()
  if (!row) throw notFound()
  const [subscription] = await presentSubscriptions(db, [row])
  return subscription!
}

/** Past due and paused are in neither of the two. */
function statusesOf(active: boolean): SubscriptionRow['status'][] {
  return active ? ['trialing', 'active'] : ['canceled', 'unpaid']
}
