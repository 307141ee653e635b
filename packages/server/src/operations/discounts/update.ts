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
import { valueIn } from './value.ts'
import { requireDiscount } from './find.ts'

/** What it takes off stays once somebody has bought with it. */
export async function updateDiscount(
  ports: Ports,
  actor: OrganizationActor,
  { params, body }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  const { db, clock } = ports
  const { products, metadata, name, code, starts_at, ends_at } = body
  const { max_redemptions, max_redemptions_per_customer } = body
  await refuseForeignProducts(db, actor, products)
  return db.transaction().execute(async (tx) => {
    await requireDiscount(tx, actor, params.id)
    // Locked, so that nobody redeems it between the question and the answer.
    const before = await tx
      .selectFrom('discounts')
      .selectAll()
      .where('id', '=', params.id)
      .forUpdate()
      .executeTakeFirstOrThrow()
    const { redemptions_count } = before
    if (max_redemptions && max_redemptions < redemptions_count) {
      const words = `It was used ${redemptions_count} times already.`
      throw invalid(['body', 'max_redemptions'], words, max_redemptions)
    }
    const row = await tx
      .updateTable('discounts')
      .set({
        ...(name && { name }),
        code,
        starts_at,
        ends_at,
        max_redemptions,
        max_redemptions_per_customer,
        ...valueIn(before, body),
        ...(products !== undefined && {
          product_ids: products && products.length > 0 ? JSON.stringify(products) : null,
        }),
        ...(metadata && { metadata: JSON.stringify(metadata) }),
        modified_at: clock.now(),
      })
      .where('id', '=', params.id)
      .returningAll()
      .executeTakeFirstOrThrow()
      .catch(codeConflict(code))
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
