import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import type { Recorder, Tx } from '../../ports/ports.ts'
import type { Cause } from '../apply-change.ts'
import { insertSeat } from './insert.ts'

/** Whoever had no seats and now has, keeps what they bought: the first seat is theirs. Under the subscription's lock. */
export async function takeFirstSeat(
  tx: Tx,
  ports: Recorder,
  before: Pick<SubscriptionRow, 'seats'>,
  after: SubscriptionRow,
  cause: Cause,
): Promise<void> {
  if (before.seats !== null || after.seats === null) return
  const { email } = await tx
    .selectFrom('customers')
    .select('email')
    .where('id', '=', after.customer_id)
    .executeTakeFirstOrThrow()
  const holder = { email, customer_id: after.customer_id, member_id: null }
  await insertSeat(tx, ports, after, holder, { invitation: null, metadata: null }, cause)
}
