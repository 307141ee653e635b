import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appUrl, openApp } from '../world/app.ts'
import { checkoutsIn } from '../world/checkouts.ts'
import { clients, newEmail } from '../world/plugin.ts'
import { serveWorld, type ServedWorld } from '../world/serve.ts'

let world: ServedWorld
beforeAll(async () => void (world = await serveWorld()))
afterAll(() => world.close())
const { product: productSold, pay } = checkoutsIn(() => world)

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

  it("sells to an organization what is the organization's from then on, and none of the user's", async () => {
    const product = await productSold('Team', { usd: 5000 })
    const team = `team ${newEmail()}`
    const { client: authClient, signUp } = app({
      products: [{ productId: product, slug: 'team' }],
      authorizeReference: ({ organizationId }) => organizationId === team,
      getOrganizationCustomerParams: () => ({ email: newEmail(), name: 'The Team' }),
    }).browser()
    const user = await signUp(newEmail())
    expect(await authClient.checkout({ slug: 'team', organizationId: 'another' })).toMatchObject({
      error: { code: 'REFERENCE_NOT_ALLOWED' },
    })
    const { url } = await authClient.checkout({ slug: 'team', organizationId: team })
    await pay({ client_secret: new URL(url!).pathname.replace('/checkout/', '') })

    const query = { organizationId: team }
    const bought = (await authClient.subscription.list({ query })).data!.subscriptions as { id: string }[]
    expect(bought).toMatchObject([{ product_id: product, metadata: { referenceId: team } }])
    expect((await authClient.subscription.list()).data!.subscriptions).toEqual([])
    expect(JSON.stringify((await authClient.customer.state({ query })).data)).toContain(bought[0]!.id)
    const found = await authClient.customer.subscriptions.list({ query: { referenceId: team } })
    expect(JSON.stringify(found.data)).toContain(bought[0]!.id)
    expect((await authClient.orders.list({ query })).data!.orders).toHaveLength(1)
    expect((await authClient.customerPortal(query)).error).toBeNull()
    expect(await authClient.customerPortal()).toMatchObject({ error: { code: 'NO_SUBSCRIPTION' } })
    const customers = world.ports.db.selectFrom('customers').select(['name', 'external_id'])
    expect(await customers.where('external_id', 'in', [team, user.id]).execute()).toHaveLength(2)
    const named = { subscriptionId: bought[0]!.id, organizationId: team }
    expect((await authClient.subscription.cancel(named)).data).toMatchObject({
      subscription: { cancel_at_period_end: true },
    })
  })
})
