import { sql } from 'kysely'
import pg from 'pg'
import { createPolar } from '@verge/polar/client'
import { listCustomerOrders } from '@verge/polar/contract/orders'
import { listPaymentMethods } from '@verge/polar/contract/payment-methods'
import { getPortalCustomer } from '@verge/polar/contract/portal-customers'
import { listCustomerSubscriptions, previewCharge } from '@verge/polar/contract/subscriptions'
import { createApi } from '@verge/server/api/api'
import { createCustomerSession } from '@verge/server/operations/customer-sessions/create'
import type { Database } from '@verge/server/ports/ports'
import { openWorld } from '../test/world/open.ts'
import { openStoredBooks } from '../test/world/stored.ts'
import { percentile, rounded, type LoneBenchmark, type Figures } from './benchmark.ts'
import { perCustomer, populate } from './population.ts'

const parameters = { warm_up: 500, overviews: 4_000, visitors: 400, sizes: '1000, 100000, 1000000' }
const sizes = (process.env.BENCH_SIZES ?? parameters.sizes).split(',').map(Number)

/** What the overview asks the API for, in process and one visitor at a time, among more and more customers. */
export const overviewData: LoneBenchmark = {
  name: 'overview-data',
  parameters: { ...parameters, sizes: sizes.join(', '), ...perCustomer },
  async run() {
    const figures: { [row: string]: Figures } = {}
    for (const customers of sizes)
      figures[`${customers.toLocaleString('en')} customers`] = await measure(customers)
    return figures
  },
}

async function measure(customers: number): Promise<Figures> {
  const books = await openStoredBooks()
  try {
    const world = await openWorld({ database: books.db })
    const { organization_id } = world.organization
    await populate(books.db, organization_id, customers)
    const faults: unknown[] = []
    const fetch = createApi(world.ports, { report: ({ error }) => faults.push(error) })
    const step = Math.max(1, Math.floor(customers / parameters.visitors))
    const visitors = await Promise.all(
      Array.from({ length: Math.min(parameters.visitors, customers) }, async (_, index) => {
        const external_customer_id = `user-${index * step + 1}`
        const { token } = await createCustomerSession(world.ports, world.organization, {
          body: { external_customer_id },
        })
        return createPolar({ fetch, baseUrl: world.ports.publicUrl, token })
      }),
    )
    const statements = recordStatements()
    await overview(visitors[0]!).catch((error: unknown) => {
      throw faults[0] ?? error
    })
    const scanned = await scannedTables(books.db, statements.stop())
    for (let turn = 0; turn < parameters.warm_up; turn++) await overview(visitors[turn % visitors.length]!)
    const times: number[] = []
    for (let turn = 0; turn < parameters.overviews; turn++) {
      const started = performance.now()
      await overview(visitors[turn % visitors.length]!)
      times.push(performance.now() - started)
    }
    return {
      'p50 ms': rounded(percentile(times, 0.5)),
      'p99 ms': rounded(percentile(times, 0.99)),
      statements: statements.seen.length,
      'tables read whole': scanned.join(', ') || 'none',
    }
  } finally {
    await books.close()
  }
}

async function overview(polar: ReturnType<typeof createPolar>): Promise<void> {
  const [subscriptions] = await Promise.all([
    polar.call(listCustomerSubscriptions, { query: { limit: 100 } }),
    polar.call(listCustomerOrders, { query: { limit: 5 } }),
    polar.call(getPortalCustomer, {}),
    polar.call(listPaymentMethods, { query: { limit: 100 } }),
  ])
  await Promise.all(subscriptions.items.map(({ id }) => polar.call(previewCharge, { params: { id } })))
}

interface Statement {
  text: string
  values: unknown[]
}

/** As our pool asks; what it says of transactions has no values. */
function isStatement(asked: unknown): asked is Statement {
  return typeof asked === 'object' && asked !== null && 'text' in asked && 'values' in asked
}

/** Every statement that goes to the server, from now on until it is stopped. */
function recordStatements() {
  const seen: Statement[] = []
  const { query } = pg.Client.prototype
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const [asked] = args
    if (isStatement(asked)) seen.push(asked)
    return (query as (...args: unknown[]) => unknown).apply(this, args)
  } as typeof query
  return {
    seen,
    stop() {
      pg.Client.prototype.query = query
      return seen
    },
  }
}

/** Tables that a statement's plan reads from end to end; what lies on a few pages is read so sooner than by an index. */
async function scannedTables(db: Database, statements: Statement[]): Promise<string[]> {
  const { rows: small } = await sql<{ name: string }>`
    SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND pg_relation_size(oid) <= 4 * 8192
  `.execute(db)
  const few = small.map(({ name }) => name)
  const scanned = new Set<string>()
  for (const { text, values } of statements.filter((one) => one.text.toLowerCase().startsWith('select'))) {
    const { rows } = await db.executeQuery<{ 'QUERY PLAN': unknown }>({
      sql: `EXPLAIN (FORMAT JSON) ${text}`,
      parameters: values,
      query: { kind: 'RawNode', sqlFragments: [], parameters: [] } as never,
      queryId: { queryId: 'explain' },
    })
    for (const [, table] of JSON.stringify(rows).matchAll(
      /"Node Type":"Seq Scan"[^}]*?"Relation Name":"(\w+)"/g,
    ))
      if (!few.includes(table!)) scanned.add(table!)
  }
  return [...scanned].toSorted()
}
