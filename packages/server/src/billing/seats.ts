import type { CustomerSeat } from '@verge/polar/contract/seats'
import { claimRefusal } from '@verge/polar/policy/seats'
import { refuseIf } from '@verge/polar/refusals'

const invitationMs = 24 * 60 * 60 * 1000

export function invitationEnd(now: Date): Date {
  return new Date(now.getTime() + invitationMs)
}

/**
 * As many as may be held: a change to fewer that is scheduled, or waits for its payment, finds them free when it comes.
 * Null where a change says nothing about seats.
 */
export function seatLimit(seats: number | null, changes: readonly (number | null | undefined)[]): number {
  return Math.min(seats ?? 0, ...changes.filter((one) => typeof one === 'number'))
}

type Invited = Pick<CustomerSeat, 'status' | 'invitation_token_expires_at'>

export function claimed(seat: Invited, { customer_id, now }: { customer_id: string; now: Date }) {
  refuseIf(claimRefusal(seat, now))
  return {
    set: { status: 'claimed' as const, customer_id, claimed_at: now },
    events: ['customer_seat.claimed'] as const,
  }
}

export function revoked(now: Date) {
  return {
    set: {
      status: 'revoked' as const,
      revoked_at: now,
      invitation_token_hash: null,
      invitation_token_expires_at: null,
    },
    events: ['customer_seat.revoked'] as const,
  }
}
