import type { updateOrganization as contract } from '@verge/polar/contract/organizations'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import type { Ports } from '../../ports/ports.ts'
import type { OrganizationActor } from '../actor.ts'
import { presentOrganization } from './present.ts'

/** What the seller lets happen; what is not named stays. */
export async function updateOrganization(
  { db, clock }: Ports,
  actor: OrganizationActor,
  { body }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  const { customer_portal_settings, ...rest } = body
  const updated = await db
    .updateTable('organizations')
    .set({
      ...rest,
      ...(customer_portal_settings && { portal_settings: JSON.stringify(customer_portal_settings) }),
      modified_at: clock.now(),
    })
    .where('id', '=', actor.organization_id)
    .returningAll()
    .executeTakeFirstOrThrow()
  return presentOrganization(updated)
}
