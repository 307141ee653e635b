import { sql } from 'kysely'
import type { listClaimedSubscriptions as contract } from '@verge/polar/contract/seats'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import type { Ports } from '../../ports/ports.ts'
import type { CustomerActor } from '../actor.ts'
import { listed, pageThrough } from '../listing.ts'
import { presentCustomerSubscriptions } from '../subscriptions/present.ts'

/** Why whoever pays for it leaves is for the seller, and not for those whom they gave a seat. */
const unsaid = { customer_cancellation_reason: null, customer_cancellation_comment: null }

export async function listClaimedSubscriptions(
  { db }: Ports,
  { customer_id, organization_id, member }: CustomerActor,
  { query }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  const taken = db
    .selectFrom('customer_seats')
    .select('subscription_id')
    .where('customer_id', '=', customer_id)
    .where('status', '=', 'claimed')
    .where(({ or, eb }) =>
      or([eb('member_id', 'is', null), ...(member ? [eb('member_id', '=', member.id)] : [])]),
    )
  const found = db
    .selectFrom('subscriptions')
    .where('organization_id', '=', organization_id)
    .where('id', 'in', taken)
  const columns = { started_at: sql.ref('started_at') }
  const { rows, count } = await pageThrough(found, query, {
    sorting: undefined,
    fallback: '-started_at',
    columns,
  })
  const presented = await presentCustomerSubscriptions(
    db,
    rows.map((row) => ({ ...row, ...unsaid })),
  )
  return listed(presented, count, query)
}
