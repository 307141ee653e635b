import {
  product as shape,
  type createProduct as contract,
  type SeatTiers,
} from '@verge/polar/contract/products'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import type { Ports } from '../../ports/ports.ts'
import type { OrganizationActor } from '../actor.ts'
import { refuseForeignOrganization } from '../organizations/refuse-foreign.ts'
import { announceResource } from '../webhooks/announce.ts'
import { presentProduct } from './present.ts'

export async function createProduct(
  ports: Ports,
  actor: OrganizationActor,
  { body }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  const { db, clock, ids } = ports
  refuseForeignOrganization(actor, body.organization_id)
  const created = { created_at: clock.now(), modified_at: null }
  return db.transaction().execute(async (tx) => {
    const product = await tx
      .insertInto('products')
      .values({
        ...created,
        id: ids.uuid(),
        organization_id: actor.organization_id,
        name: body.name,
        description: body.description ?? null,
        visibility: body.visibility,
        recurring_interval: body.recurring_interval,
        recurring_interval_count: body.recurring_interval ? (body.recurring_interval_count ?? 1) : null,
        trial_interval: body.trial_interval ?? null,
        trial_interval_count: body.trial_interval ? (body.trial_interval_count ?? 1) : null,
        is_archived: false,
        metadata: JSON.stringify(body.metadata ?? {}),
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    const prices = await tx
      .insertInto('product_prices')
      .values(
        body.prices.map((price, position) => newPrice(ports, { product_id: product.id, position, price })),
      )
      .returningAll()
      .execute()
    const presented = presentProduct({ product, prices, benefits: [] })
    await announceResource(tx, ports, shape, presented, 'product.created')
    return presented
  })
}

export type PriceToSell = InputOf<typeof contract>['body']['prices'][number]

interface NewPrice {
  product_id: string
  position: number
  price: PriceToSell
  /** For one checkout alone. */
  isAdHoc?: true
}

export function newPrice(
  { clock, ids }: Pick<Ports, 'clock' | 'ids'>,
  { price, isAdHoc, ...place }: NewPrice,
) {
  return {
    ...place,
    id: ids.uuid(),
    created_at: clock.now(),
    modified_at: null,
    amount_type: price.amount_type,
    price_amount: 'price_amount' in price ? price.price_amount : null,
    seat_tiers: 'seat_tiers' in price ? JSON.stringify(withLimits(price.seat_tiers)) : null,
    price_currency: price.price_currency,
    tax_behavior: price.tax_behavior ?? null,
    source: isAdHoc ? ('ad_hoc' as const) : ('catalog' as const),
    is_archived: isAdHoc ?? false,
  }
}

/** The first tier says how few seats there may be, the last one how many. */
function withLimits(seat_tiers: Omit<SeatTiers, 'minimum_seats' | 'maximum_seats'>): SeatTiers {
  const { tiers } = seat_tiers
  return { ...seat_tiers, minimum_seats: tiers[0]!.min_seats, maximum_seats: tiers.at(-1)!.max_seats }
}
