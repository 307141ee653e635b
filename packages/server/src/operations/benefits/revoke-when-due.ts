import type { Ports } from '../../ports/ports.ts'
import { followAccess } from '../apply-change.ts'
import { held, type Claim } from '../due-work/claim.ts'

/** The days of grace are over. Whoever paid meanwhile keeps what they have. */
export async function revokeWhenDue(ports: Ports, id: string, claim: Claim): Promise<void> {
  const cause = { actor: 'billing', operation: 'benefits.revoke_when_due' }
  await ports.db.transaction().execute(async (tx) => {
    await tx.selectFrom('subscriptions').select('id').where('id', '=', id).forUpdate().execute()
    if ((await held(tx, claim, [id])).has(id))
      await followAccess(tx, ports, { subscription_ids: [id], order_ids: [], product_ids: [] }, cause)
  })
}
