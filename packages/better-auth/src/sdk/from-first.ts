import type { PolarClient } from './provider-over.ts'

type Call = (input: never) => Promise<unknown>

/** A client of `@polar-sh/sdk` 0.47, by structure: camel case, one object an argument, lists in a `result`. */
export interface FirstSdk {
  customers: {
    list: Call
    create: Call
    update: Call
    getExternal: Call
    getStateExternal: Call
  }
  customerSessions: { create: Call }
  subscriptions: { list: Call }
  orders: { list: Call }
  checkouts: { create: Call }
}

type Named = Record<string, unknown>

/** The same calls under the names of 1.x. A customer's state stays in the shape of the client that the app chose. */
export function fromFirst({
  customers,
  customerSessions,
  subscriptions,
  orders,
  checkouts,
}: FirstSdk): PolarClient {
  const one = async (answer: Promise<unknown>) => snake((await answer) as Named)
  const many = async (answer: Promise<unknown>) => {
    const { result } = (await answer) as { result: { items: Named[] } }
    return { items: result.items.map(snake) }
  }
  return {
    customers: {
      list: (query: Named) => many(customers.list(camel(query))),
      create: ({ type: _unknownThere, ...customer }: Named) => one(customers.create(camel(customer))),
      update: (id: string, changes: Named) =>
        one(customers.update({ id, customerUpdate: camel(changes) } as never)),
      getExternal: (externalId: string) => one(customers.getExternal({ externalId } as never)),
      getStateExternal: (externalId: string) => customers.getStateExternal({ externalId } as never),
    },
    customerSessions: { create: (session: Named) => one(customerSessions.create(camel(session))) },
    subscriptions: { list: (query: Named) => many(subscriptions.list(camel(query))) },
    orders: { list: (query: Named) => many(orders.list(camel(query))) },
    checkouts: { create: (checkout: Named) => one(checkouts.create(camel(checkout))) },
  }
}

/** Only the outermost names: what stands in metadata is the app's own. */
function renamed(named: Named, rename: (name: string) => string): Named {
  return Object.fromEntries(Object.entries(named).map(([name, value]) => [rename(name), value]))
}

function camel(named: Named): never {
  return renamed(named, (name) => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase())) as never
}

function snake(named: Named): Named {
  return renamed(named, (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))
}
