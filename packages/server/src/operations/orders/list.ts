import { sql, type SelectQueryBuilder } from 'kysely'
import type {
  getCustomerOrder as getOwnContract,
  getOrder as getContract,
  listCustomerOrders as listOwnContract,
  listOrders as listContract,
} from '@verge/polar/contract/orders'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import type { Tables } from '../../db/tables.ts'
import type { Ports } from '../../ports/ports.ts'
import type { CustomerActor, OrganizationActor } from '../actor.ts'
import { customersKnownAs } from '../customers/find.ts'
import { containing, hasMetadata, listed, pageThrough } from '../listing.ts'
import { requireOrder } from './find.ts'
import { presentCustomerOrders, presentOrders } from './present.ts'

type Found = SelectQueryBuilder<Tables, 'orders', object>

const productName = sql`(SELECT name FROM products WHERE products.id = orders.product_id)`
const columns = {
  created_at: sql.ref('created_at'),
  amount: sql.ref('net_amount'),
  net_amount: sql.ref('net_amount'),
  product: productName,
  subscription: sql.ref('subscription_id'),
  status: sql.ref('status'),
  invoice_number: sql.ref('invoice_number'),
  customer: sql`(SELECT email FROM customers WHERE customers.id = orders.customer_id)`,
  discount: sql.ref('discount_id'),
}

export async function listCustomerOrders(
  { db }: Ports,
  actor: CustomerActor,
  { query }: InputOf<typeof listOwnContract>,
): Promise<OutputOf<typeof listOwnContract>> {
  let found: Found = db.selectFrom('orders').where('customer_id', '=', actor.customer_id)
  found = narrowed(found, query)
  if (query?.query) found = found.where(sql<boolean>`${productName} ILIKE ${containing(query.query)}`)
  const { rows, count } = await pageThrough(found, query, {
    sorting: query?.sorting,
    fallback: '-created_at',
    columns,
  })
  return listed(await presentCustomerOrders(db, rows), count, query)
}

export async function getCustomerOrder(
  { db }: Ports,
  actor: CustomerActor,
  { params }: InputOf<typeof getOwnContract>,
): Promise<OutputOf<typeof getOwnContract>> {
  return (await presentCustomerOrders(db, [await requireOrder(db, actor, params.id)]))[0]!
}

export async function listOrders(
  { db }: Ports,
  actor: OrganizationActor,
  { query }: InputOf<typeof listContract>,
): Promise<OutputOf<typeof listContract>> {
  let found: Found = db.selectFrom('orders').where('organization_id', '=', actor.organization_id)
  found = narrowed(found, query)
  if (query?.organization_id?.length) found = found.where('organization_id', 'in', query.organization_id)
  if (query?.discount_id?.length) found = found.where('discount_id', 'in', query.discount_id)
  if (query?.customer_id?.length) found = found.where('customer_id', 'in', query.customer_id)
  if (query?.checkout_id?.length) found = found.where('checkout_id', 'in', query.checkout_id)
  if (query?.external_customer_id?.length)
    found = found.where('customer_id', 'in', customersKnownAs(db, actor, query.external_customer_id))
  if (query?.status?.length) found = found.where('status', 'in', query.status)
  if (query?.created_after) found = found.where('created_at', '>=', query.created_after)
  if (query?.created_before) found = found.where('created_at', '<=', query.created_before)
  if (query?.metadata) found = found.where(hasMetadata(query.metadata))
  const { rows, count } = await pageThrough(found, query, {
    sorting: query?.sorting,
    fallback: '-created_at',
    columns,
  })
  return listed(await presentOrders(db, rows), count, query)
}

export async function getOrder(
  { db }: Ports,
  actor: OrganizationActor,
  { params }: InputOf<typeof getContract>,
): Promise<OutputOf<typeof getContract>> {
  return (await presentOrders(db, [await requireOrder(db, actor, params.id)]))[0]!
}

interface Narrowing {
  product_id?: string[]
  subscription_id?: string[]
  product_billing_type?: ('one_time' | 'recurring')[]
}

function narrowed(found: Found, query: Narrowing | undefined): Found {
  let result = found
  if (query?.product_id?.length) result = result.where('product_id', 'in', query.product_id)
  if (query?.subscription_id?.length) result = result.where('subscription_id', 'in', query.subscription_id)
  if (query?.product_billing_type?.length === 1) {
    result = result.where(
      'subscription_id',
      query.product_billing_type[0] === 'recurring' ? 'is not' : 'is',
      null,
    )
  }
  return result
}
