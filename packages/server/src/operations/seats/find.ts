import { notFound, Refusal } from '@verge/polar/refusals'
import { isHeld } from '@verge/polar/policy/seats'
import { seatLimit } from '../../billing/seats.ts'
import type { CustomerSeatRow, SubscriptionRow } from '../../db/tables/subscriptions.ts'
import type { Database, Tx } from '../../ports/ports.ts'
import type { CustomerActor, OrganizationActor } from '../actor.ts'
import { lockSubscription } from '../subscriptions/lock.ts'
import { scheduledTerms } from '../subscriptions/terms.ts'

export type SeatsActor = CustomerActor | OrganizationActor

interface Source {
  subscription_id?: string | null
  order_id?: string | null
  checkout_id?: string | null
}

/** The subscription that is meant. Whose it is, is asked where it is read or locked. */
export async function subscriptionNamed(
  db: Database | Tx,
  { organization_id }: SeatsActor,
  { subscription_id, order_id, checkout_id }: Source,
): Promise<string> {
  const [named, ...more] = [subscription_id, order_id, checkout_id].filter(Boolean)
  if (!named || more.length > 0)
    throw new Refusal('BadRequest', 'Name one subscription. Nothing was changed.')
  if (subscription_id) return subscription_id
  const bought =
    checkout_id &&
    (await db
      .selectFrom('checkouts')
      .select('subscription_id')
      .where('id', '=', checkout_id)
      .where('organization_id', '=', organization_id)
      .executeTakeFirst())
  // An order sells no seats of its own.
  if (!bought || !bought.subscription_id) throw notFound()
  return bought.subscription_id
}

/** How many seats can be given away now. */
export async function availableSeats(db: Database | Tx, subscription: SubscriptionRow): Promise<number> {
  const scheduled = await scheduledTerms(db, subscription)
  const paying = await db
    .selectFrom('orders')
    .select('subscription_terms')
    .where('subscription_id', '=', subscription.id)
    .where('status', '=', 'pending')
    .where('subscription_terms', 'is not', null)
    .execute()
  const changes = [scheduled?.seats, ...paying.map((order) => order.subscription_terms!.seats)]
  return Math.max(0, seatLimit(subscription.seats, changes) - subscription.seats_assigned)
}

/** With its subscription, which is locked first. */
export async function lockSeat(
  tx: Tx,
  actor: SeatsActor,
  id: string,
): Promise<{ seat: CustomerSeatRow; subscription: SubscriptionRow }> {
  const found = await tx
    .selectFrom('customer_seats')
    .select('subscription_id')
    .where('id', '=', id)
    .executeTakeFirst()
  if (!found) throw notFound()
  const subscription = await lockSubscription(tx, found.subscription_id, actor)
  const seat = await tx
    .selectFrom('customer_seats')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow()
  return { seat, subscription }
}

/** Under the subscription's lock, beside the seat that is given or freed. */
export async function countSeats(tx: Tx, subscription_id: string, more: 1 | -1): Promise<void> {
  await tx
    .updateTable('subscriptions')
    .set((eb) => ({ seats_assigned: eb('seats_assigned', '+', more) }))
    .where('id', '=', subscription_id)
    .execute()
}

export async function heldSeats(
  db: Database | Tx,
  subscription_id: string,
): Promise<readonly CustomerSeatRow[]> {
  const seats = await db
    .selectFrom('customer_seats')
    .selectAll()
    .where('subscription_id', '=', subscription_id)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return seats.filter(isHeld)
}
