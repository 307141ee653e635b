import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openStoredBooks, type StoredBooks } from '../../../../test/world/stored.ts'
import { openWorld } from '../../../../test/world/open.ts'

let books: StoredBooks
beforeAll(async () => void (books = await openStoredBooks()))
afterAll(() => books.close())

it('tries a transaction again that the database undid because another stood in its way', async () => {
  const world = await openWorld({ database: books.db })
  const ann = (await world.addCustomer('ann@example.com')).customer.id
  const ben = (await world.addCustomer('ben@example.com')).customer.id
  let begun = 0
  let meet!: () => void
  const both = new Promise<void>((done) => (meet = done))

  /** Takes the one, waits until the other took theirs, and then wants that too. */
  async function takes(first: string, second: string): Promise<void> {
    await books.db.transaction().execute(async (tx) => {
      await sql`SELECT 1 FROM customers WHERE id = ${first} FOR UPDATE`.execute(tx)
      if (++begun === 2) meet()
      await both
      await sql`SELECT 1 FROM customers WHERE id = ${second} FOR UPDATE`.execute(tx)
    })
  }
  await Promise.all([takes(ann, ben), takes(ben, ann)])
  // The one that lost began again; on a busy machine it may lose more than once.
  expect(begun).toBeGreaterThan(2)
})

it('does not try again what was refused', async () => {
  let tries = 0
  const refused = books.db.transaction().execute(async () => {
    tries++
    throw new Error('no')
  })
  await expect(refused).rejects.toThrow('no')
  expect(tries).toBe(1)
})
