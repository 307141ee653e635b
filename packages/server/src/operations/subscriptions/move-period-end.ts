import { isBillable, isTrialing } from '@verge/polar/policy/subscriptions'
import { invalid, Refusal } from '@verge/polar/refusals'
import { anchorOf } from '../../billing/billing-period.ts'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import type { Ports, Recorder, Tx } from '../../ports/ports.ts'
import { nameOf, type OrganizationActor } from '../actor.ts'
import { applyChange, type Cause } from '../apply-change.ts'
import { lockSubscription } from './lock.ts'

/** The seller gives time, or takes it: the period ends on another day, and the following ones keep to that day. */
export async function movePeriodEnd(
  ports: Ports,
  actor: OrganizationActor,
  id: string,
  to: Date,
): Promise<void> {
  const cause = { actor: nameOf(actor), operation: 'subscriptions.move_period_end' }
  await ports.db.transaction().execute(async (tx) => {
    const subscription = await lockSubscription(tx, id, actor)
    if (!isBillable(subscription))
      throw new Refusal('AlreadyCanceledSubscription', 'This subscription does not run. Nothing was changed.')
    if (to <= ports.clock.now()) {
      const words = 'A period can only end in the future. Nothing was changed.'
      throw invalid(['body', 'current_billing_period_end'], words, to.toISOString())
    }
    await endPeriodAt(tx, ports, subscription, to, cause)
  })
}

export async function endPeriodAt(
  tx: Tx,
  ports: Recorder,
  subscription: SubscriptionRow,
  to: Date,
  cause: Cause,
): Promise<SubscriptionRow> {
  const set = {
    current_period_end: to,
    ...anchorOf(to),
    ...(subscription.cancel_at_period_end && { ends_at: to }),
    ...(isTrialing(subscription) && {
      trial_end: to,
      ...(subscription.discounted_at && { discounted_at: to }),
    }),
    ...(subscription.pending_update && {
      pending_update: JSON.stringify({ ...subscription.pending_update, applies_at: to.toISOString() }),
    }),
  }
  const events = ['subscription.updated', 'customer.state_changed'] as const
  return applyChange(tx, ports, 'subscriptions', subscription, { set, events }, cause)
}
