import type { recordWithdrawalConsent as contract } from '@verge/polar/contract/leaving'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { notFound } from '@verge/polar/refusals'
import type { Ports } from '../../ports/ports.ts'
import type { OrganizationActor } from '../actor.ts'

/** Kept as it was given first; told again, it stays. */
export async function recordWithdrawalConsent(
  { db, clock, ids }: Ports,
  { organization_id }: OrganizationActor,
  { params, body }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  const subscription = await db
    .selectFrom('subscriptions')
    .select('id')
    .where('id', '=', params.id)
    .where('organization_id', '=', organization_id)
    .executeTakeFirst()
  if (!subscription) throw notFound()
  const { kind, text: said, given_at } = body
  await db
    .insertInto('withdrawal_consents')
    .values({
      id: ids.uuid(),
      created_at: clock.now(),
      organization_id,
      subscription_id: subscription.id,
      kind,
      said,
      given_at,
    })
    .onConflict((on) => on.columns(['subscription_id', 'kind']).doNothing())
    .execute()
  return db
    .selectFrom('withdrawal_consents')
    .select(['id', 'kind', 'given_at'])
    .where('subscription_id', '=', subscription.id)
    .where('kind', '=', kind)
    .executeTakeFirstOrThrow()
}
