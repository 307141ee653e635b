import type { CustomerSeat } from '../contract/seats.ts'
import { Refusal } from '../refusals.ts'
import { isBillable, type Lifecycle } from './subscriptions.ts'

type Seat = Pick<CustomerSeat, 'status'>

/** Somebody has it, or is invited to it. */
export const isHeld = ({ status }: Seat) => status !== 'revoked'
export const isPending = ({ status }: Seat) => status === 'pending'

/** Seats are of what is sold by the seat. */
export function seatlessRefusal({ seats }: { seats: number | null }): Refusal | null {
  if (seats !== null) return null
  return new Refusal('NotASeatBasedSubscription', 'This subscription has no seats. Nothing was changed.')
}

/** Nobody is invited into what does not run. */
export function seatsRefusal(subscription: Pick<Lifecycle, 'status' | 'ended_at'>): Refusal | null {
  if (isBillable(subscription) && !subscription.ended_at) return null
  return new Refusal('BadRequest', 'This subscription does not run, so its seats are closed.')
}

export function assignmentRefusal(available: number): Refusal | null {
  if (available > 0) return null
  return new Refusal('SeatNotAvailable', 'Every seat is taken. Free one, or buy more. Nothing was changed.')
}

export function invitationRefusal(seat: Seat): Refusal | null {
  if (isPending(seat)) return null
  return new Refusal('SeatNotPending', 'Nobody is invited to this seat any more. Nothing was changed.')
}

export function claimRefusal(
  seat: Seat & Pick<CustomerSeat, 'invitation_token_expires_at'>,
  now: Date,
): Refusal | null {
  if (!isPending(seat)) return new Refusal('SeatNotPending', 'This seat is taken already.')
  if (seat.invitation_token_expires_at && seat.invitation_token_expires_at > now) return null
  return new Refusal(
    'InvalidInvitationToken',
    'This invitation is no longer valid. Ask whoever invited you to send it again.',
  )
}
