import { asFirstSdk, camel, snake } from './names.ts'
import { answerOf } from './on-the-wire.ts'
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
  customerPortal: Record<ListedByCustomer, { list: Call }> & {
    subscriptions: { get: Call; update: Call }
    orders: { invoice: Call; generateInvoice: Call }
  }
  /** Of every client that Speakeasy makes. */
  _baseURL?: URL | null
}

type Named = Record<string, unknown>
interface AsCustomer {
  accessToken: string
}

/** The same calls under the names of 1.x. What the app is handed stays in the shape of the client that it chose. */
export function fromFirst(sdk: FirstSdk): PolarClient {
  const { customers, customerSessions, subscriptions, orders, checkouts, events, customerPortal } = sdk
  const one = async (answer: Promise<unknown>) => snake((await answer) as Named)
  const many = async (answer: Promise<unknown>) => {
    const { result } = (await answer) as { result: { items: Named[] } }
    return { items: result.items.map(snake) }
  }
  const listOf = (resource: ListedByCustomer) => (query: Named, options: AsCustomer) =>
    customerPortal[resource].list(as(options), camel(query))
  const as = ({ accessToken }: AsCustomer) => ({ customerSession: accessToken }) as never
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
      subscriptions: {
        list: listOf('subscriptions'),
        get: (id: string, options: AsCustomer) =>
          customerPortal.subscriptions.get(as(options), { id } as never),
        update: (id: string, changes: Named, options: AsCustomer) =>
          knows(changes)
            ? customerPortal.subscriptions.update(as(options), {
                id,
                customerSubscriptionUpdate: camel(changes),
              } as never)
            : patched(sdk._baseURL, id, changes, options),
      },
      orders: {
        list: listOf('orders'),
        invoice: (id: string, options: AsCustomer) =>
          customerPortal.orders.invoice(as(options), { id } as never),
        generateInvoice: (id: string, options: AsCustomer) =>
          customerPortal.orders.generateInvoice(as(options), { id } as never),
      },
      customerMeters: { list: listOf('customerMeters') },
    },
    address: sdk._baseURL ?? null,
    itemsOf: (page) => (page as { result: { items: unknown[] } }).result.items,
    nothing: { ...none, next: () => null, [Symbol.asyncIterator]: onlyNone },
    present: (payload) => asFirstSdk(payload) as Named,
  }
}

const none = { result: { items: [], pagination: { totalCount: 0, maxPage: 0 } } }
/** Its lists can be walked through page by page, and so can one of nothing. */
async function* onlyNone() {
  yield none
}

/** A change that this client has no word for would arrive as no change at all. */
function knows(changes: Named): boolean {
  return !('pause_at_period_end' in changes) && !('resume' in changes)
}

async function patched(
  base: URL | null | undefined,
  id: string,
  changes: Named,
  { accessToken }: AsCustomer,
) {
  const path = `/v1/customer-portal/subscriptions/${encodeURIComponent(id)}`
  const response = await fetch(new URL(path, base ?? 'https://api.polar.sh'), {
    method: 'PATCH',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(changes),
  })
  return answerOf(response)
}
