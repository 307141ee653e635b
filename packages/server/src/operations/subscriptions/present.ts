import * as z from 'zod'
import {
  pendingUpdate,
  type CustomerSubscription,
  type Subscription,
  type SubscriptionBase,
} from '@verge/polar/contract/subscriptions'
import type { CustomerRow } from '../../db/tables/customers.ts'
import type { OrganizationRow } from '../../db/tables/organizations.ts'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import type { Database, Tx } from '../../ports/ports.ts'
import { presentCustomer } from '../customers/present.ts'
import { discountsOf } from '../discounts/load.ts'
import { presentDiscount } from '../discounts/present.ts'
import { sellablesById } from '../products/load.ts'
import { presentPortalProduct, presentPrice, presentProduct } from '../products/present.ts'

export function presentSubscriptionBase(row: SubscriptionRow): SubscriptionBase {
  return {
    ...row,
    customer_cancellation_reason:
      row.customer_cancellation_reason as SubscriptionBase['customer_cancellation_reason'],
    current_meter_period_start: null,
    current_meter_period_end: null,
    units: null,
  }
}

function partsOf({ pending_update }: SubscriptionRow) {
  return { meters: [], pending_update: pending_update && z.decode(pendingUpdate, pending_update) }
}

/** For the customer: each with its product and the price it was sold at. Three queries however many there are. */
export async function presentCustomerSubscriptions(
  db: Database | Tx,
  rows: SubscriptionRow[],
): Promise<CustomerSubscription[]> {
  if (rows.length === 0) return []
  const [sellables, organizations] = await Promise.all([
    sellablesById(
      db,
      rows.map((row) => row.product_id),
    ),
    db
      .selectFrom('organizations')
      .selectAll()
      .where('id', 'in', [...new Set(rows.map((row) => row.organization_id))])
      .execute(),
  ])
  const organizationOf = (id: string): OrganizationRow =>
    organizations.find((organization) => organization.id === id)!
  return rows.map((row) => {
    const sellable = sellables.get(row.product_id)!
    const sold = sellable.prices.filter((price) => price.id === row.product_price_id)
    const product = presentPortalProduct(sellable, organizationOf(row.organization_id))
    return { ...presentSubscriptionBase(row), ...partsOf(row), product, prices: sold.map(presentPrice) }
  })
}

export async function presentCustomerSubscription(
  db: Database | Tx,
  row: SubscriptionRow,
): Promise<CustomerSubscription> {
  const [presented] = await presentCustomerSubscriptions(db, [row])
  return presented!
}

export async function presentSubscriptions(
  db: Database | Tx,
  rows: SubscriptionRow[],
): Promise<Subscription[]> {
  if (rows.length === 0) return []
  const [discounts, sellables, customers] = await Promise.all([
    discountsOf(db, rows),
    sellablesById(
      db,
      rows.map((row) => row.product_id),
    ),
    db
      .selectFrom('customers')
      .selectAll()
      .where('id', 'in', [...new Set(rows.map((row) => row.customer_id))])
      .execute(),
  ])
  const customerOf = (id: string): CustomerRow => customers.find((customer) => customer.id === id)!
  return rows.map((row) => {
    const sellable = sellables.get(row.product_id)!
    return {
      ...presentSubscriptionBase(row),
      ...partsOf(row),
      metadata: row.metadata,
      custom_field_data: {},
      discount: row.discount_id === null ? null : presentDiscount(discounts.get(row.discount_id)!),
      customer: presentCustomer(customerOf(row.customer_id)),
      product: presentProduct(sellable),
      prices: sellable.prices.filter((price) => price.id === row.product_price_id).map(presentPrice),
    }
  })
}
