import type { updateSubscription as contract } from '@verge/polar/contract/subscriptions'
import type { InputOf } from '@verge/polar/contract/operation'
import { isRevoked, isTrialing } from '@verge/polar/policy/subscriptions'
import { invalid, Refusal } from '@verge/polar/refusals'
import { waits } from '../../billing/discount.ts'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { nameOf, type OrganizationActor } from '../actor.ts'
import { applyChange } from '../apply-change.ts'
import { findDiscount } from '../discounts/find.ts'
import { giveRedemptionBack, isUsable, redeem } from '../discounts/redeem.ts'
import { changeSubscription } from './change.ts'
import { lockSubscription } from './lock.ts'
import { endPeriodAt } from './move-period-end.ts'
import { passPeriodEnd } from './pass-period-end.ts'
import { planChange } from './plan.ts'

type Body = InputOf<typeof contract>['body']
type Base = Exclude<
  Body,
  | { seats: number }
  | { units: number }
  | { current_billing_period_end: Date }
  | { cancel_at_period_end: boolean }
  | { revoke: true }
  | { pause_at_period_end: boolean }
  | { resume: true }
  | { pending_update: null }
>

/** Notes, discount and trial first, in one transaction; then the product, which may have to be paid. */
export async function updateBase(
  ports: Ports,
  actor: OrganizationActor,
  id: string,
  { product_id, proration_behavior, discount_id, trial_end, metadata }: Base,
): Promise<void> {
  const cause = { actor: nameOf(actor), operation: 'subscriptions.update' }
  const now = ports.clock.now()
  await ports.db.transaction().execute(async (tx) => {
    let subscription = await lockSubscription(tx, id, actor)
    if (metadata) {
      const set = { metadata: JSON.stringify(metadata) }
      const change = { set, events: ['subscription.updated', 'customer.state_changed'] as const }
      subscription = await applyChange(tx, ports, 'subscriptions', subscription, change, cause)
    }
    if (discount_id !== undefined && discount_id !== subscription.discount_id) {
      const set = await discounted(tx, actor, subscription, discount_id, now)
      const change = { set, events: ['subscription.updated', 'customer.state_changed'] as const }
      subscription = await applyChange(tx, ports, 'subscriptions', subscription, change, cause)
    }
    if (trial_end) {
      if (!isTrialing(subscription)) {
        throw invalid(
          ['body', 'trial_end'],
          'This subscription is not in a trial. Nothing was changed.',
          null,
        )
      }
      const ends = trial_end === 'now' ? now : trial_end
      if (ends < now)
        throw invalid(['body', 'trial_end'], 'A trial cannot end in the past. Nothing was changed.', null)
      subscription = await endPeriodAt(tx, ports, subscription, ends, cause)
    }
    // Nothing of it happens where the product cannot be had.
    if (product_id) {
      const wanted = { product_id, behavior: proration_behavior }
      await planChange(tx, { actor, subscription, wanted, now })
    }
  })
  if (trial_end === 'now') await passPeriodEnd(ports, id)
  if (product_id) await changeSubscription(ports, actor, id, { product_id, behavior: proration_behavior })
}

/** From the next period on: what is paid already was paid without it. */
async function discounted(
  tx: Tx,
  actor: OrganizationActor,
  subscription: SubscriptionRow,
  discount_id: string | null,
  now: Date,
) {
  const { product_id, current_period_end } = subscription
  if (subscription.ended_at || isRevoked(subscription))
    throw new Refusal('AlreadyCanceledSubscription', 'This subscription has ended. Nothing was changed.')
  // What was given and taken away before it counted was not used.
  if (subscription.discount_id && waits(subscription)) await giveRedemptionBack(tx, subscription.discount_id)
  if (discount_id === null) return { discount_id, discounted_at: null }
  const discount = await findDiscount(tx, actor, discount_id)
  if (!discount || !isUsable(discount, { product_id, now }))
    throw invalid(
      ['body', 'discount_id'],
      'This discount cannot be used here. Nothing was changed.',
      discount_id,
    )
  await redeem(tx, { discount_id, customer_id: subscription.customer_id })
  return { discount_id, discounted_at: current_period_end }
}
