import type { CustomerSeat } from '@verge/polar/contract/seats'
import type { CustomerSeatRow } from '../../db/tables/subscriptions.ts'

export function presentSeat({ email, metadata, ...seat }: CustomerSeatRow): CustomerSeat {
  return {
    ...seat,
    order_id: null,
    member_id: null,
    member: null,
    // Only an organization with members has it.
    email: null,
    customer_email: email,
    seat_metadata: metadata,
  }
}
