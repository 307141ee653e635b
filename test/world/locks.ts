import { AsyncLocalStorage } from 'node:async_hooks'
import type { KyselyPlugin, RootOperationNode } from 'kysely'
import type { Database } from '@verge/server/ports/ports'

/** The order in which rows are locked everywhere; whoever keeps it meets nobody in a circle. */
export const lockOrder = [
  'checkouts',
  'customers',
  'subscriptions',
  'customer_seats',
  'orders',
  'payment_attempts',
  'payment_methods',
  'discounts',
  'document_series',
] as const

/** Held only by whoever holds the row that the work is about, or passed over by who finds it taken: it closes no circle. */
const guarded = ['due_work', 'cancellation_receipts']

export interface LocksWatched {
  db: Database
  /** Every order of tables that some transaction locked rows in, as `customers, subscriptions`. */
  seen(): ReadonlySet<string>
}

interface Taken {
  tables: string[]
}
const inTransaction = new AsyncLocalStorage<Taken>()

/** A database that notes which tables' rows its transactions lock, each when it comes first. */
export function watchLocks(db: Database): LocksWatched {
  const seen = new Set<string>()
  const plugin: KyselyPlugin = {
    transformQuery({ node }) {
      const table = lockedBy(node)
      const taken = inTransaction.getStore()
      const isNew = table && taken && !guarded.includes(table) && !taken.tables.includes(table)
      if (isNew) taken.tables.push(table)
      return node
    },
    transformResult: async ({ result }) => result,
  }
  const watched = new Proxy(db, {
    get(target, key) {
      if (key !== 'transaction') {
        const value: unknown = Reflect.get(target, key, target)
        return typeof value === 'function' ? (value.bind(target) as unknown) : value
      }
      return () => {
        const builder = target.transaction()
        const execute = builder.execute.bind(builder) as typeof builder.execute
        builder.execute = (run) =>
          execute(async (tx) => {
            const taken: Taken = { tables: [] }
            try {
              return await inTransaction.run(taken, () => run(tx.withPlugin(plugin)))
            } finally {
              if (taken.tables.length > 1) seen.add(taken.tables.join(', '))
            }
          })
        return builder
      }
    },
  })
  return { db: watched, seen: () => seen }
}

/** What was locked against the order: a table after one that comes later. */
export function outOfOrder(seen: ReadonlySet<string>): string[] {
  const rank = (table: string) => lockOrder.indexOf(table as (typeof lockOrder)[number])
  return [...seen].filter((tables) => {
    const ranks = tables.split(', ').map(rank)
    return ranks.includes(-1) || ranks.some((one, index) => index > 0 && one < ranks[index - 1]!)
  })
}

/** The table whose existing rows a statement locks; an insert locks none that others hold. */
function lockedBy(node: RootOperationNode): string | null {
  if (node.kind === 'UpdateQueryNode') return nameIn(node.table)
  const locks = JSON.stringify('endModifiers' in node ? (node.endModifiers ?? []) : [])
  const isLocking = node.kind === 'SelectQueryNode' && /"For(NoKey)?Update"/.test(locks)
  return isLocking ? nameIn(node.from) : null
}

function nameIn(node: unknown): string {
  return /"identifier":\{"kind":"IdentifierNode","name":"(\w+)"/.exec(JSON.stringify(node))?.[1] ?? 'unknown'
}
