import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStoredBooks, type StoredBooks } from '../../../../test/world/stored.ts'
import { openWorld } from '../../../../test/world/open.ts'
import { openDatabase } from './database.ts'
import { DatabaseFault } from './fault.ts'
import { unanswered } from './rows.ts'

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

it.each([
  ['53100', 'a full disk', 'busy', 1],
  ['55P03', 'a lock that is not let go', 'busy', 1],
  ['57P01', 'a server that ends', 'unreachable', 5],
  ['40001', 'a transaction that lost every time', 'conflict', 5],
])(
  'tells %s, %s, from what was wrongly asked, and that nothing stays of it',
  async (state, _, why, times) => {
    let tries = 0
    const asked = books.db.transaction().execute(async (tx) => {
      tries++
      await sql.raw(`DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '${state}'; END $$`).execute(tx)
    })
    await expect(asked).rejects.toMatchObject({ name: 'DatabaseFault', why, isUndone: true })
    expect(tries).toBe(times)
  },
)

it('hands on what the database refuses by its rules as it is', async () => {
  const refused = sql`SELECT 1 / 0`.execute(books.db)
  await expect(refused).rejects.not.toBeInstanceOf(DatabaseFault)
  await expect(refused).rejects.toMatchObject({ code: '22012' })
})

it('lets a process that stands still in a transaction hold up the others for a bounded time', async () => {
  const standing = openDatabase({ ...books.config, idle_in_transaction_session_timeout: 200 })
  let tries = 0
  const still = standing.transaction().execute(async (tx) => {
    if (tries++ > 0) throw new Error('enough')
    await sql`LOCK TABLE document_series`.execute(tx)
    await new Promise((done) => setTimeout(done, 2_000))
    await sql`SELECT 1`.execute(tx)
  })
  const ended = still.catch((error: unknown) => String(error))
  await new Promise((done) => setTimeout(done, 50))
  await books.db.updateTable('document_series').set({ last_invoice_number: 0 }).execute()
  expect(await ended).toContain('enough')
  await standing.destroy()
})

it('serves on while a table is changed under the plans that its connections keep', async () => {
  const db = openDatabase({ ...books.config, max: 3 })
  await sql`CREATE TABLE shelves (id integer PRIMARY KEY, label text)`.execute(db)
  const ask = () => sql<object>`SELECT * FROM shelves WHERE id = ${1}`.execute(db)
  const askInside = () =>
    db.transaction().execute((tx) => sql<object>`SELECT * FROM shelves WHERE id = ${1}`.execute(tx))
  const askEverywhere = () => Promise.all([ask(), ask(), ask()])
  await sql`INSERT INTO shelves VALUES (${1}, ${'first'})`.execute(db)
  for (const [column, asked] of [
    ['room', ask],
    ['house', askInside],
  ] as const) {
    await askEverywhere()
    await sql.raw(`ALTER TABLE shelves ADD COLUMN ${column} text`).execute(db)
    const { rows } = await asked()
    expect(rows[0]).toHaveProperty(column)
    for (const { rows: all } of await askEverywhere()) expect(all[0]).toHaveProperty(column)
  }
  await db.destroy()
})

describe('a statement whose answer nobody needs', () => {
  const write = (key: string) => sql`${unanswered}
    INSERT INTO rate_limits (key, counts, expires_at) VALUES (${key}, '[]', '2027-01-31')`
  const written = async (key: string) => {
    const { rows } = await sql<object>`SELECT 1 FROM rate_limits WHERE key = ${key}`.execute(books.db)
    return rows.length
  }

  it('is seen by whatever is asked after it, and stays with the rest', async () => {
    const seen = await books.db.transaction().execute(async (tx) => {
      await write('seen').execute(tx)
      return sql<object>`SELECT 1 FROM rate_limits WHERE key = ${'seen'}`.execute(tx)
    })
    expect(seen.rows).toHaveLength(1)
    expect(await written('seen')).toBe(1)
  })

  it('takes all the rest with it where it fails, though the COMMIT was on its way already', async () => {
    const failing = books.db.transaction().execute(async (tx) => {
      await sql`INSERT INTO rate_limits (key, counts, expires_at) VALUES ('rest', '[]', '2027-01-31')`.execute(
        tx,
      )
      await write('twice').execute(tx)
      await write('twice').execute(tx)
      await write('after').execute(tx)
    })
    await expect(failing).rejects.toMatchObject({ code: '23505' })
    expect(await Promise.all(['rest', 'twice', 'after'].map(written))).toEqual([0, 0, 0])
    // The connection serves on.
    expect(await written('seen')).toBe(1)
  })

  it('is not even sent where its transaction is given up', async () => {
    const givenUp = books.db.transaction().execute(async (tx) => {
      await write('given up').execute(tx)
      throw new Error('no')
    })
    await expect(givenUp).rejects.toThrow('no')
    expect(await written('given up')).toBe(0)
  })

  it('is done at once outside a transaction', async () => {
    await write('alone').execute(books.db)
    expect(await written('alone')).toBe(1)
  })

  it('makes a transaction that lost for it begin anew', async () => {
    let tries = 0
    await books.db.transaction().execute(async (tx) => {
      const state = tries++ === 0 ? '40001' : null
      if (state)
        await sql`${unanswered}DO ${sql.raw(`$$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '${state}'; END $$`)}`.execute(
          tx,
        )
      await write(`try ${tries}`).execute(tx)
    })
    expect(await Promise.all(['try 1', 'try 2'].map(written))).toEqual([0, 1])
  })
})
