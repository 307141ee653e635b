import type { NewCheckout, Provider, ProviderCustomer } from '../provider.ts'
import { textIn, unless, type Caller } from './call.ts'

interface Customer {
  id: string
  external_id?: string | null | undefined
}
interface Held {
  started_at?: unknown
}
interface Items<Item> {
  items: Item[]
}
const nothing = { items: [] }
// Clients are taken by their shape: two copies of one class would otherwise not fit each other.
type Call = (...input: never[]) => Promise<unknown>

/** A client of `@polar-sh/sdk` 1.x, by structure: snake case as on the wire, ids as arguments of their own. */
export interface PolarClient {
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

/** What the plugin asks of the provider, as calls of its client. */
export function providerOver(sdk: PolarClient, call: Caller): Provider {
  const ask = <Result>(name: string, run: Call, ...input: unknown[]) =>
    call(name, () => run(...(input as never[])) as Promise<Result>)
  const { customers, customerSessions, subscriptions, orders, checkouts } = sdk

  return {
    async getCustomer(external_id) {
      const found = ask<Customer>('customers.getExternal', customers.getExternal, external_id)
      const customer = await unless([404], null, found)
      return customer && presented(customer)
    },
    async findCustomer(email) {
      const found = ask<Items<Customer>>('customers.list', customers.list, { email, limit: 1 })
      const [customer] = (await unless([], nothing, found)).items
      return customer ? presented(customer) : null
    },
    async createCustomer({ email, name, external_id }) {
      const input = { type: 'individual', email, name: name || null, external_id }
      const customer = await unless(
        [409, 422],
        null,
        ask<Customer>('customers.create', customers.create, input),
      )
      return customer && presented(customer)
    },
    async linkCustomer(id, external_id) {
      const linked = ask('customers.update', customers.update, id, { external_id })
      return (await unless([409, 422], null, linked)) !== null
    },
    async openPortal({ external_id, return_url }) {
      const input = { external_customer_id: external_id, return_url }
      const created = ask('customerSessions.create', customerSessions.create, input)
      const session = await unless([404, 422], null, created)
      return session === null ? null : textIn(session, 'customer_portal_url')
    },
    async hasBought(external_customer_id) {
      const input = { external_customer_id, limit: 5 }
      const held = await unless(
        [404, 422],
        nothing,
        ask<Items<Held>>('subscriptions.list', subscriptions.list, input),
      )
      if (held.items.some(({ started_at }) => started_at)) return true
      const owed = await unless([404, 422], nothing, ask<Items<object>>('orders.list', orders.list, input))
      return owed.items.length > 0
    },
    getState: (external_id) =>
      unless(
        [404],
        null,
        ask<Record<string, unknown>>('customers.getStateExternal', customers.getStateExternal, external_id),
      ),
    async createCheckout(input) {
      const created = ask('checkouts.create', checkouts.create, checkoutOf(input))
      return textIn(await unless([], null, created), 'url')
    },
  }
}

function presented({ id, external_id }: Customer): ProviderCustomer {
  return { id, external_id: external_id ?? null }
}

function checkoutOf({ buyer, success_url, return_url, locale, ...rest }: NewCheckout) {
  return {
    ...rest,
    ...(success_url && { success_url }),
    ...(return_url && { return_url }),
    ...(locale && { locale }),
    ...(buyer && {
      external_customer_id: buyer.external_id,
      customer_email: buyer.email,
      customer_name: buyer.name || null,
    }),
  }
}
