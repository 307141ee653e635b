import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { confirmClientCheckout } from '@verge/server/operations/checkouts/confirm'
import { createCheckout } from '@verge/server/operations/checkouts/create'
import { createDiscount } from '@verge/server/operations/discounts/create'
import { openStoredWorld, type StoredWorld } from '../world/stored.ts'

const buyers = 50
let world: StoredWorld
beforeAll(async () => void (world = await openStoredWorld()))
afterAll(() => world.close())

describe('a discount that is there once', () => {
  it('goes to one of fifty who buy at the same moment, and the others are charged nothing', async () => {
    const { id: product_id } = await world.ports.db
      .selectFrom('products')
      .select('id')
      .executeTakeFirstOrThrow()
    const { id: discount_id } = await createDiscount(world.ports, world.organization, {
      body: {
        name: 'One only',
        type: 'percentage',
        basis_points: 5000,
        duration: 'once',
        max_redemptions: 1,
      },
    })
    const purchases = []
    for (let number = 0; number < buyers; number++) {
      const { customer } = await world.addCustomer(`buyer-${number}@example.com`)
      const { client_secret } = await createCheckout(world.ports, world.organization, {
        body: {
          products: [product_id],
          customer_id: customer.id,
          discount_id,
          allow_trial: false,
          allow_discount_codes: true,
          require_billing_address: false,
        },
      })
      const confirmation_token_id = await world.cardToken('4242424242424242')
      purchases.push({ params: { client_secret }, body: { confirmation_token_id } })
    }
    const outcomes = await Promise.allSettled(
      purchases.map((purchase) => confirmClientCheckout(world.ports, { kind: 'anonymous' }, purchase)),
    )
    const refused = outcomes.filter((one) => one.status === 'rejected')
    expect(new Set(refused.map(({ reason }) => (reason as { error: string }).error))).toEqual(
      new Set(['DiscountRedemptionLimitReached']),
    )
    expect(refused).toHaveLength(buyers - 1)
    expect((await world.ports.processor.ledger()).map(({ amount }) => amount)).toEqual([1000])
    const { redemptions_count } = await world.ports.db
      .selectFrom('discounts')
      .select('redemptions_count')
      .executeTakeFirstOrThrow()
    expect(redemptions_count).toBe(1)
    const open = await world.ports.db
      .selectFrom('checkouts')
      .select('status')
      .where('status', '=', 'open')
      .execute()
    expect(open).toHaveLength(buyers - 1)
  })
})
