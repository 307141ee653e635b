import type { NewCheckout, Provider, ProviderCustomer } from '../provider.ts'
import { textIn, unless, type Caller } from './call.ts'

interface Customer {
  id: string
  externalId?: string | null | undefined
}
interface Held {
  startedAt?: unknown
}
interface Items<Item> {
  result: { items: Item[] }
}
const nothing = { result: { items: [] } }
// Clients are taken by their shape: two copies of one class would otherwise not fit each other.
type Call = (...input: never[]) => Promise<unknown>

/** A client of `@polar-sh/sdk` 0.47, by structure. */
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

/** Camel case in, camel case out, one object an argument. */
export function firstSdk(sdk: FirstSdk, call: Caller): Provider {
  const ask = <Result>(name: string, run: Call, input: unknown) =>
    call(name, () => run(input as never) as Promise<Result>)
  const { customers, customerSessions, subscriptions, orders, checkouts } = sdk
  const bound = <Service extends object>(service: Service, method: keyof Service): Call =>
    (service[method] as Call).bind(service)

  return {
    async getCustomer(externalId) {
      const found = ask<Customer>('customers.getExternal', bound(customers, 'getExternal'), { externalId })
      const customer = await unless([404], null, found)
      return customer && presented(customer)
    },
    async findCustomer(email) {
      const found = ask<Items<Customer>>('customers.list', bound(customers, 'list'), { email, limit: 1 })
      const [customer] = (await unless([], nothing, found)).result.items
      return customer ? presented(customer) : null
    },
    async createCustomer({ email, name, external_id }) {
      const input = { email, name: name || null, externalId: external_id }
      const created = ask<Customer>('customers.create', bound(customers, 'create'), input)
      const customer = await unless([409, 422], null, created)
      return customer && presented(customer)
    },
    async linkCustomer(id, externalId) {
      const input = { id, customerUpdate: { externalId } }
      const linked = ask('customers.update', bound(customers, 'update'), input)
      return (await unless([409, 422], null, linked)) !== null
    },
    async openPortal({ external_id, return_url }) {
      const input = { externalCustomerId: external_id, returnUrl: return_url }
      const session = await unless(
        [404, 422],
        null,
        ask('customerSessions.create', bound(customerSessions, 'create'), input),
      )
      return session === null ? null : textIn(session, 'customerPortalUrl')
    },
    async hasBought(externalCustomerId) {
      const input = { externalCustomerId, limit: 5 }
      const held = await unless(
        [404, 422],
        nothing,
        ask<Items<Held>>('subscriptions.list', bound(subscriptions, 'list'), input),
      )
      if (held.result.items.some(({ startedAt }) => startedAt)) return true
      const owed = await unless(
        [404, 422],
        nothing,
        ask<Items<object>>('orders.list', bound(orders, 'list'), input),
      )
      return owed.result.items.length > 0
    },
    getState: (externalId) =>
      unless(
        [404],
        null,
        ask<Record<string, unknown>>('customers.getStateExternal', bound(customers, 'getStateExternal'), {
          externalId,
        }),
      ),
    async createCheckout(input) {
      const created = ask('checkouts.create', bound(checkouts, 'create'), checkoutOf(input))
      return textIn(await unless([], null, created), 'url')
    },
  }
}

function presented({ id, externalId }: Customer): ProviderCustomer {
  return { id, external_id: externalId ?? null }
}

function checkoutOf({ products, buyer, success_url, return_url, locale, metadata }: NewCheckout) {
  return {
    products,
    metadata,
    ...(success_url && { successUrl: success_url }),
    ...(return_url && { returnUrl: return_url }),
    ...(locale && { locale }),
    ...(buyer && {
      externalCustomerId: buyer.external_id,
      customerEmail: buyer.email,
      customerName: buyer.name || null,
    }),
  }
}
