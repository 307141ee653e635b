import type { CustomerSeat } from '@verge/polar/contract/seats'
import { anyOf } from '../../db/rows.ts'
import type { CustomerSeatRow } from '../../db/tables/subscriptions.ts'
import type { Database, Tx } from '../../ports/ports.ts'
import { presentMember } from '../members/present.ts'

export async function presentSeats(
  db: Database | Tx,
  seats: readonly CustomerSeatRow[],
): Promise<CustomerSeat[]> {
  const ids = seats.flatMap(({ member_id }) => member_id ?? [])
  const rows = await db.selectFrom('members').selectAll().where('id', '=', anyOf(ids)).execute()
  const members = new Map(rows.map((row) => [row.id, presentMember(row)]))
  return seats.map(({ email, metadata, ...seat }) => {
    const member = (seat.member_id && members.get(seat.member_id)) || null
    return {
      ...seat,
      order_id: null,
      member,
      email: member?.email ?? null,
      customer_email: email,
      seat_metadata: metadata,
    }
  })
}

export async function presentSeat(db: Database | Tx, seat: CustomerSeatRow): Promise<CustomerSeat> {
  return (await presentSeats(db, [seat]))[0]!
}
