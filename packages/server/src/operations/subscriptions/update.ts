import type { updateCustomerSubscription as contract } from '@verge/polar/contract/subscriptions'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { invalid, Refusal } from '@verge/polar/refusals'
import type { Reason } from '../../billing/cancellation.ts'
import type { Ports } from '../../ports/ports.ts'
import type { CustomerActor } from '../actor.ts'
import { cancelSubscription, uncancelSubscription } from './cancel.ts'
import { getCustomerSubscription } from './list.ts'

/** One door for several changes; the body's variant says which. */
export async function updateCustomerSubscription(
  ports: Ports,
  actor: CustomerActor,
  { params, body }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  // Someone else's id is not found before anything else is said about it.
  const subscription = await getCustomerSubscription(ports, actor, { params })
  if ('product_id' in body) {
    throw new Refusal(
      'UpdateSubscriptionPlanNotAllowed',
      'Changing the plan is switched off for this organization.',
    )
  }
  if ('seats' in body || 'units' in body) {
    throw new Refusal(
      'UpdateSubscriptionSeatsNotAllowed',
      'Changing seats is switched off for this organization.',
    )
  }
  if ('pause_at_period_end' in body || 'resume' in body) {
    throw new Refusal('PauseResumeNotAllowed', 'Pausing is switched off for this organization.')
  }
  if ('pending_update' in body)
    throw invalid(['body', 'pending_update'], 'There is no scheduled change to take back.', null)
  if (body.cancel_at_period_end === true) return cancelSubscription(ports, actor, { params }, reasonOf(body))
  if (body.cancel_at_period_end === false) return uncancelSubscription(ports, actor, { params })
  return subscription
}

/** Only what was said is written: a later empty answer does not blank an earlier one. */
function reasonOf(body: {
  cancellation_reason?: string | null
  cancellation_comment?: string | null
}): Reason {
  return {
    ...(body.cancellation_reason && { customer_cancellation_reason: body.cancellation_reason }),
    ...(body.cancellation_comment && { customer_cancellation_comment: body.cancellation_comment }),
  }
}
