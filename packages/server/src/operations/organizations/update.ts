import {
  organization as shape,
  type updateOrganization as contract,
} from '@verge/polar/contract/organizations'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import type { Ports } from '../../ports/ports.ts'
import type { OrganizationActor } from '../actor.ts'
import { requireDiscount } from '../discounts/find.ts'
import { announceOf } from '../webhooks/announce.ts'
import { presentOrganization, presentToSeller } from './present.ts'

/** What the seller lets happen; what is not named stays, and where nothing is named nobody is told. */
export async function updateOrganization(
  ports: Ports,
  actor: OrganizationActor,
  { body }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  const { organization_id } = actor
  const { customer_portal_settings, ...rest } = body
  return ports.db.transaction().execute(async (tx) => {
    if (body.stay_discount_id) await requireDiscount(tx, actor, body.stay_discount_id)
    const isChange = Object.keys(body).length > 0
    const updated = await tx
      .updateTable('organizations')
      .set({
        ...rest,
        ...(customer_portal_settings && { portal_settings: JSON.stringify(customer_portal_settings) }),
        ...(isChange ? { modified_at: ports.clock.now() } : { id: organization_id }),
      })
      .where('id', '=', organization_id)
      .returningAll()
      .executeTakeFirstOrThrow()
    if (isChange)
      await announceOf(tx, ports, organization_id, shape, presentToSeller(updated), 'organization.updated')
    return presentOrganization(updated)
  })
}
