import type { CustomerState } from '../customer-state.ts'
import type { NewCheckout, Provider, ProviderCustomer, SubscriptionState } from '../provider.ts'
import { textIn, unless, type Caller } from './call.ts'
import { asOnTheWire } from './names.ts'
import { ownAccountOver } from './own-account-over.ts'

interface Customer {
  id: string
  external_id?: string | null | undefined
  email?: string
  name?: string | null
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

/** What a customer's session lists. */
export type ListedByCustomer = 'benefitGrants' | 'subscriptions' | 'orders' | 'customerMeters'

/** A client of `@polar-sh/sdk` 1.x, by structure: snake case as on the wire, ids as arguments of their own. */
export interface PolarCalls {
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
}

/** The calls, and how the client that the app chose presents what it read. */
export interface PolarClient extends PolarCalls {
  itemsOf(page: unknown): unknown[]
  /** Where the API is, where the client tells. */
  address: URL | null
  /** A list of nothing. */
  nothing: object
  /** What is on the wire, as this client would have presented it. */
  present(payload: Record<string, unknown>): Record<string, unknown>
}

/** More than any customer has; the page that Polar gives at most. */
const allOf = { limit: 100 }

/** What the plugin asks of the provider, as calls of its client. */
export function providerOver(sdk: PolarClient, call: Caller): Provider {
  const { customers, customerSessions, subscriptions, orders, checkouts, events, customerPortal } = sdk
  /** Changes something, so it is asked once. */
  const ask = <Result>(name: string, run: Call, ...input: unknown[]) =>
    call(name, () => run(...(input as never[])) as Promise<Result>)
  /** Changes nothing, or nothing that matters twice: asked again where the answer was lost. */
  const read = <Result>(name: string, run: Call, ...input: unknown[]) =>
    call(name, () => run(...(input as never[])) as Promise<Result>, { again: true })

  const statesIn = (page: unknown) => sdk.itemsOf(page).map(asOnTheWire) as SubscriptionState[]
  const sessionOf = (external_customer_id: string, return_url: string | null = null) =>
    unless(
      [404, 422],
      null,
      read<Record<string, unknown>>('customerSessions.create', customerSessions.create, {
        external_customer_id,
        return_url,
      }),
    )
  const subscriptionsOf = async (query: Record<string, unknown>) => {
    const page = await unless(
      [404, 422],
      null,
      read<unknown>('subscriptions.list', subscriptions.list, { ...allOf, ...query }),
    )
    return page === null ? [] : statesIn(page)
  }

  return {
    present: sdk.present,
    async getCustomer(external_id) {
      const found = read<Customer>('customers.getExternal', customers.getExternal, external_id)
      const customer = await unless([404], null, found)
      return customer && presented(customer)
    },
    async findCustomer(email) {
      const found = read<Items<Customer>>('customers.list', customers.list, { email, limit: 1 })
      const [customer] = (await unless([], nothing, found)).items
      return customer ? presented(customer) : null
    },
    async createCustomer({ email, name, external_id, ...params }) {
      const input = { ...params, type: 'individual', email, name: name || null, external_id }
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
    async updateCustomer(external_id, changes) {
      const updated = ask('customers.updateExternal', customers.updateExternal, external_id, changes)
      return (await unless([404, 409, 422], null, updated)) !== null
    },
    async openPortal({ external_id, return_url }) {
      const session = await sessionOf(external_id, return_url)
      return session === null ? null : textIn(session, 'customer_portal_url')
    },
    async actAs(external_id) {
      const session = await sessionOf(external_id)
      if (session === null) return null
      const token = textIn(session, 'token')
      return ownAccountOver(sdk, call, { token, portal: textIn(session, 'customer_portal_url') })
    },
    async hasBought(external_customer_id) {
      const held = (await subscriptionsOf({ external_customer_id, limit: 5 })) as unknown as Held[]
      if (held.some(({ started_at }) => started_at)) return true
      const owed = await unless(
        [404, 422],
        nothing,
        read<Items<object>>('orders.list', orders.list, { external_customer_id, limit: 1 }),
      )
      return owed.items.length > 0
    },
    getState: (external_id) =>
      unless(
        [404],
        null,
        read<CustomerState>('customers.getStateExternal', customers.getStateExternal, external_id),
      ),
    subscriptionsOf: (external_customer_id) =>
      subscriptionsOf({ external_customer_id, sorting: ['-started_at'] }),
    subscriptionsOnPage: (page) => subscriptionsOf({ page, sorting: ['started_at'] }),
    async listOf(resource, external_id, query) {
      const session = await sessionOf(external_id)
      if (session === null) return sdk.nothing
      const accessToken = textIn(session, 'token')
      const { list } = customerPortal[resource]
      const page = read<object>(`customerPortal.${resource}.list`, list, query, { accessToken })
      return unless([], sdk.nothing, page)
    },
    listByReference: (referenceId, query) =>
      unless(
        [404],
        sdk.nothing,
        read<object>('subscriptions.list', subscriptions.list, { ...query, metadata: { referenceId } }),
      ),
    async boughtAs(key, value) {
      const found = await subscriptionsOf({ metadata: { [key]: value } })
      const paid = await unless(
        [404, 422],
        nothing,
        read<Items<unknown>>('orders.list', orders.list, { ...allOf, metadata: { [key]: value } }),
      )
      const bought = [...found, ...(paid.items.map(asOnTheWire) as { customer_id: string }[])]
      return [...new Set(bought.map(({ customer_id }) => customer_id))]
    },
    async cancelSubscription(id, when) {
      const ended =
        when === 'now'
          ? ask('subscriptions.revoke', subscriptions.revoke, id)
          : ask('subscriptions.update', subscriptions.update, id, { cancel_at_period_end: true })
      // Over or ending already, or gone: what was wanted is so.
      await unless([403, 404, 409], null, ended)
    },
    ingest: (event) => unless([], {}, ask<object>('events.ingest', events.ingest, { events: [event] })),
    async createCheckout(input) {
      const created = ask('checkouts.create', checkouts.create, checkoutOf(input))
      return textIn(await unless([], null, created), 'url')
    },
  }
}

function presented({ id, external_id, email, name }: Customer): ProviderCustomer {
  return { id, external_id: external_id ?? null, email: email ?? null, name: name ?? null }
}

function checkoutOf({ buyer, success_url, return_url, locale, ...rest }: NewCheckout) {
  return {
    ...rest,
    ...(success_url && { success_url }),
    ...(return_url && { return_url }),
    ...(locale && { locale }),
    ...(buyer && {
      external_customer_id: buyer.external_id,
      ...(buyer.email && { customer_email: buyer.email }),
      customer_name: buyer.name || null,
    }),
  }
}
