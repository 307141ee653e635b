import { Polar } from '@polar-sh/sdk'
import { createPolar } from 'polar-sdk-1/2026-10'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDocuments } from '@verge/server/documents/documents'
import { accessToken, serveWorld, type ServedWorld } from '../world/serve.ts'

let world: ServedWorld
beforeAll(async () => {
  world = await serveWorld()
})
afterAll(async () => {
  await world.close()
})

async function subscriber(email: string) {
  const { customer, actor } = await world.addCustomer(email, '4242424242424242')
  const subscription = await world.subscribe(customer.id)
  return { customer, actor, subscription, token: await world.sessionOf(customer.id) }
}

/** As the customer's browser would, without a token. */
async function openDocument(url: string) {
  const answer = await createDocuments(world.ports)(new Request(url))
  return { status: answer.status, type: answer.headers.get('content-type') }
}

describe('the official client 0.47.1', () => {
  const polar = () => new Polar({ accessToken, serverURL: world.url })

  it('creates, finds, links and reads a customer', async () => {
    const created = await polar().customers.create({ email: 'Old@example.com', name: 'Old' })
    const { result } = await polar().customers.list({ email: 'old@example.com' })
    expect(result.items.map((customer) => customer.id)).toEqual([created.id])
    await polar().customers.update({ id: created.id, customerUpdate: { externalId: 'u/1' } })
    const state = await polar().customers.getStateExternal({ externalId: 'u/1' })
    expect(state).toMatchObject({ id: created.id, externalId: 'u/1', activeSubscriptions: [] })
  })

  it('opens a customer session whose token reads that customer alone', async () => {
    const { customer, subscription } = await subscriber('session+047@example.com')
    const session = await polar().customerSessions.create({
      externalCustomerId: customer.external_id!,
      returnUrl: 'https://verge.example',
    })
    expect(session.token).toMatch(/^polar_cst_[0-9A-Za-z]{43}$/)
    expect(session.returnUrl).toBe('https://verge.example/')
    expect(session.customerPortalUrl).toContain('email=session%2B047%40example.com')
    const security = { customerSession: session.token }
    const { result } = await polar().customerPortal.subscriptions.list(security, {})
    expect(result.items.map((item) => item.id)).toEqual([subscription.id])
    const orders = await polar().customerPortal.orders.list(security, {})
    expect(orders.result.items).toMatchObject([
      { status: 'paid', totalAmount: 2000, subscriptionId: subscription.id },
    ])
  })

  it("cancels, takes it back, and gets Polar's refusals by their names", async () => {
    const { subscription, token } = await subscriber('cancel047@example.com')
    const security = { customerSession: token }
    const { subscriptions } = polar().customerPortal
    const canceled = await subscriptions.cancel(security, { id: subscription.id })
    expect(canceled).toMatchObject({ status: 'active', cancelAtPeriodEnd: true, endedAt: null })
    await expect(subscriptions.cancel(security, { id: subscription.id })).rejects.toMatchObject({
      error: 'AlreadyCanceledSubscription',
    })
    const kept = await subscriptions.update(security, {
      id: subscription.id,
      customerSubscriptionUpdate: { cancelAtPeriodEnd: false },
    })
    expect(kept.cancelAtPeriodEnd).toBe(false)
    await expect(subscriptions.get(security, { id: crypto.randomUUID() })).rejects.toMatchObject({
      error: 'ResourceNotFound',
    })
  })

  it("generates an invoice, opens it, and gets the orders' refusals by their names", async () => {
    const { token } = await subscriber('invoice047@example.com')
    const security = { customerSession: token }
    const { orders } = polar().customerPortal
    const { result } = await orders.list(security, {})
    const { id } = result.items[0]!
    await expect(orders.generateInvoice(security, { id })).rejects.toMatchObject({
      error: 'MissingInvoiceBillingDetails',
    })
    await orders.update(security, {
      id,
      customerOrderUpdate: { billingName: 'Ada', billingAddress: { line1: 'Allee 1', country: 'DE' } },
    })
    // This client knows one name for a 404 and takes every other for a malformed answer, which still carries it.
    await expect(orders.invoice(security, { id })).rejects.toMatchObject({
      statusCode: 404,
      body: expect.stringContaining('InvoiceDoesNotExist'),
    })
    expect(await orders.generateInvoice(security, { id })).toBe(null)
    const { url } = await orders.invoice(security, { id })
    expect(await openDocument(url)).toMatchObject({ status: 200, type: 'application/pdf' })
    const payment = { paymentMethodId: crypto.randomUUID() }
    const again = orders.confirmRetryPayment(security, { id, customerOrderConfirmPayment: payment })
    await expect(again).rejects.toMatchObject({ error: 'OrderNotEligibleForRetry' })
  })

  it('sells through a checkout', async () => {
    const [product] = (await polar().products.list({})).result.items
    const email = 'buys047@example.com'
    const checkout = await polar().checkouts.create({
      products: [product!.id],
      customerEmail: email,
      successUrl: 'https://verge.example/success?id={CHECKOUT_ID}',
    })
    expect(checkout).toMatchObject({
      status: 'open',
      totalAmount: 2000,
      url: expect.stringContaining('/checkout/polar_c_'),
    })
    const { clientSecret } = checkout
    await polar().checkouts.clientUpdate({
      clientSecret,
      checkoutUpdatePublic: { customerBillingAddress: { country: 'DE' } },
    })
    expect((await polar().checkouts.clientGet({ clientSecret })).taxAmount).toBe(380)
    const confirmed = await polar().checkouts.clientConfirm({
      clientSecret,
      checkoutConfirmStripe: { confirmationTokenId: await world.cardToken('4242 4242 4242 4242') },
    })
    expect(confirmed).toMatchObject({ status: 'confirmed', customerSessionToken: expect.any(String) })
    const sold = await polar().checkouts.get({ id: checkout.id })
    const { result } = await polar().subscriptions.list({ customerId: sold.customerId! })
    expect(result.items).toMatchObject([{ status: 'active', checkoutId: checkout.id }])
    await expect(polar().checkouts.clientGet({ clientSecret: 'polar_c_guessed' })).rejects.toMatchObject({
      error: 'ResourceNotFound',
    })
  })

  it("reads products and the merchant's subscriptions", async () => {
    const { subscription, customer } = await subscriber('merchant047@example.com')
    const products = await polar().products.list({})
    expect(products.result.items).toMatchObject([{ name: 'Pro', isRecurring: true }])
    const subscriptions = await polar().subscriptions.list({ customerId: customer.id })
    expect(subscriptions.result.items.map((item) => item.id)).toEqual([subscription.id])
  })
})

