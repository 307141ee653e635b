import type { CustomerOrder, Order } from '@verge/polar/contract/orders'
import { isPaid } from '@verge/polar/policy/orders'
import type { OrderItemRow, OrderRow } from '../../db/tables/orders.ts'
import type { Database, Tx } from '../../ports/ports.ts'
import { presentCustomer } from '../customers/present.ts'
import { discountsOf } from '../discounts/load.ts'
import { presentDiscount } from '../discounts/present.ts'
import { sellablesById } from '../products/load.ts'
import { presentPortalProduct, presentProduct } from '../products/present.ts'
import { presentSubscriptionBase } from '../subscriptions/present.ts'

function presentBase(order: OrderRow, items: OrderItemRow[]) {
  return {
    ...order,
    paid: isPaid(order),
    billing_reason:
      order.billing_reason === 'subscription_cycle_after_trial'
        ? ('subscription_cycle' as const)
        : order.billing_reason,
    is_invoice_generated: order.invoice_generated_at !== null,
    units: null,
    items: items.filter((item) => item.order_id === order.id).map((item) => ({ ...item, modified_at: null })),
    refundable_amount: Math.max(0, order.net_amount + order.applied_balance_amount - order.refunded_amount),
    refundable_tax_amount: Math.max(0, order.tax_amount - order.refunded_tax_amount),
  }
}

function idsOf(orders: OrderRow[], pick: (order: OrderRow) => string | null): string[] {
  return [...new Set(orders.map(pick).filter((id) => id !== null))]
}

/** What belongs to these orders, in three queries however many they are. */
async function partsOf(db: Database | Tx, orders: OrderRow[]) {
  const ids = (pick: (order: OrderRow) => string | null) => idsOf(orders, pick)
  const [items, subscriptions, sellables] = await Promise.all([
    db
      .selectFrom('order_items')
      .selectAll()
      .where(
        'order_id',
        'in',
        ids((order) => order.id),
      )
      .orderBy('position')
      .execute(),
    db
      .selectFrom('subscriptions')
      .selectAll()
      .where('id', 'in', [...ids((order) => order.subscription_id), orders[0]!.id])
      .execute(),
    sellablesById(
      db,
      ids((order) => order.product_id),
    ),
  ])
  return { items, subscriptions, sellables }
}

export async function presentCustomerOrders(db: Database | Tx, orders: OrderRow[]): Promise<CustomerOrder[]> {
  if (orders.length === 0) return []
  const [{ items, subscriptions, sellables }, organizations] = await Promise.all([
    partsOf(db, orders),
    db
      .selectFrom('organizations')
      .selectAll()
      .where(
        'id',
        'in',
        idsOf(orders, (order) => order.organization_id),
      )
      .execute(),
  ])
  return orders.map((order) => {
    const subscription = subscriptions.find((row) => row.id === order.subscription_id)
    const sellable = order.product_id === null ? undefined : sellables.get(order.product_id)
    const organization = organizations.find((row) => row.id === order.organization_id)!
    return {
      ...presentBase(order, items),
      product: sellable ? presentPortalProduct(sellable, organization) : null,
      subscription: subscription ? presentSubscriptionBase(subscription) : null,
    }
  })
}

export async function presentOrders(db: Database | Tx, orders: OrderRow[]): Promise<Order[]> {
  if (orders.length === 0) return []
  const [{ items, subscriptions, sellables }, discounts, customers] = await Promise.all([
    partsOf(db, orders),
    discountsOf(db, orders),
    db
      .selectFrom('customers')
      .selectAll()
      .where(
        'id',
        'in',
        idsOf(orders, (order) => order.customer_id),
      )
      .execute(),
  ])
  return orders.map((order) => {
    const subscription = subscriptions.find((row) => row.id === order.subscription_id)
    const sellable = order.product_id === null ? undefined : sellables.get(order.product_id)
    return {
      ...presentBase(order, items),
      metadata: order.metadata,
      custom_field_data: {},
      platform_fee_amount: 0,
      platform_fee_currency: null,
      customer: presentCustomer(customers.find((row) => row.id === order.customer_id)!),
      product: sellable ? presentProduct(sellable) : null,
      discount: order.discount_id === null ? null : presentDiscount(discounts.get(order.discount_id)!),
      subscription: subscription
        ? { ...presentSubscriptionBase(subscription), metadata: subscription.metadata }
        : null,
    }
  })
}
