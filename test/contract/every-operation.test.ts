import { Polar } from '@polar-sh/sdk'
import { createPolar } from 'polar-sdk-1/2026-10'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFiles } from '@verge/server/files/files'
import { accessToken, serveWorld, type ServedWorld } from '../world/serve.ts'
import { buyTeam, invitationOf, sellTeam } from '../world/team.ts'
import { announced } from '../world/upload.ts'

let world: ServedWorld
beforeAll(async () => void (world = await serveWorld()))
afterAll(() => world.close())

const works = '4242 4242 4242 4242'
const address = { line1: 'Allee 1', postal_code: '10115', city: 'Berlin', country: 'DE' } as const

describe('the official client 1.0.1 carries out', () => {
  const seller = () => createPolar({ accessToken, baseUrl: world.url })
  const portalOf = async (id: string) =>
    createPolar({ accessToken: await world.sessionOf(id), baseUrl: world.url }).customerPortal

  it("every operation on customers, by their id and by the app's", async () => {
    const { customers } = seller()
    const made = await customers.create({
      type: 'individual',
      email: 'a101@example.com',
      external_id: 'a-101',
    })
    expect(await customers.get(made.id)).toMatchObject({ email: 'a101@example.com' })
    expect(await customers.getExternal('a-101')).toMatchObject({ id: made.id })
    expect(await customers.update(made.id, { name: 'Ada' })).toMatchObject({ name: 'Ada' })
    const renamed = await customers.updateExternal('a-101', { name: 'Ada B.', metadata: { tier: 'gold' } })
    expect(renamed).toMatchObject({ name: 'Ada B.', metadata: { tier: 'gold' } })
    expect((await customers.list({ email: 'A101@example.com' })).items).toHaveLength(1)
    expect(await customers.getState(made.id)).toMatchObject({ active_subscriptions: [] })
    expect(await customers.getStateExternal('a-101')).toMatchObject({ id: made.id })
    await world.addCard(made.id, works)
    expect((await customers.listPaymentMethods(made.id)).items).toHaveLength(1)
    await customers.delete(made.id)
    await expect(customers.get(made.id)).rejects.toMatchObject({ error: { error: 'ResourceNotFound' } })
    await customers.create({ type: 'individual', email: 'b101@example.com', external_id: 'b-101' })
    await customers.deleteExternal('b-101')
    await expect(customers.getExternal('b-101')).rejects.toMatchObject({ statusCode: 404 })
  })

  it('every operation on products', async () => {
    const { products } = seller()
    const made = await products.create({
      name: 'Studio',
      recurring_interval: 'month',
      prices: [{ amount_type: 'fixed', price_amount: 900, price_currency: 'eur' }],
    })
    expect(await products.get(made.id)).toMatchObject({ name: 'Studio', prices: [{ price_amount: 900 }] })
    expect((await products.list({ query: 'studio' })).items).toHaveLength(1)
  })

  it('every operation on discounts', async () => {
    const { discounts } = seller()
    const made = await discounts.create({
      name: 'Spring',
      code: 'SPRING101',
      type: 'percentage',
      basis_points: 2500,
      duration: 'repeating',
      duration_in_months: 3,
    })
    expect(await discounts.get(made.id)).toMatchObject({ basis_points: 2500, duration_in_months: 3 })
    expect((await discounts.list({ query: 'spring' })).items).toHaveLength(1)
    expect(await discounts.update(made.id, { name: 'May' })).toMatchObject({ name: 'May', code: 'SPRING101' })
    await discounts.delete(made.id)
    await expect(discounts.get(made.id)).rejects.toMatchObject({ statusCode: 404 })
  })

  it('every operation of the portal', async () => {
    const { customer } = await world.addCustomer('portal101@example.com', works)
    const { id } = await world.subscribe(customer.id)
    const portal = await portalOf(customer.id)
    expect(await portal.organizations.get('verge')).toMatchObject({ organization: { slug: 'verge' } })
    expect(await portal.customerSession.introspect()).toMatchObject({ return_url: null })
    expect(await portal.customerSession.getAuthenticatedUser()).toMatchObject({ customer_id: customer.id })
    expect(await portal.customers.get()).toMatchObject({ email: 'portal101@example.com' })
    const updated = await portal.customers.update({
      billing_name: 'Ada GmbH',
      billing_address: address,
      tax_id: 'DE136695976',
    })
    expect(updated).toMatchObject({ billing_name: 'Ada GmbH', tax_id: ['DE136695976', 'eu_vat'] })

    const added = await portal.customers.addPaymentMethod({
      confirmation_token_id: await world.cardToken(works),
      set_default: true,
      return_url: '/',
    })
    expect(added).toMatchObject({ status: 'succeeded' })
    const asked = await portal.customers.addPaymentMethod({
      confirmation_token_id: await world.cardToken('4000 0025 0000 3155'),
      set_default: false,
      return_url: '/',
    })
    const { client_secret } = asked as { client_secret: string }
    const intent = await world.ports.processor.authenticate({ client_secret, approve: true })
    const confirmed = await portal.customers.confirmPaymentMethod({
      setup_intent_id: intent!.id,
      set_default: false,
    })
    const { payment_method } = confirmed as { payment_method: { id: string } }
    expect((await portal.customers.listPaymentMethods()).items).toHaveLength(3)
    await portal.customers.deletePaymentMethod(payment_method.id)
    expect((await portal.customers.listPaymentMethods()).items).toHaveLength(2)

    expect(await portal.subscriptions.get(id)).toMatchObject({ status: 'active' })
    expect(await portal.subscriptions.cancel(id)).toMatchObject({ cancel_at_period_end: true })
    const kept = await portal.subscriptions.update(id, { cancel_at_period_end: false })
    expect(kept).toMatchObject({ cancel_at_period_end: false })

    const [order] = (await portal.orders.list({ subscription_id: id })).items
    expect(await portal.orders.get(order!.id)).toMatchObject({ status: 'paid' })
    expect(await portal.orders.getPaymentStatus(order!.id)).toEqual({ status: 'succeeded', error: null })
    const paying = portal.orders.confirmRetryPayment(order!.id, { payment_method_id: crypto.randomUUID() })
    await expect(paying).rejects.toMatchObject({ error: { error: 'OrderNotEligibleForRetry' } })
  })

  it('every operation on seats', async () => {
    const { customer } = await world.addCustomer('team101@example.com')
    const product_id = await sellTeam(world)
    const { id: subscription_id } = await buyTeam(world, { product_id, customer_id: customer.id, seats: 4 })
    const email = 'grace101@example.com'
    const portal = (await portalOf(customer.id)).seats
    const seat = await portal.assignSeat({ subscription_id, email })
    expect(seat).toMatchObject({ status: 'pending', customer_email: email, subscription_id })
    expect(await portal.resendInvitation(seat.id)).toMatchObject({ id: seat.id, status: 'pending' })
    const { customerSeats } = seller()
    const invitation_token = await invitationOf(world, email)
    expect(await customerSeats.getClaimInfo(invitation_token)).toMatchObject({
      product_name: 'Team',
      customer_email: email,
      can_claim: true,
    })
    const claimed = await customerSeats.claimSeat({ invitation_token })
    expect(claimed).toMatchObject({ seat: { id: seat.id, status: 'claimed' } })
    expect(await portal.listSeats({ subscription_id })).toMatchObject({ available_seats: 3, total_seats: 4 })
    expect(await portal.revokeSeat(seat.id)).toMatchObject({ status: 'revoked' })
    await expect(portal.resendInvitation(seat.id)).rejects.toMatchObject({ statusCode: 400 })

    const given = await customerSeats.assignSeat({
      subscription_id,
      customer_id: customer.id,
      immediate_claim: true,
      metadata: { desk: 4 },
    })
    expect(given).toMatchObject({ status: 'claimed', customer_id: customer.id, seat_metadata: { desk: 4 } })
    const offered = await customerSeats.assignSeat({ subscription_id, email })
    expect(await customerSeats.resendInvitation(offered.id)).toMatchObject({ status: 'pending' })
    expect((await customerSeats.listSeats({ subscription_id })).seats).toHaveLength(2)
    expect(await customerSeats.revokeSeat(offered.id)).toMatchObject({ status: 'revoked' })
  })

  it("every operation on the seller's subscriptions and orders", async () => {
    const { customer } = await world.addCustomer('seller101@example.com', works)
    const { id } = await world.subscribe(customer.id)
    expect((await seller().subscriptions.list({ customer_id: customer.id })).items).toHaveLength(1)
    expect(await seller().subscriptions.get(id)).toMatchObject({
      status: 'active',
      customer: { id: customer.id },
    })
    const [order] = (await seller().orders.list({ customer_id: customer.id })).items
    expect(await seller().orders.get(order!.id)).toMatchObject({ subscription_id: id })
    const given = { order_id: order!.id, amount: 500, reason: 'customer_request' } as const
    expect(await seller().refunds.create(given)).toMatchObject({ status: 'succeeded', subscription_id: id })
    const { items } = await seller().refunds.list({ order_id: order!.id, succeeded: true })
    expect(items).toMatchObject([{ amount: 500, customer_id: customer.id, dispute: null }])
    await seller().refunds.create({ ...given, amount: 1500, comment: 'all of it', metadata: { case: 7 } })
    await expect(seller().refunds.create(given)).rejects.toMatchObject({
      statusCode: 403,
      error: { error: 'RefundedAlready' },
    })
    expect(await seller().subscriptions.revoke(id)).toMatchObject({ status: 'canceled' })
  })

  it('what a seller corrects, looks at and gives', async () => {
    const { customers, checkouts, orders, products, subscriptions } = seller()
    const prices = [{ amount_type: 'fixed', price_amount: 0, price_currency: 'usd' }] as const
    const free = await products.create({ name: 'Free', recurring_interval: 'month', prices: [...prices] })
    const renamed = await products.update(free.id, { name: 'Gratis', prices: [{ id: free.prices[0]!.id }] })
    expect(renamed).toMatchObject({ name: 'Gratis', prices: [{ id: free.prices[0]!.id }] })
    const { customer } = await world.addCustomer('given101@example.com', works)
    const given = await subscriptions.create({ product_id: free.id, customer_id: customer.id })
    expect(given).toMatchObject({ status: 'active', amount: 0 })
    expect((await customers.listPaymentMethodsExternal('given101@example.com')).items).toHaveLength(1)
    const [order] = (await orders.list({ customer_id: customer.id })).items
    const billing_name = 'Ada GmbH'
    expect(await orders.update(order!.id, { billing_name })).toMatchObject({ billing_name })
    const paid = await products.create({
      name: 'Paid',
      recurring_interval: 'month',
      prices: [{ amount_type: 'fixed', price_amount: 900, price_currency: 'usd' }],
    })
    const checkout = await checkouts.create({ products: [paid.id], customer_email: 'list101@example.com' })
    expect((await checkouts.list({ query: 'list101', status: 'open' })).items).toHaveLength(1)
    const changed = await checkouts.update(checkout.id, { customer_name: 'Grace' })
    expect(changed).toMatchObject({ customer_name: 'Grace', status: 'open' })
  })

  it('every operation on meters and usage', async () => {
    const { customer } = await world.addCustomer('usage101@example.com')
    const { events, meters, customerMeters } = seller()
    const filter = {
      conjunction: 'and',
      clauses: [{ property: 'name', operator: 'eq', value: 'call101' }],
    } as const
    const made = await meters.create({
      name: 'Calls 101',
      filter: { ...filter, clauses: [...filter.clauses] },
      aggregation: { func: 'count' },
    })
    const told = { name: 'call101', external_customer_id: 'usage101@example.com', external_id: '101' }
    expect(await events.ingest({ events: [told, told] })).toEqual({ inserted: 1, duplicates: 1 })
    expect(await meters.get(made.id)).toMatchObject({ name: 'Calls 101', archived_at: null })
    expect((await meters.list({ query: 'calls 101' })).items).toHaveLength(1)
    const counted = (await customerMeters.list({ customer_id: customer.id })).items
    expect(counted).toMatchObject([{ consumed_units: 1, meter: { id: made.id } }])
    expect(await customerMeters.get(counted[0]!.id)).toMatchObject({ customer: { id: customer.id } })
    const portal = (await portalOf(customer.id)).customerMeters
    expect((await portal.list({})).items).toMatchObject([{ consumed_units: 1 }])
    expect(await portal.get(counted[0]!.id)).toMatchObject({ meter: { name: 'Calls 101' } })
    expect(await meters.update(made.id, { is_archived: true })).toMatchObject({ name: 'Calls 101' })
  })

  it('every operation on files, and on keys and files that come with a product', async () => {
    const { customer } = await world.addCustomer('files101@example.com', works)
    const { product_id } = await world.subscribe(customer.id)
    const { benefits, files, products, licenseKeys } = seller()
    const text = 'The app'
    const made = await files.create({
      service: 'downloadable',
      name: 'app.zip',
      mime_type: 'application/zip',
      size: text.length,
      upload: { parts: announced([text]) },
    })
    const { id, upload } = made
    const sent = await createFiles(world.ports)(
      new Request(upload.parts[0]!.url, { method: 'PUT', body: text }),
    )
    const part = { number: 1, checksum_etag: sent.headers.get('etag')!, checksum_sha256_base64: null }
    const done = await files.uploaded(id, { id: upload.id, path: upload.path, parts: [part] })
    expect(done).toMatchObject({ id, is_uploaded: true, size_readable: '7 B' })
    expect(await files.update(id, { version: '2' })).toMatchObject({ name: 'app.zip', version: '2' })
    expect((await files.list({ ids: [id] })).items).toMatchObject([{ version: '2' }])
    const offer = await benefits.create({
      type: 'downloadables',
      description: 'The app 101',
      properties: { files: [id] },
    })
    const keys = await benefits.create({ type: 'license_keys', description: 'Keys 101', properties: {} })
    await products.updateBenefits(product_id, { benefits: [offer.id, keys.id] })
    const portal = await portalOf(customer.id)
    const [own] = (await portal.downloadables.list({ benefit_id: [offer.id] })).items
    expect(own).toMatchObject({ benefit_id: offer.id, file: { id } })
    const path = new URL(own!.file.download.url).pathname
    expect((await fetch(world.url + path, { redirect: 'manual' })).status).toBe(302)
    expect((await benefits.files(offer.id)).items).toMatchObject([{ id, downloads: 1, downloaders: 1 }])
    const [key] = (await portal.licenseKeys.list({ benefit_id: keys.id })).items
    const rotated = await portal.licenseKeys.rotate(key!.id)
    expect(rotated.key).not.toBe(key!.key)
    expect((await licenseKeys.rotate(key!.id)).key).not.toBe(rotated.key)
    await files.delete(id)
    expect((await portal.downloadables.list()).items).toEqual([])
  })

  it('every operation on benefits', async () => {
    const { customer } = await world.addCustomer('benefit101@example.com', works)
    const { id: subscription_id, product_id } = await world.subscribe(customer.id)
    const { benefits, benefitGrants, products } = seller()
    const made = await benefits.create({
      type: 'custom',
      description: 'Support 101',
      properties: { note: 'Call us.' },
    })
    const product = await products.updateBenefits(product_id, { benefits: [made.id] })
    expect(product).toMatchObject({ benefits: [{ id: made.id, properties: { note: 'Call us.' } }] })
    expect(await benefits.get(made.id)).toMatchObject({ type: 'custom', is_deleted: false })
    expect((await benefits.list({ query: 'support 101' })).items).toHaveLength(1)
    expect((await benefits.grants(made.id, { customer_id: customer.id })).items).toHaveLength(1)
    const granted = await benefitGrants.list({ customer_id: customer.id, is_granted: true })
    expect(granted.items).toMatchObject([{ subscription_id, benefit_id: made.id }])
    const portal = (await portalOf(customer.id)).benefitGrants
    const [own] = (await portal.list({ subscription_id })).items
    expect(await portal.get(own!.id)).toMatchObject({ is_granted: true })
    expect(await portal.update(own!.id, { benefit_type: 'custom' })).toMatchObject({ id: own!.id })
    const renamed = { type: 'custom', description: 'Help 101' } as const
    expect(await benefits.update(made.id, renamed)).toMatchObject({ properties: { note: 'Call us.' } })
    await benefits.delete(made.id)
    expect((await portal.list({})).items).toEqual([])
  })
})

