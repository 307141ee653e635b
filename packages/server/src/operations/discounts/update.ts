import type {
  deleteDiscount as deleteContract,
  updateDiscount as contract,
} from '@verge/polar/contract/discounts'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { invalid } from '@verge/polar/refusals'
import type { Ports } from '../../ports/ports.ts'
import type { OrganizationActor } from '../actor.ts'
import { announceDiscount } from './announce.ts'
import { codeConflict, refuseForeignProducts } from './details.ts'
import { requireDiscount } from './find.ts'

/** What it takes off stays as it was made, because customers have bought with it. */
export async function updateDiscount(
  ports: Ports,
  actor: OrganizationActor,
  { params, body }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  const { db, clock } = ports
  const { products, metadata, ...plain } = body
  await refuseForeignProducts(db, actor, products)
  return db.transaction().execute(async (tx) => {
    await requireDiscount(tx, actor, params.id)
    // Locked, so that nobody redeems it between the question and the answer.
    const { redemptions_count } = await tx
      .selectFrom('discounts')
      .select('redemptions_count')
      .where('id', '=', params.id)
      .forUpdate()
      .executeTakeFirstOrThrow()
    if (plain.max_redemptions && plain.max_redemptions < redemptions_count) {
      const words = `It was used ${redemptions_count} times already.`
      throw invalid(['body', 'max_redemptions'], words, plain.max_redemptions)
    }
    const row = await tx
      .updateTable('discounts')
      .set({
        ...plain,
        ...(products !== undefined && {
          product_ids: products && products.length > 0 ? JSON.stringify(products) : null,
        }),
        ...(metadata && { metadata: JSON.stringify(metadata) }),
        modified_at: clock.now(),
      })
      .where('id', '=', params.id)
      .returningAll()
      .executeTakeFirstOrThrow()
      .catch(codeConflict(plain.code))
    return announceDiscount(tx, ports, row, 'discount.updated')
  })
}

/** Nobody can use it from now on; whoever has it keeps it. */
export async function deleteDiscount(
  ports: Ports,
  actor: OrganizationActor,
  { params }: InputOf<typeof deleteContract>,
): Promise<void> {
  const deleted_at = ports.clock.now()
  await ports.db.transaction().execute(async (tx) => {
    const { id } = await requireDiscount(tx, actor, params.id)
    const row = await tx
      .updateTable('discounts')
      .set({ deleted_at, modified_at: deleted_at })
      .where('id', '=', id)
      .where('deleted_at', 'is', null)
      .returningAll()
      .executeTakeFirst()
    if (row) await announceDiscount(tx, ports, row, 'discount.deleted')
  })
}
