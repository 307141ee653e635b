import { product as shape, type updateProduct as contract } from '@verge/polar/contract/products'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { invalid, notFound } from '@verge/polar/refusals'
import type { ProductRow } from '../../db/tables/products.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import type { OrganizationActor } from '../actor.ts'
import { announceResource } from '../webhooks/announce.ts'
import { newPrice } from './create.ts'
import { sellablesById } from './load.ts'
import { presentProduct } from './present.ts'

type Body = InputOf<typeof contract>['body']

/** What is sold from now on. Subscriptions and open checkouts keep the price that they were made at. */
export async function updateProduct(
  ports: Ports,
  actor: OrganizationActor,
  { params, body }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  return ports.db.transaction().execute(async (tx) => {
    const product = await tx
      .selectFrom('products')
      .selectAll()
      .where('id', '=', params.id)
      .where('organization_id', '=', actor.organization_id)
      .forNoKeyUpdate()
      .executeTakeFirst()
    if (!product) throw notFound()
    refuseOtherRhythm(product, body)
    if (body.prices) await replacePrices(tx, ports, product, body.prices)
    await tx
      .updateTable('products')
      .set({ ...changed(product, body), modified_at: ports.clock.now() })
      .where('id', '=', product.id)
      .execute()
    const sellable = (await sellablesById(tx, [product.id])).get(product.id)!
    const presented = presentProduct(sellable)
    await announceResource(tx, ports, shape, presented, 'product.updated')
    return presented
  })
}

/** Its subscriptions renew as it says, so that stays. */
function refuseOtherRhythm(product: ProductRow, body: Body): void {
  for (const field of ['recurring_interval', 'recurring_interval_count'] as const) {
    if (body[field] && body[field] !== product[field])
      throw invalid(['body', field], 'How often it renews stays. Make another product.', body[field])
  }
}

function changed(product: ProductRow, body: Body) {
  const { name, visibility, is_archived, description, metadata } = body
  const trial_interval = body.trial_interval === undefined ? product.trial_interval : body.trial_interval
  const count = body.trial_interval_count ?? product.trial_interval_count ?? 1
  return {
    ...(name && { name }),
    ...(visibility && { visibility }),
    ...(typeof is_archived === 'boolean' && { is_archived }),
    ...(description !== undefined && { description }),
    ...(metadata && { metadata: JSON.stringify(metadata) }),
    trial_interval,
    trial_interval_count: trial_interval === null ? null : count,
  }
}

/** Those that are named stay, new ones come, in the order that they are given in; all others are sold no more. */
async function replacePrices(
  tx: Tx,
  ports: Ports,
  { id: product_id }: ProductRow,
  wanted: NonNullable<Body['prices']>,
): Promise<void> {
  const modified_at = ports.clock.now()
  const sold = await tx
    .selectFrom('product_prices')
    .select('id')
    .where('product_id', '=', product_id)
    .where('is_archived', '=', false)
    .execute()
  const staying = wanted.flatMap((one) => ('id' in one ? [one.id] : []))
  for (const [index, one] of wanted.entries()) {
    if ('id' in one && !sold.some(({ id }) => id === one.id))
      throw invalid(['body', 'prices', index, 'id'], 'This product is not sold at this price.', one.id)
  }
  const going = sold.map(({ id }) => id).filter((id) => !staying.includes(id))
  if (going.length > 0)
    await tx
      .updateTable('product_prices')
      .set({ is_archived: true, modified_at })
      .where('id', 'in', going)
      .execute()
  for (const [position, one] of wanted.entries()) {
    if ('id' in one)
      await tx.updateTable('product_prices').set({ position }).where('id', '=', one.id).execute()
    else
      await tx
        .insertInto('product_prices')
        .values(newPrice(ports, { product_id, position, price: one }))
        .execute()
  }
}
