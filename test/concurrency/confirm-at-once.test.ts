import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { confirmClientCheckout } from '@verge/server/operations/checkouts/confirm'
import { createCheckout } from '@verge/server/operations/checkouts/create'
import { openStoredWorld, type StoredWorld } from '../world/stored.ts'

const people = 12

let world: StoredWorld
let product: string

beforeAll(async () => {
  world = await openStoredWorld()
  product = (await world.ports.db.selectFrom('products').select('id').executeTakeFirstOrThrow()).id
})
afterAll(() => world.close())

const offer = { allow_trial: true, allow_discount_codes: true, require_billing_address: false }

async function confirmation(customer_email: string) {
  const { client_secret } = await createCheckout(world.ports, world.organization, {
    body: { ...offer, products: [product], customer_email },
  })
  const confirmation_token_id = await world.cardToken('4242 4242 4242 4242')
  const input = { params: { client_secret }, body: { confirmation_token_id } }
  return () => confirmClientCheckout(world.ports, { kind: 'anonymous' }, input)
}

describe('buying at the same moment', () => {
  it('charges once for a button that is pressed three times', async () => {
    const all = await Promise.all(
      Array.from({ length: people }, async (_, index) => {
        const confirm = await confirmation(`thrice-${index}@example.com`)
        return Promise.allSettled([confirm(), confirm(), confirm()])
      }),
    )
    const bought = all.map((answers) => answers.filter(({ status }) => status === 'fulfilled').length)
    expect(bought).toEqual(Array(people).fill(1))
    expect(await world.ports.processor.ledger()).toHaveLength(people)
  })

  it('sells one person one subscription through two checkouts', async () => {
    const before = (await world.ports.processor.ledger()).length
    await Promise.all(
      Array.from({ length: people }, async (_, index) => {
        const email = `twofold-${index}@example.com`
        await world.addCustomer(email)
        const [one, other] = [await confirmation(email), await confirmation(email)]
        return Promise.allSettled([one(), other()])
      }),
    )
    expect((await world.ports.processor.ledger()).length - before).toBe(people)
  })
})
