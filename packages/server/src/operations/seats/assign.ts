import type { assignSeat as contract, SeatAssignment } from '@verge/polar/contract/seats'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { assignmentRefusal, seatlessRefusal, seatsRefusal } from '@verge/polar/policy/seats'
import { invalid, Refusal, refuseIf } from '@verge/polar/refusals'
import type { CustomerSeatRow, SubscriptionRow } from '../../db/tables/subscriptions.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { nameOf } from '../actor.ts'
import type { Cause } from '../apply-change.ts'
import { namingConflict } from '../customers/identity.ts'
import { lockSubscription } from '../subscriptions/lock.ts'
import { availableSeats, heldSeats, subscriptionNamed, type SeatsActor } from './find.ts'
import { insertSeat, type SeatHolder } from './insert.ts'
import { newInvitation, sendInvitation } from './invite.ts'
import { personNamed } from './person.ts'
import { presentSeat } from './present.ts'

/** Gives a seat to somebody: by an invitation that they take, or at once where the seller says so. */
export async function assignSeat(
  ports: Ports,
  actor: SeatsActor,
  { body }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  const cause = { actor: nameOf(actor), operation: 'customer_seats.assign' }
  if (actor.kind === 'customer') refuseSellersWays(body)
  const seat = await ports.db
    .transaction()
    .execute(async (tx) => {
      const id = await subscriptionNamed(tx, actor, body)
      // Whoever has to be made a customer or a member first is so before the subscription is locked.
      const person = await personNamed(tx, ports, actor, id, body, cause)
      const subscription = await lockSubscription(tx, id, actor)
      await refuseUnlessFree(tx, subscription, person)
      return give(tx, ports, subscription, person, body, cause)
    })
    .catch(namingConflict)
  return presentSeat(ports.db, seat)
}

/** By a customer's id others' addresses could be found out, and without an invitation anybody be made a customer. */
function refuseSellersWays(body: SeatAssignment): void {
  for (const field of ['customer_id', 'external_customer_id'] as const) {
    if (body[field])
      throw invalid(
        ['body', field],
        'Name the person by an e-mail address. Nothing was changed.',
        body[field],
      )
  }
  if (body.immediate_claim)
    throw invalid(['body', 'immediate_claim'], 'Only the seller can assign without an invitation.', true)
}

async function refuseUnlessFree(
  tx: Tx,
  subscription: SubscriptionRow,
  { email, member_id }: SeatHolder,
): Promise<void> {
  refuseIf(seatlessRefusal(subscription))
  refuseIf(seatsRefusal(subscription))
  const held = await heldSeats(tx, subscription.id)
  const isTheirs = (seat: CustomerSeatRow) =>
    seat.email.toLowerCase() === email.toLowerCase() || (member_id !== null && seat.member_id === member_id)
  if (held.some(isTheirs))
    throw new Refusal('SeatAlreadyAssigned', `${email} has a seat already. Nothing was changed.`)
  refuseIf(assignmentRefusal(await availableSeats(tx, subscription)))
}

async function give(
  tx: Tx,
  ports: Ports,
  subscription: SubscriptionRow,
  person: SeatHolder,
  { immediate_claim, metadata = null }: SeatAssignment,
  cause: Cause,
): Promise<CustomerSeatRow> {
  const invited = immediate_claim ? null : newInvitation(ports)
  const fresh = { invitation: invited?.columns ?? null, metadata }
  const seat = await insertSeat(tx, ports, subscription, person, fresh, cause)
  if (invited) await sendInvitation(tx, ports, seat, invited.token)
  return seat
}
