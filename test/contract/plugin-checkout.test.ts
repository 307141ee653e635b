import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appUrl, openApp } from '../world/app.ts'
import { clients, newEmail } from '../world/plugin.ts'
import { serveWorld, type ServedWorld } from '../world/serve.ts'

let world: ServedWorld
beforeAll(async () => void (world = await serveWorld()))
afterAll(() => world.close())

describe.each(clients)('checkout() with the client %s', (_version, client) => {
  const app = (options: Partial<Parameters<typeof openApp>[0]> = {}) =>
    openApp({ client: client(world), createCustomerOnSignUp: true, ...options })

  it('starts a checkout of a product that is sold, with the customer known', async () => {
    const products = await world.ports.db.selectFrom('products').select('id').execute()
    const sold = [{ productId: products[0]!.id, slug: 'pro' }]
    const { client: authClient, signUp } = app({ products: sold }).browser()
    const user = await signUp(newEmail())
    const { url, error } = await authClient.checkout({ slug: 'pro' })
    expect(error).toBeNull()
    const { pathname } = new URL(url!)
    const client_secret = pathname.replace('/checkout/', '')
    const made = await world.ports.db
      .selectFrom('checkouts')
      .selectAll()
      .where('client_secret', '=', client_secret)
      .executeTakeFirstOrThrow()
    expect(made).toMatchObject({
      external_customer_id: user.id,
      customer_email: user.email,
      success_url: `${appUrl}/success?checkout_id={CHECKOUT_ID}`,
    })
    expect(await authClient.checkout({ slug: 'gold' })).toMatchObject({
      error: { code: 'PRODUCT_NOT_FOUND' },
    })
    expect(await app({ products: sold }).browser().client.checkout({ slug: 'pro' })).toMatchObject({
      error: { code: 'UNAUTHORIZED' },
    })
  })
})
