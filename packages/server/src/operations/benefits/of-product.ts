import type { updateProductBenefits as contract } from '@verge/polar/contract/benefits'
import { product as shape, type Product } from '@verge/polar/contract/products'
import type { InputOf } from '@verge/polar/contract/operation'
import { invalid, notFound } from '@verge/polar/refusals'
import type { Ports, Tx } from '../../ports/ports.ts'
import { nameOf, type OrganizationActor } from '../actor.ts'
import { followAccess, type Cause } from '../apply-change.ts'
import { sellablesById } from '../products/load.ts'
import { presentProduct } from '../products/present.ts'
import { announceResource } from '../webhooks/announce.ts'

/** Under the product's lock, which everybody whose access changes waits for. */
export async function updateProductBenefits(
  ports: Ports,
  actor: OrganizationActor,
  { params, body }: InputOf<typeof contract>,
): Promise<Product> {
  const cause = { actor: nameOf(actor), operation: 'products.update_benefits' }
  const benefit_ids = [...new Set(body.benefits)]
  return ports.db.transaction().execute(async (tx) => {
    await refuseUnknown(tx, actor, benefit_ids)
    const product = await tx
      .updateTable('products')
      .set({ modified_at: ports.clock.now() })
      .where('id', '=', params.id)
      .where('organization_id', '=', actor.organization_id)
      .returning('id')
      .executeTakeFirst()
    if (!product) throw notFound()
    await tx.deleteFrom('product_benefits').where('product_id', '=', product.id).execute()
    if (benefit_ids.length > 0)
      await tx
        .insertInto('product_benefits')
        .values(benefit_ids.map((benefit_id, position) => ({ product_id: product.id, benefit_id, position })))
        .execute()
    await followProducts(tx, ports, [product.id], cause)
    const presented = presentProduct((await sellablesById(tx, [product.id])).get(product.id)!)
    await announceResource(tx, ports, shape, presented, 'product.updated')
    return presented
  })
}

/** Gives to and takes from all who have these products, which are locked. */
export async function followProducts(
  tx: Tx,
  ports: Ports,
  product_ids: readonly string[],
  cause: Cause,
): Promise<void> {
  if (product_ids.length === 0) return
  const running = await tx
    .selectFrom('subscriptions')
    .select('id')
    .where('product_id', 'in', product_ids)
    .where('ended_at', 'is', null)
    .execute()
  const bought = await tx
    .selectFrom('orders')
    .select('id')
    .where('product_id', 'in', product_ids)
    .where('billing_reason', '=', 'purchase')
    .where('status', 'not in', ['pending', 'void'])
    .execute()
  const subscription_ids = running.map(({ id }) => id)
  const order_ids = bought.map(({ id }) => id)
  if (subscription_ids.length + order_ids.length > 0)
    await followAccess(tx, ports, { subscription_ids, order_ids, product_ids }, cause)
}

/** Held until all is written: nobody deletes one meanwhile. */
async function refuseUnknown(
  tx: Tx,
  { organization_id }: OrganizationActor,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return
  const known = await tx
    .selectFrom('benefits')
    .select('id')
    .where('id', 'in', ids)
    .where('organization_id', '=', organization_id)
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .forShare()
    .execute()
  for (const [index, id] of ids.entries()) {
    if (!known.some((one) => one.id === id))
      throw invalid(['body', 'benefits', index], 'Benefit does not exist.', id)
  }
}
