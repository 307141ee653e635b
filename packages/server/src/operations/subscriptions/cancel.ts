import type { cancelCustomerSubscription as contract } from '@verge/polar/contract/subscriptions'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { cancelAtPeriodEnd, uncancel, type Reason } from '../../billing/cancellation.ts'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { nameOf, type CustomerActor, type OrganizationActor } from '../actor.ts'
import { applyChange } from '../apply-change.ts'
import { dateOf } from '../emails/facts.ts'
import { queueMail } from '../emails/queue.ts'
import { openOrders } from '../orders/open.ts'
import { receiptOfCancellation, markTakenBack } from '../receipts/issue.ts'
import { lockSubscription } from './lock.ts'
import { canBeCharged } from './method.ts'
import { presentCustomerSubscription } from './present.ts'

type Input = InputOf<typeof contract>

export async function cancelSubscription(
  ports: Ports,
  actor: CustomerActor,
  { params }: Input,
  reason: Reason = {},
): Promise<OutputOf<typeof contract>> {
  return presentCustomerSubscription(ports.db, await scheduleCancellation(ports, actor, params.id, reason))
}

export async function uncancelSubscription(ports: Ports, actor: CustomerActor, { params }: Input) {
  return presentCustomerSubscription(ports.db, await takeCancellationBack(ports, actor, params.id))
}

export async function scheduleCancellation(
  ports: Ports,
  actor: CustomerActor | OrganizationActor,
  id: string,
  reason: Reason,
): Promise<SubscriptionRow> {
  return ports.db.transaction().execute(async (tx) => {
    const subscription = await lockSubscription(tx, id, actor)
    return (await cancelLocked(tx, ports, actor, subscription, { reason })).subscription
  })
}

export interface Leaving {
  reason: Reason
  /** When it was declared, where that was before now. */
  received_at?: Date
}

/** With the receipt of it. */
export async function cancelLocked(
  tx: Tx,
  ports: Ports,
  actor: CustomerActor | OrganizationActor,
  subscription: SubscriptionRow,
  { reason, ...declared }: Leaving,
): Promise<{ subscription: SubscriptionRow; receipt_id: string }> {
  const cause = { actor: nameOf(actor), operation: 'subscriptions.cancel' }
  const change = cancelAtPeriodEnd(subscription, { now: ports.clock.now(), reason })
  const canceled = await applyChange(tx, ports, 'subscriptions', subscription, change, cause)
  const receipt = await receiptOfCancellation(tx, ports, actor, canceled, declared)
  const isOwing = (await openOrders(tx, canceled)).length > 0
  const access_until = isOwing ? null : dateOf(canceled.current_period_end)
  const standing = isOwing ? 'owing' : 'paid'
  await queueMail(tx, ports, 'cancellation_scheduled', canceled, { receipt, access_until, standing })
  return { subscription: canceled, receipt_id: receipt.id }
}

export async function takeCancellationBack(
  ports: Ports,
  actor: CustomerActor | OrganizationActor,
  id: string,
): Promise<SubscriptionRow> {
  const cause = { actor: nameOf(actor), operation: 'subscriptions.uncancel' }
  return ports.db.transaction().execute(async (tx) => {
    const subscription = await lockSubscription(tx, id, actor)
    const change = uncancel(subscription, { canBeCharged: await canBeCharged(tx, subscription) })
    const resumed = await applyChange(tx, ports, 'subscriptions', subscription, change, cause)
    const receipt = await markTakenBack(tx, ports, resumed)
    await queueMail(tx, ports, 'cancellation_taken_back', resumed, { receipt })
    return resumed
  })
}
