import { afterAll, beforeAll, expect, it } from 'vitest'
import { openDatabase } from '@verge/server/db/database'
import { runDue } from '@verge/server/jobs/run-due'
import { customerCalls, sellerCalls } from '../world/call.ts'
import { openWorld, type World } from '../world/open.ts'
import { openStoredBooks, type StoredBooks } from '../world/stored.ts'

let books: StoredBooks
let world: World

beforeAll(async () => {
  books = await openStoredBooks()
  world = await openWorld({ database: openDatabase({ ...books.config, max: 1 }) })
})
afterAll(async () => {
  await world.ports.db.destroy()
  await books.close()
})

/** With one connection, whoever holds it and asks for another waits for themselves. */
it('everything gets along with a single connection, for nobody asks for a second one while holding the first', async () => {
  const faults: unknown[] = []
  const { actor } = await world.addCustomer('ada@example.com', '4242424242424242')
  const { id } = await world.subscribe(actor.customer_id)
  const ada = await customerCalls(world, actor.customer_id, faults)
  const seller = await sellerCalls(world, faults)
  const [product, order] = await Promise.all([
    books.db.selectFrom('products').select('id').executeTakeFirstOrThrow(),
    books.db.selectFrom('orders').select('id').executeTakeFirstOrThrow(),
  ])
  const own = `/v1/customer-portal/subscriptions/${id}`
  const status = async (answer: Promise<{ status: number }>) => (await answer).status

  expect(await status(ada('PATCH', own, { cancel_at_period_end: true }))).toBe(200)
  expect(await status(ada('PATCH', own, { cancel_at_period_end: false }))).toBe(200)
  expect(await status(ada('GET', `${own}/charge-preview`))).toBe(200)
  const card = {
    confirmation_token_id: await world.cardToken('4242424242424242'),
    set_default: true,
    return_url: 'http://localhost:4000/',
  }
  expect(await status(ada('POST', '/v1/customer-portal/customers/me/payment-methods', card))).toBe(201)
  expect(await status(ada('PATCH', '/v1/customer-portal/customers/me', { billing_name: 'Ada' }))).toBe(200)
  const home = { line1: '1 Main St', city: 'Berlin', postal_code: '10115', country: 'DE' }
  const made = { billing_name: 'Ada', billing_address: home }
  expect(await status(ada('PATCH', `/v1/customer-portal/orders/${order.id}`, made))).toBe(200)
  expect(await status(ada('POST', `/v1/customer-portal/orders/${order.id}/invoice`))).toBe(202)
  expect(await status(seller('DELETE', `/v1/subscriptions/${id}`))).toBe(200)
  const again = { agreed_amount: 2000, idempotency_key: 'a-decision-made-alone' }
  expect(await status(ada('POST', `/v1/verge/subscriptions/${id}/resubscribe`, again))).toBe(201)
  world.moveTo(new Date('2027-03-31T12:00:00Z'))
  await runDue(world.ports)
  await seller('DELETE', `/v1/customers/${actor.customer_id}`)
  const checkout = await seller('POST', '/v1/checkouts/', {
    products: [product.id],
    customer_email: 'new@example.com',
  })
  const path = `/v1/checkouts/client/${String(checkout.body.client_secret)}/confirm`
  const confirmation_token_id = await world.cardToken('4242424242424242')
  expect(await status(seller('POST', path, { confirmation_token_id }))).toBe(200)
  expect(faults).toEqual([])
}, 60_000)
