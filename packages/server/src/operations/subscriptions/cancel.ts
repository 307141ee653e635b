import type { cancelCustomerSubscription as contract } from '@verge/polar/contract/subscriptions'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { cancelAtPeriodEnd, uncancel, type Reason } from '../../billing/cancellation.ts'
import type { SubscriptionRow } from '../../db/tables.ts'
import type { Ports } from '../../ports/ports.ts'
import { nameOf, type CustomerActor, type OrganizationActor } from '../actor.ts'
import { applyChange } from '../apply-change.ts'
import { timeOf } from '../emails/facts.ts'
import { queueMail } from '../emails/queue.ts'
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
  const now = ports.clock.now()
  const cause = { actor: nameOf(actor), operation: 'subscriptions.cancel' }
  return ports.db.transaction().execute(async (tx) => {
    const subscription = await lockSubscription(tx, id, actor)
    const change = cancelAtPeriodEnd(subscription, { now, reason })
    const canceled = await applyChange(tx, ports, 'subscriptions', subscription, change, cause)
    await queueMail(tx, ports, 'cancellation_scheduled', canceled, { received_at: timeOf(now) })
    return canceled
  })
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
    await queueMail(tx, ports, 'cancellation_taken_back', resumed)
    return resumed
  })
}
