import { afterAll, beforeAll, expect, it } from 'vitest'
import { openDatabase } from '@verge/server/db/database'
import { customerCalls, type Call } from '../world/call.ts'
import { openWorld, type World } from '../world/open.ts'
import { openProxy, type Proxy } from '../world/proxy.ts'
import { openStoredBooks, type StoredBooks } from '../world/stored.ts'

let books: StoredBooks
let proxy: Proxy
let world: World
let ada: Call
let path: string

beforeAll(async () => {
  books = await openStoredBooks()
  proxy = await openProxy(books.config)
  world = await openWorld({ database: openDatabase({ ...proxy.config, max: 2 }) })
  const { actor } = await world.addCustomer('ada@example.com', '4242424242424242')
  const { id } = await world.subscribe(actor.customer_id)
  path = `/v1/customer-portal/subscriptions/${id}`
  ada = await customerCalls(world, actor.customer_id)
})
afterAll(async () => {
  await world.ports.db.destroy()
  await proxy.close()
  await books.close()
})

async function waysOf(cancel_at_period_end: boolean): Promise<number> {
  const before = proxy.ways()
  const { status } = await ada('PATCH', path, { cancel_at_period_end })
  expect(status).toBe(200)
  return proxy.ways() - before
}

/** Each costs both sides more than a small statement does: whoever adds one knows it by this. */
it('a cancellation and its taking back go to the database nine times each, for nobody waits for what is only written', async () => {
  // The first time connections are opened.
  await waysOf(true)
  await waysOf(false)
  expect(await waysOf(true)).toBe(9)
  expect(await waysOf(false)).toBe(9)
})
