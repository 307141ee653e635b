import type { resendInvitation as contract } from '@verge/polar/contract/seats'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { invitationRefusal, seatsRefusal } from '@verge/polar/policy/seats'
import { refuseIf } from '@verge/polar/refusals'
import type { Ports } from '../../ports/ports.ts'
import { lockSeat, type SeatsActor } from './find.ts'
import { newInvitation, sendInvitation } from './invite.ts'
import { presentSeat } from './present.ts'

/** Another invitation, for another day; the one before works no more. */
export async function resendInvitation(
  ports: Ports,
  actor: SeatsActor,
  { params }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  const seat = await ports.db.transaction().execute(async (tx) => {
    const { seat: invited, subscription } = await lockSeat(tx, actor, params.id)
    refuseIf(invitationRefusal(invited))
    refuseIf(seatsRefusal(subscription))
    const { token, columns } = newInvitation(ports)
    const renewed = await tx
      .updateTable('customer_seats')
      .set({ ...columns, modified_at: ports.clock.now() })
      .where('id', '=', invited.id)
      .returningAll()
      .executeTakeFirstOrThrow()
    await sendInvitation(tx, ports, renewed, token)
    return renewed
  })
  return presentSeat(ports.db, seat)
}
