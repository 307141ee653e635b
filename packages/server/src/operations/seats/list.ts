import type { listPortalSeats as ownContract, listSeats as contract } from '@verge/polar/contract/seats'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { notFound } from '@verge/polar/refusals'
import type { Ports } from '../../ports/ports.ts'
import { availableSeats, heldSeats, subscriptionNamed, type SeatsActor } from './find.ts'
import { presentSeats } from './present.ts'

/** Those that somebody has or is invited to, in the order in which they were given. */
export async function listSeats(
  { db }: Ports,
  actor: SeatsActor,
  { query }: InputOf<typeof contract> | InputOf<typeof ownContract>,
): Promise<OutputOf<typeof contract>> {
  const id = await subscriptionNamed(db, actor, query ?? {})
  const found = db.selectFrom('subscriptions').selectAll().where('id', '=', id)
  const subscription =
    actor.kind === 'customer'
      ? await found.where('customer_id', '=', actor.customer_id).executeTakeFirst()
      : await found.where('organization_id', '=', actor.organization_id).executeTakeFirst()
  if (!subscription) throw notFound()
  const seats = await heldSeats(db, id)
  return {
    seats: await presentSeats(db, seats),
    available_seats: await availableSeats(db, subscription),
    total_seats: subscription.seats ?? 0,
  }
}
