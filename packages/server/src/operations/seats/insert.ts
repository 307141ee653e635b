import type { CustomerSeatRow, SubscriptionRow } from '../../db/tables/subscriptions.ts'
import type { Recorder, Tx } from '../../ports/ports.ts'
import { recordCreation, type Cause } from '../apply-change.ts'
import { countSeats } from './find.ts'

export interface SeatHolder {
  email: string
  /** Whose member it is for; null where nobody is a customer yet. */
  customer_id: string | null
  member_id: string | null
}

type Invitation = Pick<CustomerSeatRow, 'invitation_token_hash' | 'invitation_token_expires_at'>

interface NewSeat {
  /** Null: nobody has to take it, it is taken. */
  invitation: Invitation | null
  metadata: object | null
}

/** Under the subscription's lock. */
export async function insertSeat(
  tx: Tx,
  ports: Recorder,
  { id: subscription_id, organization_id }: Pick<SubscriptionRow, 'id' | 'organization_id'>,
  { email, customer_id, member_id }: SeatHolder,
  { invitation, metadata }: NewSeat,
  cause: Cause,
): Promise<CustomerSeatRow> {
  const now = ports.clock.now()
  const seat = await tx
    .insertInto('customer_seats')
    .values({
      id: ports.ids.uuid(),
      created_at: now,
      modified_at: null,
      version: 1,
      organization_id,
      subscription_id,
      status: invitation ? 'pending' : 'claimed',
      email,
      customer_id,
      member_id,
      invitation_token_hash: null,
      invitation_token_expires_at: null,
      ...invitation,
      claimed_at: invitation ? null : now,
      revoked_at: null,
      metadata: metadata ? JSON.stringify(metadata) : null,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await countSeats(tx, subscription_id, 1)
  const events = invitation
    ? (['customer_seat.assigned'] as const)
    : (['customer_seat.assigned', 'customer_seat.claimed'] as const)
  await recordCreation(tx, ports, 'customer_seats', seat, events, cause)
  return seat
}
