import type {
  revokeCustomerSubscription as ownContract,
  revokeSubscription as contract,
} from '@verge/polar/contract/subscriptions'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { revocationRefusal } from '@verge/polar/policy/subscriptions'
import { Refusal, refuseIf } from '@verge/polar/refusals'
import { end, type Reason } from '../../billing/cancellation.ts'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { nameOf, type CustomerActor, type OrganizationActor } from '../actor.ts'
import { applyChange } from '../apply-change.ts'
import { giveRedemptionBack } from '../discounts/redeem.ts'
import { queueMail } from '../emails/queue.ts'
import { voidPendingOrders } from '../orders/void.ts'
import { receiptOfCancellation } from '../receipts/issue.ts'
import { reasonOf } from './reason.ts'
import type { Leaving } from './cancel.ts'
import { getCustomerSubscription, getSubscription } from './list.ts'
import { lockSubscription } from './lock.ts'

/** The merchant's end: now, whatever has been paid. Open orders are void. */
export async function revokeSubscription(
  ports: Ports,
  actor: OrganizationActor,
  { params }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  await revoke(ports, actor, params.id, {})
  return getSubscription(ports, actor, { params })
}

/** The customer's: only where a payment is waited for, or nothing runs; nobody gives away what is paid for. */
export async function revokeCustomerSubscription(
  ports: Ports,
  actor: CustomerActor,
  { params, body }: InputOf<typeof ownContract>,
): Promise<OutputOf<typeof ownContract>> {
  await revoke(ports, actor, params.id, reasonOf(body))
  return getCustomerSubscription(ports, actor, { params })
}

export async function revoke(
  ports: Ports,
  actor: CustomerActor | OrganizationActor,
  id: string,
  reason: Reason,
): Promise<void> {
  await ports.db.transaction().execute(async (tx) => {
    const subscription = await lockSubscription(tx, id, actor)
    if (actor.kind === 'customer') {
      const { grace_days } = await tx
        .selectFrom('organizations')
        .select('grace_days')
        .where('id', '=', actor.organization_id)
        .executeTakeFirstOrThrow()
      refuseIf(revocationRefusal(subscription, { grace_days }))
    }
    if (subscription.ended_at)
      throw new Refusal('AlreadyCanceledSubscription', 'This subscription has already ended.')
    await revokeLocked(tx, ports, actor, subscription, { reason })
  })
}

/** With the receipt of it. */
export async function revokeLocked(
  tx: Tx,
  ports: Ports,
  actor: CustomerActor | OrganizationActor,
  subscription: SubscriptionRow,
  { reason, ...declared }: Leaving,
): Promise<{ subscription: SubscriptionRow; receipt_id: string }> {
  const cause = { actor: nameOf(actor), operation: 'subscriptions.revoke' }
  const change = end(subscription, ports.clock.now())
  const set = { ...change.set, ...reason }
  const ended = await applyChange(tx, ports, 'subscriptions', subscription, { ...change, set }, cause)
  const waived = await voidPendingOrders(tx, ports, subscription.id, cause)
  if (ended.started_at === null && ended.discount_id) await giveRedemptionBack(tx, ended.discount_id)
  const receipt = await receiptOfCancellation(tx, ports, actor, ended, declared)
  if (actor.kind === 'customer') {
    const about = { ...ended, current_period_end: ended.ended_at! }
    await queueMail(tx, ports, 'subscription_ended', about, { receipt, waived })
  }
  return { subscription: ended, receipt_id: receipt.id }
}