describe('the official client 0.47.1 carries out', () => {
  const seller = () => new Polar({ accessToken, serverURL: world.url })

  it("every operation on customers, by their id and by the app's", async () => {
    const { customers } = seller()
    const made = await customers.create({ email: 'a047@example.com', externalId: 'a-047' })
    expect(await customers.get({ id: made.id })).toMatchObject({ email: 'a047@example.com' })
    expect(await customers.getExternal({ externalId: 'a-047' })).toMatchObject({ id: made.id })
    await customers.update({ id: made.id, customerUpdate: { name: 'Ada' } })
    const customerUpdateExternalID = { metadata: { tier: 'gold' } }
    const renamed = await customers.updateExternal({ externalId: 'a-047', customerUpdateExternalID })
    expect(renamed).toMatchObject({ name: 'Ada', metadata: { tier: 'gold' } })
    expect(await customers.getState({ id: made.id })).toMatchObject({ activeSubscriptions: [] })
    await customers.deleteExternal({ externalId: 'a-047' })
    await expect(customers.get({ id: made.id })).rejects.toMatchObject({ error: 'ResourceNotFound' })
    const other = await customers.create({ email: 'b047@example.com' })
    await customers.delete({ id: other.id })
  })

  it('every operation on products', async () => {
    const { products } = seller()
    const made = await products.create({
      name: 'Atelier',
      recurringInterval: 'year',
      prices: [{ amountType: 'fixed', priceAmount: 9900, priceCurrency: 'usd' }],
    })
    expect(await products.get({ id: made.id })).toMatchObject({ name: 'Atelier', recurringInterval: 'year' })
  })

  it('every operation on discounts, and shows them where they count', async () => {
    const { discounts, subscriptions } = seller()
    const made = await discounts.create({
      name: 'Five off',
      type: 'fixed',
      amount: 500,
      currency: 'usd',
      duration: 'once',
    })
    expect(await discounts.get({ id: made.id })).toMatchObject({ amount: 500, amounts: { usd: 500 } })
    expect((await discounts.list({})).result.items).toHaveLength(1)
    const { customer } = await world.addCustomer('discount047@example.com', works)
    const { id } = await world.subscribe(customer.id)
    const subscriptionUpdate = { discountId: made.id }
    expect(await subscriptions.update({ id, subscriptionUpdate })).toMatchObject({
      discountId: made.id,
      discount: { type: 'fixed', amount: 500 },
    })
    await discounts.update({ id: made.id, discountUpdate: { name: 'Five' } })
    await discounts.delete({ id: made.id })
    await expect(discounts.get({ id: made.id })).rejects.toMatchObject({ error: 'ResourceNotFound' })
  })

  it('every operation of the portal', async () => {
    const { customer } = await world.addCustomer('portal047@example.com', works)
    const { id } = await world.subscribe(customer.id)
    const security = { customerSession: await world.sessionOf(customer.id) }
    const { customers, customerSession, organizations, orders, subscriptions } = seller().customerPortal
    expect(await organizations.get({ slug: 'verge' })).toMatchObject({ organization: { slug: 'verge' } })
    expect(await customerSession.introspect(security)).toMatchObject({ returnUrl: null })
    expect(await customerSession.getAuthenticatedUser(security)).toMatchObject({ customerId: customer.id })
    expect(await customers.get(security)).toMatchObject({ email: 'portal047@example.com' })
    const updated = await customers.update(security, {
      billingName: 'Ada GmbH',
      billingAddress: { line1: 'Allee 1', city: 'Berlin', postalCode: '10115', country: 'DE' },
    })
    expect(updated).toMatchObject({ billingName: 'Ada GmbH' })
    const added = await customers.addPaymentMethod(security, {
      confirmationTokenId: await world.cardToken(works),
      setDefault: true,
      returnUrl: '/',
    })
    expect(added).toMatchObject({ status: 'succeeded' })
    const { result } = await customers.listPaymentMethods(security, {})
    expect(result.items).toHaveLength(2)
    await customers.deletePaymentMethod(security, { id: result.items[1]!.id })

    expect(await subscriptions.get(security, { id })).toMatchObject({ status: 'active' })
    const [order] = (await orders.list(security, { subscriptionId: id })).result.items
    expect(await orders.get(security, { id: order!.id })).toMatchObject({ status: 'paid' })
    expect(await orders.getPaymentStatus(security, { id: order!.id })).toMatchObject({ status: 'succeeded' })
  })

  it('every operation on seats', async () => {
    const { customer } = await world.addCustomer('team047@example.com')
    const product_id = await sellTeam(world)
    const { id: subscriptionId } = await buyTeam(world, { product_id, customer_id: customer.id, seats: 4 })
    const email = 'grace047@example.com'
    const security = { customerSession: await world.sessionOf(customer.id) }
    const { seats } = seller().customerPortal
    const seat = await seats.assignSeat(security, { subscriptionId, email })
    expect(seat).toMatchObject({ status: 'pending', customerEmail: email, subscriptionId })
    expect(await seats.resendInvitation(security, { seatId: seat.id })).toMatchObject({ status: 'pending' })
    const { customerSeats } = seller()
    const invitationToken = await invitationOf(world, email)
    expect(await customerSeats.getClaimInfo({ invitationToken })).toMatchObject({ canClaim: true })
    expect(await customerSeats.claimSeat({ invitationToken })).toMatchObject({ seat: { status: 'claimed' } })
    expect(await seats.listSeats(security, { subscriptionId })).toMatchObject({ availableSeats: 3 })
    expect(await seats.revokeSeat(security, { seatId: seat.id })).toMatchObject({ status: 'revoked' })

    const given = await customerSeats.assignSeat({ subscriptionId, email, immediateClaim: true })
    expect(given).toMatchObject({ status: 'claimed', customerEmail: email })
    const offered = await customerSeats.assignSeat({ subscriptionId, email: 'joan047@example.com' })
    await customerSeats.resendInvitation({ seatId: offered.id })
    expect((await customerSeats.listSeats({ subscriptionId })).seats).toHaveLength(2)
    expect(await customerSeats.revokeSeat({ seatId: offered.id })).toMatchObject({ status: 'revoked' })
  })

  it("every operation on the seller's subscriptions and orders", async () => {
    const { customer } = await world.addCustomer('seller047@example.com', works)
    const { id } = await world.subscribe(customer.id)
    expect(await seller().subscriptions.get({ id })).toMatchObject({ status: 'active' })
    const [order] = (await seller().orders.list({ customerId: customer.id })).result.items
    expect(await seller().orders.get({ id: order!.id })).toMatchObject({ subscriptionId: id })
    const given = { orderId: order!.id, amount: 2000, reason: 'duplicate' } as const
    expect(await seller().refunds.create(given)).toMatchObject({ status: 'succeeded', revokeBenefits: false })
    const { result } = await seller().refunds.list({ orderId: order!.id })
    expect(result.items).toMatchObject([{ amount: 2000, taxAmount: 0, dispute: null }])
    await expect(seller().refunds.create(given)).rejects.toMatchObject({ error: 'RefundedAlready' })
    expect(await seller().subscriptions.revoke({ id })).toMatchObject({ status: 'canceled' })
  })

  it('what a seller corrects, looks at and gives', async () => {
    const { customers, checkouts, orders, products, subscriptions } = seller()
    const prices = [{ amountType: 'fixed', priceAmount: 0, priceCurrency: 'usd' }] as const
    const free = await products.create({ name: 'Free', recurringInterval: 'month', prices: [...prices] })
    const productUpdate = { name: 'Gratis', metadata: { 'reference-id': '047' } }
    expect(await products.update({ id: free.id, productUpdate })).toMatchObject({ name: 'Gratis' })
    const tagged = await products.list({ metadata: { 'reference-id': '047' } })
    expect(tagged.result.items).toMatchObject([{ id: free.id }])
    const { customer } = await world.addCustomer('given047@example.com', works)
    const given = await subscriptions.create({
      productId: free.id,
      externalCustomerId: customer.external_id!,
    })
    expect(given).toMatchObject({ status: 'active', amount: 0 })
    const [order] = (await orders.list({ customerId: customer.id })).result.items
    const billingName = 'Ada GmbH'
    expect(await orders.update({ id: order!.id, orderUpdate: { billingName } })).toMatchObject({
      billingName,
    })
    const canceled = await subscriptions.list({ canceledAtAfter: new Date(0) })
    expect(canceled.result.items.map(({ id }) => id)).not.toContain(given.id)
    const paid = await products.create({
      name: 'Paid',
      recurringInterval: 'month',
      prices: [{ amountType: 'fixed', priceAmount: 900, priceCurrency: 'usd' }],
    })
    const checkout = await checkouts.create({ products: [paid.id], customerEmail: 'list047@example.com' })
    expect((await checkouts.list({ query: 'list047' })).result.items).toHaveLength(1)
    const checkoutUpdate = { customerName: 'Grace' }
    expect(await checkouts.update({ id: checkout.id, checkoutUpdate })).toMatchObject(checkoutUpdate)
    const { result } = await customers.list({ metadata: { nobody: 'has it' } })
    expect(result.items).toEqual([])
  })

  it('every operation on meters and usage', async () => {
    const { customer } = await world.addCustomer('usage047@example.com')
    const { events, meters, customerMeters } = seller()
    const made = await meters.create({
      name: 'Tokens 047',
      unit: 'token',
      filter: { conjunction: 'and', clauses: [{ property: 'name', operator: 'eq', value: 'call047' }] },
      aggregation: { func: 'sum', property: 'tokens' },
    })
    const told = { name: 'call047', customerId: customer.id, metadata: { tokens: 2.5 } }
    expect(await events.ingest({ events: [told, told] })).toEqual({ inserted: 2, duplicates: 0 })
    expect(await meters.get({ id: made.id })).toMatchObject({ unit: 'token', archivedAt: null })
    expect((await meters.list({ query: 'tokens 047' })).result.items).toHaveLength(1)
    const { result } = await customerMeters.list({ customerId: customer.id })
    expect(result.items).toMatchObject([{ consumedUnits: 5, balance: -5, meter: { id: made.id } }])
    const id = result.items[0]!.id
    expect(await customerMeters.get({ id })).toMatchObject({ customer: { id: customer.id } })
    const security = { customerSession: await world.sessionOf(customer.id) }
    const portal = seller().customerPortal.customerMeters
    expect((await portal.list(security, {})).result.items).toMatchObject([{ consumedUnits: 5 }])
    expect(await portal.get(security, { id })).toMatchObject({ meter: { name: 'Tokens 047' } })
    const state = await seller().customers.getState({ id: customer.id })
    expect(state.activeMeters).toMatchObject([{ meterId: made.id, consumedUnits: 5 }])
    const archived = await meters.update({ id: made.id, meterUpdate: { isArchived: true } })
    expect(archived.archivedAt).toBeInstanceOf(Date)
  })

  it('every operation on files and on those that come with a product', async () => {
    const { customer } = await world.addCustomer('files047@example.com', works)
    const { product_id: id } = await world.subscribe(customer.id)
    const { benefits, files, products, customerPortal } = seller()
    const text = 'The app'
    const made = await files.create({
      service: 'downloadable',
      name: 'app.zip',
      mimeType: 'application/zip',
      size: text.length,
      upload: { parts: [{ number: 1, chunkStart: 0, chunkEnd: text.length }] },
    })
    const { url, number } = made.upload.parts[0]!
    const sent = await createFiles(world.ports)(new Request(url, { method: 'PUT', body: text }))
    const part = { number, checksumEtag: sent.headers.get('etag')!, checksumSha256Base64: null }
    const { path } = made.upload
    const fileUploadCompleted = { id: made.upload.id, path, parts: [part] }
    expect(await files.uploaded({ id: made.id, fileUploadCompleted })).toMatchObject({ isUploaded: true })
    const named = await files.update({ id: made.id, filePatch: { name: 'app-2.zip' } })
    expect(named).toMatchObject({ name: 'app-2.zip' })
    const properties = { files: [made.id] }
    const offer = await benefits.create({ type: 'downloadables', description: 'The app 047', properties })
    await products.updateBenefits({ id, productBenefitsUpdate: { benefits: [offer.id] } })
    const security = { customerSession: await world.sessionOf(customer.id) }
    const { result } = await customerPortal.downloadables.list(security, {})
    expect(result.items).toMatchObject([{ benefitId: offer.id, file: { name: 'app-2.zip' } }])
    const grants = await customerPortal.benefitGrants.list(security, {})
    expect(grants.result.items).toMatchObject([
      { properties: { files: [made.id] }, benefit: { properties: { activeFiles: [made.id] } } },
    ])
    await files.delete({ id: made.id })
    expect((await files.list({})).result.items).toEqual([])
    await benefits.delete({ id: offer.id })
  })

  it('every operation on benefits', async () => {
    const { customer } = await world.addCustomer('benefit047@example.com', works)
    const { product_id: id } = await world.subscribe(customer.id)
    const { benefits, benefitGrants, products, customers } = seller()
    const properties = { note: 'Call us.' }
    const made = await benefits.create({ type: 'custom', description: 'Support 047', properties })
    const flag = await benefits.create({ type: 'feature_flag', description: 'Beta 047', properties: {} })
    await products.updateBenefits({ id, productBenefitsUpdate: { benefits: [made.id, flag.id] } })
    expect(await products.get({ id })).toMatchObject({ benefits: [{ id: made.id }, { id: flag.id }] })
    expect(await benefits.get({ id: made.id })).toMatchObject({ properties })
    expect((await benefits.list({ typeFilter: 'feature_flag' })).result.items).toHaveLength(1)
    expect((await benefits.grants({ id: made.id })).result.items.length).toBeGreaterThan(0)
    const granted = (await benefitGrants.list({ customerId: customer.id })).result.items
    expect(granted).toHaveLength(2)
    const state = await customers.getState({ id: customer.id })
    expect(state.grantedBenefits.map(({ benefitType }) => benefitType).toSorted()).toEqual([
      'custom',
      'feature_flag',
    ])
    const security = { customerSession: await world.sessionOf(customer.id) }
    const portal = seller().customerPortal
    const { result } = await portal.benefitGrants.list(security, {})
    expect(result.items).toMatchObject([{ benefit: { properties } }, { benefit: { id: flag.id } }])
    const own = result.items[0]!.id
    expect(await portal.benefitGrants.get(security, { id: own })).toMatchObject({ isGranted: true })
    const customerBenefitGrantUpdate = { benefitType: 'custom' } as const
    await portal.benefitGrants.update(security, { id: own, customerBenefitGrantUpdate })
    const subscriptions = (await portal.subscriptions.list(security, {})).result.items
    expect(subscriptions[0]!.product.benefits).toMatchObject([{ id: made.id }, { id: flag.id }])
    for (const one of [made, flag]) await benefits.delete({ id: one.id })
    expect((await portal.benefitGrants.list(security, {})).result.items).toEqual([])
  })
})
