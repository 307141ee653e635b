import { Refusal } from '@verge/polar/refusals'
import { pauseAtPeriodEnd, takePauseBack } from '../../billing/pause.ts'
import type { Database, Ports, Tx } from '../../ports/ports.ts'
import { nameOf, type CustomerActor, type OrganizationActor } from '../actor.ts'
import { applyChange } from '../apply-change.ts'
import { dateOf } from '../emails/facts.ts'
import { queueMail } from '../emails/queue.ts'
import type { CheckQuote } from './continuation.ts'
import { lockSubscription } from './lock.ts'

/** Nothing is charged and nothing served from the end of the period on, until it is resumed. */
export async function schedulePause(
  ports: Ports,
  actor: CustomerActor | OrganizationActor,
  id: string,
  resumes_at: Date | null,
): Promise<void> {
  const cause = { actor: nameOf(actor), operation: 'subscriptions.pause' }
  await ports.db.transaction().execute(async (tx) => {
    const subscription = await lockSubscription(tx, id, actor)
    await refuseUnlessSwitchedOn(tx, actor)
    const change = pauseAtPeriodEnd(subscription, resumes_at)
    const pausing = await applyChange(tx, ports, 'subscriptions', subscription, change, cause)
    const resumes = pausing.resumes_at && dateOf(pausing.resumes_at)
    await queueMail(tx, ports, 'pause_scheduled', pausing, { resumes })
  })
}

export async function unschedulePause(
  ports: Ports,
  actor: CustomerActor | OrganizationActor,
  id: string,
  check?: CheckQuote,
): Promise<void> {
  const cause = { actor: nameOf(actor), operation: 'subscriptions.unpause' }
  await ports.db.transaction().execute(async (tx) => {
    const subscription = await lockSubscription(tx, id, actor)
    await refuseUnlessSwitchedOn(tx, actor)
    const change = takePauseBack(subscription)
    await check?.(tx)
    const running = await applyChange(tx, ports, 'subscriptions', subscription, change, cause)
    await queueMail(tx, ports, 'pause_taken_back', running)
  })
}

/** The seller may always; their customers where the seller lets them. */
export async function refuseUnlessSwitchedOn(
  db: Database | Tx,
  actor: CustomerActor | OrganizationActor,
): Promise<void> {
  if (actor.kind === 'organization') return
  const { portal_settings } = await db
    .selectFrom('organizations')
    .select('portal_settings')
    .where('id', '=', actor.organization_id)
    .executeTakeFirstOrThrow()
  if (!portal_settings.subscription.pause)
    throw new Refusal('PauseResumeNotAllowed', 'Pausing is switched off for this organization.')
}
