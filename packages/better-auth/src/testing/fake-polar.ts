import type { PolarCalls } from '../sdk/provider-over.ts'
import type { SubscriptionState } from '../provider.ts'
import type { FirstSdk } from '../sdk/from-first.ts'
import { asFirstSdk, asOnTheWire } from '../sdk/names.ts'

export interface FakeCustomer {
  id: string
  external_id: string | null
  email: string
  name: string | null
  metadata?: object
}

export interface FakeOrder {
  id: string
  customer_id: string
  invoiced: boolean
}
/** A session's token is the customer's id here. */
export interface AsCustomer {
  accessToken: string
}

const problem = (statusCode: number, name = 'Refused') =>
  Object.assign(new Error(name), { statusCode, error: { error: name } })

/** A client of 1.x over books in memory, for what the plugin does around its calls. What a real server answers is tried elsewhere. */
export function fakePolar() {
  const customers: FakeCustomer[] = []
  const subscriptions: SubscriptionState[] = []
  const calls: string[] = []
  const orders: FakeOrder[] = []
  const grants: object[] = []
  const state = {
    down: false as boolean | number,
    portal: 'https://billing.example/verge/portal',
    /** What a customer's own change is answered with. */
    refuses: null as [status: number, name: string] | null,
    /** Changes are made, and nobody hears of it. */
    losesAnswers: false,
  }
  let ids = 0

  function call<Input extends unknown[], Result>(name: string, run: (...input: Input) => Result) {
    return async (...input: Input): Promise<Result> => {
      calls.push(name)
      if (typeof state.down === 'number') throw problem(state.down)
      if (state.down) throw new TypeError('fetch failed')
      return run(...input)
    }
  }
  const byExternal = (external_id: string) => {
    const found = customers.find((one) => one.external_id === external_id)
    if (!found) throw problem(404, 'ResourceNotFound')
    return found
  }
  const ownedBy = <Item extends { id: string; customer_id: string }>(items: Item[]) => {
    return (id: string, { accessToken }: AsCustomer): Item => {
      const found = items.find((one) => one.id === id && one.customer_id === accessToken)
      if (!found) throw problem(404, 'ResourceNotFound')
      return found
    }
  }
  const own = ownedBy(subscriptions)
  const ownOrder = ownedBy(orders)
  const listed = <Item>(items: Item[]) => ({ items, pagination: { total_count: items.length, max_page: 1 } })

  const sdk = {
    customers: {
      iterList: null,
      list: call('customers.list', ({ email }: { email: string }) =>
        listed(customers.filter((one) => one.email === email)),
      ),
      create: call('customers.create', (made: Omit<FakeCustomer, 'id'>) => {
        if (customers.some(({ email }) => email === made.email)) throw problem(422)
        const customer = { ...made, id: `cus_${ids++}` }
        customers.push(customer)
        return customer
      }),
      update: call('customers.update', (id: string, { external_id }: { external_id: string }) => {
        const customer = customers.find((one) => one.id === id)!
        if (customer.external_id !== null && customer.external_id !== external_id) throw problem(422)
        if (customers.some((one) => one.external_id === external_id && one.id !== id)) throw problem(422)
        return Object.assign(customer, { external_id })
      }),
      updateExternal: call('customers.updateExternal', (external_id: string, changes: object) =>
        Object.assign(byExternal(external_id), changes),
      ),
      getExternal: call('customers.getExternal', byExternal),
      getStateExternal: call('customers.getStateExternal', (external_id: string) => {
        const customer = byExternal(external_id)
        const active_subscriptions = subscriptions.filter(
          ({ customer_id, status }) => customer_id === customer.id && status === 'active',
        )
        return { ...customer, active_subscriptions, granted_benefits: grants, active_meters: [] }
      }),
    },
    customerSessions: {
      create: call('customerSessions.create', (asked: { external_customer_id: string }) => {
        const { id } = byExternal(asked.external_customer_id)
        return { token: id, customer_portal_url: `${state.portal}?customer_session_token=${id}` }
      }),
    },
    subscriptions: {
      list: call(
        'subscriptions.list',
        (asked: {
          external_customer_id?: string
          metadata?: Record<string, string>
          page?: number
          limit?: number
        }) => {
          // The seller asks for everybody's.
          if (asked.page) {
            const limit = asked.limit ?? 10
            return listed(subscriptions.slice((asked.page - 1) * limit, asked.page * limit))
          }
          const owner = customers.find(({ external_id }) => external_id === asked.external_customer_id)
          return listed(
            subscriptions.filter(({ customer_id, metadata = {} }) =>
              asked.metadata
                ? Object.entries(asked.metadata).every(
                    ([key, value]) => (metadata as Record<string, string>)[key] === value,
                  )
                : customer_id === owner?.id,
            ),
          )
        },
      ),
      update: call('subscriptions.update', (id: string, changes: object) =>
        Object.assign(
          subscriptions.find((one) => one.id === id)!,
          changes,
        ),
      ),
      revoke: call('subscriptions.revoke', (id: string) =>
        Object.assign(
          subscriptions.find((one) => one.id === id)!,
          {
            status: 'canceled',
            ended_at: '2026-11-28T00:00:00Z',
          },
        ),
      ),
    },
    orders: { list: call('orders.list', () => listed([])) },
    checkouts: {
      create: call('checkouts.create', (asked: object) => {
        checkouts.push(asked as Record<string, unknown>)
        return { url: 'https://billing.example/checkout/1' }
      }),
    },
    events: { ingest: call('events.ingest', () => ({ inserted: 1 })) },
    customerPortal: {
      benefitGrants: { list: call('customerPortal.benefitGrants.list', () => listed([])) },
      subscriptions: {
        list: call('customerPortal.subscriptions.list', () => listed(subscriptions)),
        get: call('customerPortal.subscriptions.get', (id: string, as: AsCustomer) => own(id, as)),
        update: call(
          'customerPortal.subscriptions.update',
          (id: string, changes: Record<string, unknown>, as: AsCustomer) => {
            const subscription = own(id, as)
            if (state.refuses) throw problem(...state.refuses)
            const { cancellation_reason: _, resume, ...set } = changes
            if (set.cancel_at_period_end && subscription.cancel_at_period_end)
              throw problem(403, 'AlreadyCanceledSubscription')
            if (resume) Object.assign(set, { status: 'active', paused_at: null })
            const changed = Object.assign(subscription, set, { modified_at: '2026-11-28T12:00:00Z' })
            if (state.losesAnswers) throw new TypeError('fetch failed')
            return changed
          },
        ),
      },
      orders: {
        list: call('customerPortal.orders.list', (_query: object, { accessToken }: AsCustomer) =>
          listed(orders.filter(({ customer_id }) => customer_id === accessToken)),
        ),
        invoice: call('customerPortal.orders.invoice', (id: string, as: AsCustomer) => {
          if (!ownOrder(id, as).invoiced) throw problem(404, 'InvoiceDoesNotExist')
          return { url: `https://billing.example/invoices/${id}.pdf` }
        }),
        generateInvoice: call('customerPortal.orders.generateInvoice', (id: string, as: AsCustomer) => {
          if (state.refuses) throw problem(...state.refuses)
          ownOrder(id, as).invoiced = true
        }),
      },
      customerMeters: { list: call('customerPortal.customerMeters.list', () => listed([])) },
    },
  } satisfies PolarCalls & { customers: { iterList: null } }
  const checkouts: Record<string, unknown>[] = []
  return { sdk, customers, subscriptions, orders, grants, checkouts, calls, state }
}

/** The same books under a client of 0.47, for what is asked of them by it here. */
export function firstSdkOver({ sdk }: ReturnType<typeof fakePolar>): FirstSdk {
  const { iterList: _, ...customers } = sdk.customers
  const list = async (asked: Record<string, unknown>) => ({
    result: asFirstSdk(await sdk.subscriptions.list(asOnTheWire(asked) as object)),
  })
  return {
    ...sdk,
    customers: {
      ...customers,
      getStateExternal: ({ externalId }: { externalId: string }) =>
        sdk.customers.getStateExternal(externalId),
    },
    subscriptions: { ...sdk.subscriptions, list },
  }
}

export function aSubscription(changes: Partial<SubscriptionState> = {}): SubscriptionState {
  return {
    id: 'sub_1',
    status: 'active',
    customer_id: 'cus_0',
    product_id: 'prod_1',
    created_at: '2026-01-10T12:00:00Z',
    modified_at: '2026-11-01T00:00:00Z',
    cancel_at_period_end: false,
    ended_at: null,
    ...changes,
  }
}
