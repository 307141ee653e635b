import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { confirmClientCheckout } from '@verge/server/operations/checkouts/confirm'
import { createCheckout } from '@verge/server/operations/checkouts/create'
import { createDiscount } from '@verge/server/operations/discounts/create'
import { failsWhenCharged, works } from '../world/checkouts.ts'
import { outOfOrder, watchLocks, type LocksWatched } from '../world/locks.ts'
import { openStoredWorld, type StoredWorld } from '../world/stored.ts'

const buyers = 50
let world: StoredWorld
let watched: LocksWatched
let product_id: string
beforeAll(async () => {
  world = await openStoredWorld()
  watched = watchLocks(world.ports.db)
  world.ports.db = watched.db
  const product = world.ports.db.selectFrom('products').select('id')
  product_id = (await product.executeTakeFirstOrThrow()).id
})
afterAll(() => world.close())

/** Of so many who have the same discount; those with a card that is refused come to nothing. */
async function purchasesWith(discount_id: string, name: string, cards: readonly string[]) {
  const purchases = []
  for (const [number, card] of cards.entries()) {
    const { customer } = await world.addCustomer(`${name}-${number}@example.com`)
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
    const confirmation_token_id = await world.cardToken(card)
    purchases.push({ params: { client_secret }, body: { confirmation_token_id } })
  }
  return purchases
}
const confirmAll = (purchases: Awaited<ReturnType<typeof purchasesWith>>) =>
  Promise.allSettled(
    purchases.map((purchase) => confirmClientCheckout(world.ports, { kind: 'anonymous' }, purchase)),
  )
async function redemptionsOf(id: string): Promise<number> {
  const found = world.ports.db.selectFrom('discounts').select('redemptions_count').where('id', '=', id)
  return (await found.executeTakeFirstOrThrow()).redemptions_count
}

describe('a discount that is there once', () => {
  it('goes to one of fifty who buy at the same moment, and the others are charged nothing', async () => {
    const { id: discount_id } = await createDiscount(world.ports, world.organization, {
      body: {
        name: 'One only',
        type: 'percentage',
        basis_points: 5000,
        duration: 'once',
        max_redemptions: 1,
      },
    })
    const outcomes = await confirmAll(
      await purchasesWith(discount_id, 'buyer', Array<string>(buyers).fill(works)),
    )
    const refused = outcomes.filter((one) => one.status === 'rejected')
    expect(new Set(refused.map(({ reason }) => (reason as { error: string }).error))).toEqual(
      new Set(['DiscountRedemptionLimitReached']),
    )
    expect(refused).toHaveLength(buyers - 1)
    expect((await world.ports.processor.ledger()).map(({ amount }) => amount)).toEqual([1000])
    expect(await redemptionsOf(discount_id)).toBe(1)
    const open = await world.ports.db
      .selectFrom('checkouts')
      .select('status')
      .where('status', '=', 'open')
      .execute()
    expect(open).toHaveLength(buyers - 1)
  })
})

describe('a discount that is there a few times', () => {
  it('is used by those who paid, and by nobody whose card was refused', async () => {
    const { id } = await createDiscount(world.ports, world.organization, {
      body: { name: 'Few', type: 'percentage', basis_points: 5000, duration: 'once', max_redemptions: 30 },
    })
    const cards = Array.from({ length: 20 }, (_, number) => (number % 2 ? works : failsWhenCharged))
    const outcomes = await confirmAll(await purchasesWith(id, 'few', cards))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(10)
    expect(await redemptionsOf(id)).toBe(10)
  })

  it('is locked in the order that holds everywhere', () => {
    expect([...watched.seen()].some((tables) => tables.includes('discounts'))).toBe(true)
    expect(outOfOrder(watched.seen())).toEqual([])
  })
})
