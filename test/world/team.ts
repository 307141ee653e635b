import type { SubscriptionRow } from '@verge/server/db/tables/subscriptions'
import { confirmClientCheckout } from '@verge/server/operations/checkouts/confirm'
import { createCheckout } from '@verge/server/operations/checkouts/create'
import { createProduct } from '@verge/server/operations/products/create'
import { nobody, works } from './checkouts.ts'
import type { World } from './open.ts'

/** A product for teams, at 10.00 a seat and month. */
export async function sellTeam({ ports, organization }: World): Promise<string> {
  const tiers = [{ min_seats: 1, max_seats: null, price_per_seat: 1000 }]
  const { id } = await createProduct(ports, organization, {
    body: {
      name: 'Team',
      visibility: 'public',
      recurring_interval: 'month',
      prices: [
        { amount_type: 'seat_based', price_currency: 'usd', seat_tiers: { seat_tier_type: 'volume', tiers } },
      ],
    },
  })
  return id
}

/** So many seats of it, bought in a checkout and paid for. */
export async function buyTeam(
  world: World,
  { product_id, customer_id, seats }: { product_id: string; customer_id: string; seats: number },
): Promise<SubscriptionRow> {
  const { ports, organization } = world
  const { client_secret } = await createCheckout(ports, organization, {
    body: {
      products: [product_id],
      customer_id,
      seats,
      allow_trial: true,
      allow_discount_codes: true,
      require_billing_address: false,
    },
  })
  const confirmation_token_id = await world.cardToken(works)
  await confirmClientCheckout(ports, nobody, { params: { client_secret }, body: { confirmation_token_id } })
  return ports.db
    .selectFrom('subscriptions')
    .selectAll()
    .where('customer_id', '=', customer_id)
    .where('product_id', '=', product_id)
    .executeTakeFirstOrThrow()
}

/** As it stands in the mail that invites them now; one that was sent before works no more. */
export async function invitationOf({ ports }: World, recipient: string): Promise<string> {
  const { invitation_token_hash } = await ports.db
    .selectFrom('customer_seats')
    .select('invitation_token_hash')
    .where('email', '=', recipient)
    .where('status', '!=', 'revoked')
    .executeTakeFirstOrThrow()
  const { body } = await ports.db
    .selectFrom('emails')
    .select('body')
    .where('dedupe_key', '=', `seat_assigned:${invitation_token_hash}`)
    .executeTakeFirstOrThrow()
  return /invitation_token=(\w+)/.exec(body)![1]!
}
