import { createProduct } from '@verge/server/operations/products/create'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openApp } from '../world/app.ts'
import { clients, subscriber } from '../world/plugin.ts'
import { serveWorld, type ServedWorld } from '../world/serve.ts'

const yearly = { amount_type: 'fixed' as const, price_amount: 20_000, price_currency: 'usd' }
let world: ServedWorld
beforeAll(async () => void (world = await serveWorld()))
afterAll(() => world.close())

describe.each(clients)('what customers do on a page of the app, with the client %s', (_version, client) => {
  const app = () => openApp({ client: client(world), apiUrl: world.url, createCustomerOnSignUp: true })

  it('cancels and takes it back, by the rules of the portal', async () => {
    const { client: authClient, subscription } = await subscriber(world, app())
    const subscriptionId = subscription.id
    const canceled = await authClient.subscription.cancel({ subscriptionId, reason: 'unused' })
    expect(canceled).toMatchObject({ data: { subscription: { cancel_at_period_end: true } }, error: null })
    expect((await authClient.subscription.cancel({ subscriptionId })).error?.code).toBe('ALREADY_CANCELED')
    const kept = await authClient.subscription.reactivate({ subscriptionId })
    expect(kept).toMatchObject({ data: { subscription: { cancel_at_period_end: false } }, error: null })
    expect((await authClient.subscription.reactivate({ subscriptionId })).error?.code).toBe('NOT_CANCELED')
  })

  it('pauses and takes it back', async () => {
    const { client: authClient, subscription } = await subscriber(world, app())
    const answer = await authClient.subscription.pause({ subscriptionId: subscription.id })
    expect(answer.data?.subscription.pause_at_period_end).toBe(true)
    const resumed = await authClient.subscription.resume({ subscriptionId: subscription.id })
    expect(resumed.data?.subscription.pause_at_period_end).toBe(false)
  })

  it('changes the plan at the price that was shown', async () => {
    const { client: authClient, subscription } = await subscriber(world, app())
    const { id: productId } = await createProduct(world.ports, world.organization, {
      body: { name: 'Pro yearly', visibility: 'public', recurring_interval: 'year', prices: [yearly] },
    })
    const change = { subscriptionId: subscription.id, productId }
    const { data } = await authClient.subscription.preview(change)
    expect(data?.quote).toMatchObject({ id: expect.any(String), kind: 'to_pay' })
    expect((await authClient.subscription.changePlan(change)).error?.code).toBe('QUOTE_REQUIRED')
    const other = { ...change, quoteId: 'another' }
    expect((await authClient.subscription.changePlan(other)).error?.code).toBe('QUOTE_OUTDATED')
    const done = await authClient.subscription.changePlan({ ...change, quoteId: data!.quote!.id })
    expect(done).toMatchObject({ data: { subscription: { product_id: productId } }, error: null })
  })

  it('leads to the portal to change the plan there where the bank asks first', async () => {
    const { client: authClient, customer, subscription } = await subscriber(world, app())
    await world.ports.db
      .withTables<{ 'sandbox_processor.cards': { card: string; customer_reference: string } }>()
      .updateTable('sandbox_processor.cards')
      .set({ card: 'asks_always' })
      .where('customer_reference', '=', customer.id)
      .execute()
    const { id: productId } = await createProduct(world.ports, world.organization, {
      body: { name: 'Pro yearly', visibility: 'public', recurring_interval: 'year', prices: [yearly] },
    })
    const change = { subscriptionId: subscription.id, productId }
    const { data: shown } = await authClient.subscription.preview(change)
    const { data } = await authClient.subscription.changePlan({ ...change, quoteId: shown!.quote!.id })
    expect(data).toMatchObject({
      client_secret: expect.any(String),
      subscription: { product_id: subscription.product_id },
      url: expect.stringContaining(`flow=change-plan&subscription_id=${subscription.id}`),
    })
  })

  it("reads orders and invoices of one's own, and knows nothing of others'", async () => {
    const one = await subscriber(world, app())
    const other = await subscriber(world, app())
    const { data } = await one.client.orders.list()
    expect(data?.orders).toHaveLength(1)
    const orderId = String(data?.orders[0]?.id)
    expect((await other.client.invoice.url({ orderId })).error?.code).toBe('ORDER_NOT_FOUND')
    expect((await one.client.invoice.url({ orderId })).error?.code).toBe('INVOICE_NOT_READY')
    const subscriptionId = one.subscription.id
    expect((await other.client.subscription.cancel({ subscriptionId })).error?.code).toBe(
      'SUBSCRIPTION_NOT_FOUND',
    )
  })
})
