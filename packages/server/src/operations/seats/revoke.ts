import type { revokeSeat as contract } from '@verge/polar/contract/seats'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { isHeld } from '@verge/polar/policy/seats'
import { revoked } from '../../billing/seats.ts'
import type { CustomerSeatRow } from '../../db/tables/subscriptions.ts'
import type { Ports, Recorder, Tx } from '../../ports/ports.ts'
import { nameOf } from '../actor.ts'
import { applyChange, type Cause } from '../apply-change.ts'
import { countSeats, lockSeat, type SeatsActor } from './find.ts'
import { presentSeat } from './present.ts'

/** Frees the seat for somebody else, also of a subscription that has ended. */
export async function revokeSeat(
  ports: Ports,
  actor: SeatsActor,
  { params }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  const cause = { actor: nameOf(actor), operation: 'customer_seats.revoke' }
  const seat = await ports.db.transaction().execute(async (tx) => {
    const { seat } = await lockSeat(tx, actor, params.id)
    return isHeld(seat) ? free(tx, ports, seat, cause) : seat
  })
  return presentSeat(ports.db, seat)
}

/** Under the lock of its subscription. */
export async function free(
  tx: Tx,
  ports: Recorder,
  seat: CustomerSeatRow,
  cause: Cause,
): Promise<CustomerSeatRow> {
  const freed = await applyChange(tx, ports, 'customer_seats', seat, revoked(ports.clock.now()), cause)
  await countSeats(tx, seat.subscription_id, -1)
  return freed
}
