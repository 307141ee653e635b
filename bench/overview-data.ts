import { createPolar } from '@verge/polar/client'
import { listCustomerOrders } from '@verge/polar/contract/orders'
import { listPaymentMethods } from '@verge/polar/contract/payment-methods'
import { getPortalCustomer } from '@verge/polar/contract/portal-customers'
import { listCustomerSubscriptions, previewCharge } from '@verge/polar/contract/subscriptions'
import { createApi } from '@verge/server/api/api'
import { createCustomerSession } from '@verge/server/operations/customer-sessions/create'
import { openWorld } from '../test/world/open.ts'
import { recordStatements, scannedTables } from '../test/world/statements.ts'
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