describe('the official client 1.0.1', () => {
  const merchant = () => createPolar({ accessToken, baseUrl: world.url })

  it('creates a customer session and reads the portal with it', async () => {
    const { customer, subscription } = await subscriber('session101@example.com')
    const session = await merchant().customerSessions.create({ external_customer_id: customer.external_id! })
    const portal = createPolar({ accessToken: session.token, baseUrl: world.url })
    const subscriptions = await portal.customerPortal.subscriptions.list({})
    expect(subscriptions.items).toMatchObject([
      { id: subscription.id, status: 'active', amount: 2000, currency: 'usd' },
    ])
    const orders = await portal.customerPortal.orders.list({})
    expect(orders.pagination).toEqual({ total_count: 1, max_page: 1 })
  })

  it('sells through a checkout, and tells a declined card by its name', async () => {
    const [product] = (await merchant().products.list({})).items
    const { id, client_secret } = await merchant().checkouts.create({
      products: [product!.id],
      customer_email: 'buys101@example.com',
    })
    const confirm = async (number: string) =>
      merchant().checkouts.clientConfirm(client_secret, {
        confirmation_token_id: await world.cardToken(number),
      })
    await expect(confirm('4000 0000 0000 0341')).rejects.toMatchObject({ error: { error: 'PaymentError' } })
    expect(await confirm('4242 4242 4242 4242')).toMatchObject({ status: 'confirmed', total_amount: 2000 })
    expect(await merchant().checkouts.get(id)).toMatchObject({ status: 'succeeded' })
  })

  it("generates an invoice and opens a receipt as the seller, and finds nobody else's", async () => {
    const { customer, token } = await subscriber('seller101@example.com')
    const [order] = (await merchant().orders.list({ customer_id: customer.id })).items
    const portal = createPolar({ accessToken: token, baseUrl: world.url })
    await portal.customerPortal.orders.update(order!.id, {
      billing_name: 'Ada',
      billing_address: { line1: 'Allee 1', country: 'DE' },
    })
    await merchant().orders.generateInvoice(order!.id)
    const documents = [await merchant().orders.invoice(order!.id), await merchant().orders.receipt(order!.id)]
    for (const document of documents)
      expect(await openDocument(document!.url)).toMatchObject({ status: 200, type: 'application/pdf' })
    await expect(merchant().orders.invoice(crypto.randomUUID())).rejects.toMatchObject({
      error: { error: 'ResourceNotFound' },
    })
  })

  it('opens a receipt', async () => {
    const { token } = await subscriber('receipt101@example.com')
    const portal = createPolar({ accessToken: token, baseUrl: world.url })
    const { items } = await portal.customerPortal.orders.list({})
    const document = await portal.customerPortal.orders.receipt(items[0]!.id)
    expect(await openDocument(document!.url)).toMatchObject({ status: 200, type: 'application/pdf' })
  })

  it('cancels and takes it back', async () => {
    const { subscription, token } = await subscriber('cancel101@example.com')
    const portal = createPolar({ accessToken: token, baseUrl: world.url })
    const canceled = await portal.customerPortal.subscriptions.update(subscription.id, {
      cancel_at_period_end: true,
      cancellation_reason: 'unused',
    })
    expect(canceled).toMatchObject({ cancel_at_period_end: true, customer_cancellation_reason: 'unused' })
    const kept = await portal.customerPortal.subscriptions.update(subscription.id, {
      cancel_at_period_end: false,
    })
    expect(kept).toMatchObject({ cancel_at_period_end: false, customer_cancellation_reason: null })
  })
})
