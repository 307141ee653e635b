import type { OrderRow } from '@verge/server/db/tables/orders'
import type { SubscriptionRow } from '@verge/server/db/tables/subscriptions'
import type { CustomerActor } from '@verge/server/operations/actor'
import type { Chance } from './chance.ts'
import type { Simulated } from './world.ts'

/** Something that is there, and whose it is. */
export interface Found {
  params: { id: string }
  actor: CustomerActor
}

const facts = [
  'id',
  'status',
  'product_id',
  'current_period_start',
  'current_period_end',
  'cancel_at_period_end',
  'pause_at_period_end',
  'ended_at',
  'seats',
  'pending_update',
] as const
export type Facts = Pick<SubscriptionRow, (typeof facts)[number]>

export async function anySubscription(
  world: Simulated,
  chance: Chance,
  isMeant: (facts: Facts) => boolean = () => true,
): Promise<(Found & Facts) | null> {
  const all = await world.ports.db
    .selectFrom('subscriptions')
    .select(['customer_id', ...facts])
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  const found = all.filter(isMeant)
  // Mostly one that runs: there are soon more that have ended.
  const running = found.filter(({ ended_at }) => ended_at === null)
  const row = one(running.length > 0 && chance.happens(0.8) ? running : found, chance)
  return row && { ...row, ...owned(world, row) }
}

export async function anyCard(
  world: Simulated,
  chance: Chance,
  owner?: CustomerActor,
): Promise<Found | null> {
  const found = await world.ports.db
    .selectFrom('payment_methods')
    .select(['id', 'customer_id'])
    .where('deleted_at', 'is', null)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  const own = found.filter((row) => !owner || row.customer_id === owner.customer_id)
  const row = one(own, chance)
  return row && owned(world, row)
}

export async function anyOrder(
  world: Simulated,
  chance: Chance,
  status?: 'pending',
): Promise<(Found & Pick<OrderRow, 'billing_address'>) | null> {
  const found = await world.ports.db
    .selectFrom('orders')
    .select(['id', 'customer_id', 'status', 'billing_address'])
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  const row = one(
    found.filter((order) => !status || order.status === status),
    chance,
  )
  return row && { ...row, ...owned(world, row) }
}

const fortnight = 15 * 24 * 3_600_000

/** Mostly what was bought once and a short while ago, so that it can be withdrawn from. */
export async function anyPurchase(world: Simulated, chance: Chance): Promise<Found | null> {
  const found = await world.ports.db
    .selectFrom('orders')
    .select(['id', 'customer_id', 'paid_at', 'billing_reason'])
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  const since = world.ports.clock.now().getTime() - fortnight
  const fresh = found.filter(
    ({ billing_reason, paid_at }) => billing_reason === 'purchase' && paid_at && paid_at.getTime() > since,
  )
  const row = one(fresh.length > 0 && chance.happens(0.9) ? fresh : found, chance)
  return row && owned(world, row)
}

function owned(world: Simulated, { id, customer_id }: { id: string; customer_id: string }): Found {
  const actor = world.customers.find((customer) => customer.customer_id === customer_id)
  // Whoever came back after they were deleted is a new customer, made by the checkout.
  const { organization_id } = world.seller
  return {
    params: { id },
    actor: actor ?? { kind: 'customer', organization_id, customer_id, session_id: '' },
  }
}

export function one<Item>(items: readonly Item[], chance: Chance): Item | null {
  return items.length === 0 ? null : chance.pick(items)
}
