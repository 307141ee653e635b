import type { getRenewalConsent as contract } from '@verge/polar/contract/checkouts'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { notFound } from '@verge/polar/refusals'
import type { CheckoutRow } from '../../db/tables/checkouts.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import type { OrganizationActor } from '../actor.ts'

/** What the buyer agreed to last: an earlier try bought nothing. */
export async function keepRenewalConsent(
  tx: Tx,
  { clock, ids }: Pick<Ports, 'clock' | 'ids'>,
  { id: checkout_id, organization_id }: CheckoutRow,
  said: string,
): Promise<void> {
  const created_at = clock.now()
  await tx
    .insertInto('renewal_consents')
    .values({ id: ids.uuid(), created_at, organization_id, checkout_id, said })
    .onConflict((on) => on.column('checkout_id').doUpdateSet({ created_at, said }))
    .execute()
}

/** For the seller, who has to be able to show it. */
export async function getRenewalConsent(
  { db }: Ports,
  { organization_id }: OrganizationActor,
  { params }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  const kept = await db
    .selectFrom('renewal_consents')
    .select(['created_at as given_at', 'said as text'])
    .where('checkout_id', '=', params.id)
    .where('organization_id', '=', organization_id)
    .executeTakeFirst()
  if (!kept) throw notFound()
  return kept
}
