import type { explainCancellation as contract } from '@verge/polar/contract/own-subscriptions'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { uncancellationRefusal } from '@verge/polar/policy/subscriptions'
import { Refusal } from '@verge/polar/refusals'
import type { Ports } from '../../ports/ports.ts'
import { nameOf, type CustomerActor } from '../actor.ts'
import { applyChange } from '../apply-change.ts'
import { getCustomerSubscription } from './list.ts'
import { lockSubscription } from './lock.ts'

/** Notes why a cancellation was made, after the fact. What was said before stays where nothing new is said. */
export async function explainCancellation(
  ports: Ports,
  actor: CustomerActor,
  { params, body }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  const { cancellation_reason, cancellation_comment } = body
  await ports.db.transaction().execute(async (tx) => {
    const subscription = await lockSubscription(tx, params.id, actor)
    if (uncancellationRefusal(subscription)) {
      throw new Refusal('BadRequest', 'No cancellation is scheduled for this subscription.')
    }
    const set = {
      ...(cancellation_reason && { customer_cancellation_reason: cancellation_reason }),
      ...(cancellation_comment && { customer_cancellation_comment: cancellation_comment }),
    }
    if (Object.keys(set).length === 0) return
    const cause = { actor: nameOf(actor), operation: 'subscriptions.explain_cancellation' }
    const change = { set, events: ['subscription.updated', 'customer.state_changed'] as const }
    await applyChange(tx, ports, 'subscriptions', subscription, change, cause)
  })
  return getCustomerSubscription(ports, actor, { params })
}
