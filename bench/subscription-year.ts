import { sql } from 'kysely'
import type { Database } from '@verge/server/ports/ports'
import { advanceClock } from '@verge/server/jobs/run-due'
import { openWorld } from '../test/world/open.ts'
import { openStoredBooks } from '../test/world/stored.ts'
import { rounded, type Benchmark, type Figures } from './benchmark.ts'

const parameters = { subscriptions: 200, interval: 'month', renewals_each: 12 }
const start = new Date('2027-01-31T12:00:00Z')
const end = new Date('2028-01-31T12:00:00Z')

/** What a monthly subscription adds to each table in a year of paid renewals: rows, and bytes on disk with their indexes. */
export const subscriptionYear: Benchmark = {
  name: 'subscription-year',
  parameters,
  async run() {
    const books = await openStoredBooks()
    try {
      let now = start
      const world = await openWorld({ database: books.db })
      const ports = { ...world.ports, clock: { now: () => now } }
      for (let count = 0; count < parameters.subscriptions; count++) {
        const { customer } = await world.addCustomer(`customer-${count}@example.com`, '4242424242424242')
        await world.subscribe(customer.id)
      }
      const before = await sizes(books.db)
      await advanceClock(ports, (date) => void (now = date), end)
      const after = await sizes(books.db)
      return perSubscription(before, after)
    } finally {
      await books.close()
    }
  },
}

interface Size {
  table: string
  rows: number
  bytes: number
}

async function sizes(db: Database): Promise<Size[]> {
  const { rows: tables } = await sql<{ table: string }>`
    SELECT tablename AS table FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1`.execute(db)
  const found: Size[] = []
  for (const { table } of tables) {
    const { rows } = await sql<Omit<Size, 'table'>>`
      SELECT count(*) AS rows, pg_total_relation_size(${table}::regclass) AS bytes FROM ${sql.table(table)}`.execute(
      db,
    )
    found.push({ table, ...rows[0]! })
  }
  return found
}

function perSubscription(before: Size[], after: Size[]): { [table: string]: Figures } {
  const { subscriptions } = parameters
  const grown = after.map(({ table, rows, bytes }) => {
    const earlier = before.find((one) => one.table === table)!
    return {
      table,
      rows: (rows - earlier.rows) / subscriptions,
      bytes: (bytes - earlier.bytes) / subscriptions,
    }
  })
  const sum = (key: 'rows' | 'bytes') => grown.reduce((total, one) => total + one[key], 0)
  const all = [
    ...grown.filter(({ rows }) => rows > 0),
    { table: 'together', rows: sum('rows'), bytes: sum('bytes') },
  ]
  return Object.fromEntries(
    all.map(({ table, rows, bytes }) => [
      table,
      { 'rows a year': rounded(rows), 'bytes a year': rounded(bytes, 0) },
    ]),
  )
}
