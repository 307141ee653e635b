import type { createDiscount as contract } from '@verge/polar/contract/discounts'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { invalid } from '@verge/polar/refusals'
import type { Ports } from '../../ports/ports.ts'
import type { OrganizationActor } from '../actor.ts'
import { refuseForeignOrganization } from '../organizations/refuse-foreign.ts'
import { announceDiscount } from './announce.ts'
import { codeConflict, refuseForeignProducts } from './details.ts'

type Body = InputOf<typeof contract>['body']

export async function createDiscount(
  ports: Ports,
  actor: OrganizationActor,
  { body }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  const { db, clock, ids } = ports
  refuseForeignOrganization(actor, body.organization_id)
  await refuseForeignProducts(db, actor, body.products)
  const amounts = body.type === 'fixed' ? amountsOf(body) : null
  return db.transaction().execute(async (tx) => {
    const row = await tx
      .insertInto('discounts')
      .values({
        id: ids.uuid(),
        created_at: clock.now(),
        modified_at: null,
        deleted_at: null,
        organization_id: actor.organization_id,
        name: body.name,
        code: body.code ?? null,
        type: body.type,
        basis_points: body.type === 'percentage' ? body.basis_points : null,
        amounts: amounts && JSON.stringify(amounts),
        duration: body.duration,
        duration_in_months: body.duration === 'repeating' ? body.duration_in_months : null,
        starts_at: body.starts_at ?? null,
        ends_at: body.ends_at ?? null,
        max_redemptions: body.max_redemptions ?? null,
        max_redemptions_per_customer: body.max_redemptions_per_customer ?? null,
        product_ids: body.products && body.products.length > 0 ? JSON.stringify(body.products) : null,
        metadata: JSON.stringify(body.metadata ?? {}),
      })
      .returningAll()
      .executeTakeFirstOrThrow()
      .catch(codeConflict(body.code))
    return announceDiscount(tx, ports, row, 'discount.created')
  })
}

/** In one currency, or in several. */
function amountsOf({ amount, currency, amounts }: Extract<Body, { type: 'fixed' }>) {
  if (!amount && !amounts)
    throw invalid(['body', 'amount'], 'Say how much it takes off, in minor units.', null)
  return { ...(amount && { [currency ?? 'usd']: amount }), ...amounts }
}
