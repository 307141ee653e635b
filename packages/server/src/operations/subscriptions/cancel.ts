import type {
  cancelCustomerSubscription as cancelContract,
  revokeSubscription as revokeContract,
} from '@verge/polar/contract/subscriptions'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { Refusal } from '@verge/polar/refusals'
import { cancelAtPeriodEnd, end, uncancel, type Reason } from '../../billing/cancellation.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { nameOf, type CustomerActor, type OrganizationActor } from '../actor.ts'
import { applyChange } from '../apply-change.ts'
import { queueMail } from '../emails/queue.ts'
import { getCustomerSubscription, getSubscription } from './list.ts'
import { lockSubscription } from './lock.ts'

type Input = InputOf<typeof cancelContract>

export async function cancelSubscription(
  ports: Ports,
  actor: CustomerActor,
  { params }: Input,
  reason: Reason = {},
): Promise<OutputOf<typeof cancelContract>> {
  const now = ports.clock.now()
  await ports.db.transaction().execute(async (tx) => {
    const subscription = await lockSubscription(tx, params.id, actor)
    const cause = { actor: nameOf(actor), operation: 'subscriptions.cancel' }
    const change = cancelAtPeriodEnd(subscription, { now, reason })
    const canceled = await applyChange(tx, ports, 'subscriptions', subscription, change, cause)
    await queueMail(tx, ports, 'cancellation_scheduled', canceled)
  })
  return getCustomerSubscription(ports, actor, { params })
}

export async function uncancelSubscription(ports: Ports, actor: CustomerActor, { params }: Input) {
  await ports.db.transaction().execute(async (tx) => {
    const subscription = await lockSubscription(tx, params.id, actor)
    const canBeCharged = subscription.amount === 0 || (await hasPaymentMethod(tx, actor.customer_id))
    const cause = { actor: nameOf(actor), operation: 'subscriptions.uncancel' }
    const resumed = await applyChange(
      tx,
      ports,
      'subscriptions',
      subscription,
      uncancel(subscription, { canBeCharged }),
      cause,
    )
    await queueMail(tx, ports, 'cancellation_taken_back', resumed)
  })
  return getCustomerSubscription(ports, actor, { params })
}

/** The merchant's end: now, whatever has been paid. Open orders are void. */
export async function revokeSubscription(
  ports: Ports,
  actor: OrganizationActor,
  { params }: InputOf<typeof revokeContract>,
): Promise<OutputOf<typeof revokeContract>> {
  const cause = { actor: nameOf(actor), operation: 'subscriptions.revoke' }
  await ports.db.transaction().execute(async (tx) => {
    const subscription = await lockSubscription(tx, params.id, actor)
    if (subscription.ended_at)
      throw new Refusal('AlreadyCanceledSubscription', 'This subscription has already ended.')
    await applyChange(tx, ports, 'subscriptions', subscription, end(subscription, ports.clock.now()), cause)
    await voidPendingOrders(tx, ports, subscription.id, cause)
  })
  return getSubscription(ports, actor, { params })
}

export async function voidPendingOrders(
  tx: Tx,
  ports: Pick<Ports, 'clock' | 'ids'>,
  subscription_id: string,
  cause: { actor: string; operation: string },
): Promise<void> {
  const orders = await tx
    .selectFrom('orders')
    .selectAll()
    .where('subscription_id', '=', subscription_id)
    .where('status', '=', 'pending')
    .orderBy('id')
    .forUpdate()
    .execute()
  for (const order of orders) {
    const set = { status: 'void' as const, next_payment_attempt_at: null }
    await applyChange(tx, ports, 'orders', order, { set, events: ['order.updated'] }, cause)
  }
}

async function hasPaymentMethod(tx: Tx, customer_id: string): Promise<boolean> {
  const method = await tx
    .selectFrom('payment_methods')
    .select('id')
    .where('customer_id', '=', customer_id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  return method !== undefined
}
