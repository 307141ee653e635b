import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import type { Recorder, Tx } from '../../ports/ports.ts'
import { applyChange, type Cause } from '../apply-change.ts'
import { giveRedemptionBack } from '../discounts/redeem.ts'

/** A subscription whose first payment was never made does not begin, and has used no discount. */
export async function abandon(
  tx: Tx,
  ports: Recorder,
  subscription: SubscriptionRow,
  cause: Cause,
): Promise<void> {
  const set = { status: 'incomplete_expired' as const, ended_at: ports.clock.now() }
  const change = { set, events: ['subscription.updated'] as const }
  await applyChange(tx, ports, 'subscriptions', subscription, change, cause)
  if (subscription.discount_id) await giveRedemptionBack(tx, subscription.discount_id)
}
