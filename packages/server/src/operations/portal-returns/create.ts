import * as z from 'zod'
import { portalReturn, type createPortalReturn as contract } from '@verge/polar/contract/portal-returns'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { notFound } from '@verge/polar/refusals'
import { addMinutes } from '../../billing/billing-period.ts'
import type { Database, Ports } from '../../ports/ports.ts'
import type { CustomerActor } from '../actor.ts'
import { jwsOf } from '../receipts/jws.ts'
import { sealingKeyOf } from '../receipts/key.ts'

/** Long enough for the way back, too short for a link that somebody finds later. */
const minutes = 5

/** Says what was done last, with the state as it is now: the customer leaves at this moment. */
export async function createPortalReturn(
  ports: Ports,
  actor: CustomerActor,
  { body: { action, subscription_id } }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  const { db, ids, outsideClock, publicUrl } = ports
  const visit = await db
    .selectFrom('customer_sessions')
    .innerJoin('customers', 'customers.id', 'customer_sessions.customer_id')
    .innerJoin('organizations', 'organizations.id', 'customers.organization_id')
    .select(['return_url', 'external_id', 'slug'])
    .where('customer_sessions.id', '=', actor.session_id)
    .executeTakeFirstOrThrow()
  // Nobody to tell, or nobody whom an app would know.
  if (!visit.return_url || !visit.external_id) throw notFound()
  const now = outsideClock.now()
  const expires_at = addMinutes(now, minutes)
  const says = z.encode(portalReturn, {
    iss: `${publicUrl}/${visit.slug}`,
    aud: new URL(visit.return_url).origin,
    sub: visit.external_id,
    jti: ids.uuid(),
    iat: secondsOf(now),
    exp: secondsOf(expires_at),
    action,
    subscription: subscription_id === null ? null : await own(db, actor, subscription_id),
  })
  return { result: jwsOf(sealingKeyOf(ports, actor.organization_id), 'portal-return', says), expires_at }
}

async function own(db: Database, { customer_id }: CustomerActor, id: string) {
  const found = await db
    .selectFrom('subscriptions')
    .select([
      'id',
      'created_at',
      'modified_at',
      'status',
      'cancel_at_period_end',
      'current_period_end',
      'ends_at',
      'ended_at',
      'version',
    ])
    .where('id', '=', id)
    .where('customer_id', '=', customer_id)
    .executeTakeFirst()
  if (!found) throw notFound()
  return found
}

const secondsOf = (date: Date) => Math.floor(date.getTime() / 1000)
