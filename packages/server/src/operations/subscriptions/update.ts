import type {
  updateCustomerSubscription as ownContract,
  updateSubscription as contract,
} from '@verge/polar/contract/subscriptions'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { invalid, type Refusal } from '@verge/polar/refusals'
import type { Ports } from '../../ports/ports.ts'
import { nameOf, type CustomerActor, type OrganizationActor } from '../actor.ts'
import {
  cancelSubscription,
  scheduleCancellation,
  takeCancellationBack,
  uncancelSubscription,
} from './cancel.ts'
import { changeSubscription, dropPendingUpdate } from './change.ts'
import { asQuoted, type CheckQuote } from './continuation.ts'
import { getCustomerSubscription, getSubscription } from './list.ts'
import { lockSubscription } from './lock.ts'
import { movePeriodEnd } from './move-period-end.ts'
import { schedulePause, unschedulePause } from './pause.ts'
import { reasonOf } from './reason.ts'
import { resumeSubscription } from './resume.ts'
import { revoke } from './revoke.ts'
import { updateBase } from './update-base.ts'

/** One door for several changes; the body's variant says which. */
export async function updateCustomerSubscription(
  ports: Ports,
  actor: CustomerActor,
  { params, body }: InputOf<typeof ownContract>,
): Promise<OutputOf<typeof ownContract>> {
  // Each change looks for the subscription itself: someone else's is not found before anything else is said about it.
  if ('units' in body) {
    await getCustomerSubscription(ports, actor, { params })
    throw notByUnits(body.units)
  }
  if ('product_id' in body || 'seats' in body) await changeSubscription(ports, actor, params.id, body)
  else if (isShared(body))
    await carryOut(ports, actor, params.id, body, 'quote_id' in body ? body.quote_id : undefined)
  else if (body.cancel_at_period_end === true)
    return cancelSubscription(ports, actor, { params }, reasonOf(body))
  else if (body.cancel_at_period_end === false) {
    const check = asQuoted(actor, params.id, 'cancellation', body.quote_id)
    return uncancelSubscription(ports, actor, { params }, check)
  }
  return getCustomerSubscription(ports, actor, { params })
}

function notByUnits(units: number): Refusal {
  return invalid(['body', 'units'], 'This subscription is not priced by units. Nothing was changed.', units)
}

/** The seller's: the same changes without the portal's switches, and a few that only a seller may make. */
export async function updateSubscription(
  ports: Ports,
  actor: OrganizationActor,
  { params, body }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  const { id } = params
  if ('units' in body) {
    await getSubscription(ports, actor, { params })
    throw notByUnits(body.units)
  }
  if ('seats' in body)
    await changeSubscription(ports, actor, id, { seats: body.seats, behavior: body.proration_behavior })
  else if ('current_billing_period_end' in body)
    await movePeriodEnd(ports, actor, id, body.current_billing_period_end)
  else if ('revoke' in body) await revoke(ports, actor, id, sellersReason(body))
  else if (isShared(body)) await carryOut(ports, actor, id, body)
  else if ('cancel_at_period_end' in body)
    await (body.cancel_at_period_end
      ? scheduleCancellation(ports, actor, id, sellersReason(body))
      : takeCancellationBack(ports, actor, id))
  else await updateBase(ports, actor, id, body)
  return getSubscription(ports, actor, { params })
}

type Shared =
  | { pause_at_period_end: boolean; resumes_at?: Date | null }
  | { resume: true }
  | { pending_update: null }

function isShared(body: object): body is Shared {
  return 'pause_at_period_end' in body || 'resume' in body || 'pending_update' in body
}

async function carryOut(
  ports: Ports,
  actor: CustomerActor | OrganizationActor,
  id: string,
  body: Shared,
  quote_id?: string,
): Promise<void> {
  if ('resume' in body) await resumeSubscription(ports, actor, id)
  else if ('pending_update' in body)
    await clearPendingUpdate(ports, actor, id, asQuoted(actor, id, 'change', quote_id))
  else if (body.pause_at_period_end) await schedulePause(ports, actor, id, body.resumes_at ?? null)
  else await unschedulePause(ports, actor, id, asQuoted(actor, id, 'pause', quote_id))
}

async function clearPendingUpdate(
  ports: Ports,
  actor: CustomerActor | OrganizationActor,
  id: string,
  check?: CheckQuote,
): Promise<void> {
  const cause = { actor: nameOf(actor), operation: 'subscriptions.clear_pending_update' }
  await ports.db.transaction().execute(async (tx) => {
    const subscription = await lockSubscription(tx, id, actor)
    if (!subscription.pending_update)
      throw invalid(['body', 'pending_update'], 'There is no scheduled change to take back.', null)
    await check?.(tx)
    await dropPendingUpdate(tx, ports, subscription, cause)
  })
}

/** The seller's door names the customer's reason in full. */
function sellersReason(body: {
  customer_cancellation_reason?: string | null
  customer_cancellation_comment?: string | null
}) {
  return reasonOf({
    cancellation_reason: body.customer_cancellation_reason,
    cancellation_comment: body.customer_cancellation_comment,
  })
}
