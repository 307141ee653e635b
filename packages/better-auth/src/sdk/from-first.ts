import { asFirstSdk, camel, snake } from './names.ts'
import type { ListedByCustomer, PolarClient } from './provider-over.ts'

type Call = (...input: never[]) => Promise<unknown>

/** A client of `@polar-sh/sdk` 0.47, by structure: camel case, one object an argument, lists in a `result`. */
export interface FirstSdk {
  customers: {
    list: Call
    create: Call
    update: Call
    updateExternal: Call
    getExternal: Call
    getStateExternal: Call
  }
  customerSessions: { create: Call }
  subscriptions: { list: Call; update: Call; revoke: Call }
  orders: { list: Call }
  checkouts: { create: Call }
  events: { ingest: Call }
  customerPortal: Record<ListedByCustomer, { list: Call }>
}

type Named = Record<string, unknown>

/** The same calls under the names of 1.x. What the app is handed stays in the shape of the client that it chose. */
export function fromFirst(sdk: FirstSdk): PolarClient {
  const { customers, customerSessions, subscriptions, orders, checkouts, events, customerPortal } = sdk
  const one = async (answer: Promise<unknown>) => snake((await answer) as Named)
  const many = async (answer: Promise<unknown>) => {
    const { result } = (await answer) as { result: { items: Named[] } }
    return { items: result.items.map(snake) }
  }
  const listOf = (resource: ListedByCustomer) => (query: Named, options: { accessToken: string }) =>
    customerPortal[resource].list({ customerSession: options.accessToken } as never, camel(query))
  return {
    customers: {
      list: (query: Named) => many(customers.list(camel(query))),
      create: ({ type: _unknownThere, ...customer }: Named) => one(customers.create(camel(customer))),
      update: (id: string, changes: Named) =>
        one(customers.update({ id, customerUpdate: camel(changes) } as never)),
      updateExternal: (externalId: string, changes: Named) =>
        one(customers.updateExternal({ externalId, customerUpdateExternalID: camel(changes) } as never)),
      getExternal: (externalId: string) => one(customers.getExternal({ externalId } as never)),
      getStateExternal: (externalId: string) => customers.getStateExternal({ externalId } as never),
    },
    customerSessions: { create: (session: Named) => one(customerSessions.create(camel(session))) },
    subscriptions: {
      list: (query: Named) => subscriptions.list(camel(query)),
      update: (id: string, changes: Named) =>
        one(subscriptions.update({ id, subscriptionUpdate: camel(changes) } as never)),
      revoke: (id: string) => one(subscriptions.revoke({ id } as never)),
    },
    orders: { list: (query: Named) => many(orders.list(camel(query))) },
    checkouts: { create: (checkout: Named) => one(checkouts.create(camel(checkout))) },
    events: {
      ingest: ({ events: all }: { events: Named[] }) => events.ingest({ events: all.map(camel) } as never),
    },
    customerPortal: {
      benefitGrants: { list: listOf('benefitGrants') },
      subscriptions: { list: listOf('subscriptions') },
      orders: { list: listOf('orders') },
      customerMeters: { list: listOf('customerMeters') },
    },
    itemsOf: (page) => (page as { result: { items: unknown[] } }).result.items,
    nothing: { result: { items: [], pagination: { totalCount: 0, maxPage: 0 } } },
    present: (payload) => asFirstSdk(payload) as Named,
  }
}
