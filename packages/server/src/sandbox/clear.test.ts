import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openWorld } from '../../../../test/world/open.ts'
import { openStoredBooks, type StoredBooks } from '../../../../test/world/stored.ts'
import { clearSandbox } from './clear.ts'

let books: StoredBooks
beforeAll(async () => void (books = await openStoredBooks()))
afterAll(() => books.close())

it('empties the books and nothing that others keep in the same database', async () => {
  const { db } = books
  await sql`CREATE TABLE public.orders AS SELECT 'of another app' AS note`.execute(db)
  const world = await openWorld({ database: db })
  const { customer } = await world.addCustomer('ada@example.com', '4242424242424242')
  await world.subscribe(customer.id)
  await clearSandbox(db)
  const { rows } = await sql<{ note: string }>`SELECT note FROM public.orders`.execute(db)
  expect(rows).toEqual([{ note: 'of another app' }])
  expect(await db.selectFrom('orders').selectAll().execute()).toEqual([])
  expect(await world.ports.processor.ledger()).toEqual([])
})
