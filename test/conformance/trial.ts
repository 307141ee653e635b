import { NotTried } from './check.ts'
import { answers } from './expect.ts'
import type { Receiver, Receivers } from './receivers.ts'
import type { Sandbox } from './sandbox.ts'
import type { Answer, Request, Server, Settings } from './server.ts'
import type { Wire, Wires } from './wire.ts'

/** Cards of the sandbox, by what becomes of them. */
export const cards = {
  works: '4242 4242 4242 4242',
  declinedWhenAdded: '4000 0000 0000 0002',
  failsWhenCharged: '4000 0000 0000 0341',
  asksWhenAdded: '4000 0025 0000 3155',
  asksAlways: '4000 0027 6000 3184',
} as const

const fixed = (price_amount: number) => [{ amount_type: 'fixed', price_amount, price_currency: 'usd' }]
const seats = (price_per_seat: number, limits: object = {}) => [
  {
    amount_type: 'seat_based',
    price_currency: 'usd',
    seat_tiers: { tiers: [{ min_seats: 1, max_seats: 10, price_per_seat, ...limits }] },
  },
]
const monthly = { visibility: 'public', recurring_interval: 'month' }

/** What is sold, made once for all checks. */
const catalogue = {
  pro: { ...monthly, name: 'Conformance Pro', prices: fixed(2000) },
  plus: { ...monthly, name: 'Conformance Plus', prices: fixed(5000) },
  yearly: { ...monthly, name: 'Conformance Yearly', recurring_interval: 'year', prices: fixed(20_000) },
  free: { ...monthly, name: 'Conformance Free', prices: fixed(0) },
  trial: {
    ...monthly,
    name: 'Conformance Trial',
    trial_interval: 'day',
    trial_interval_count: 14,
    prices: fixed(3000),
  },
  longTrial: {
    ...monthly,
    name: 'Conformance Long trial',
    trial_interval: 'day',
    trial_interval_count: 30,
    prices: fixed(3000),
  },
  team: { ...monthly, name: 'Conformance Team', prices: seats(1000) },
  hidden: { ...monthly, name: 'Conformance Hidden', visibility: 'private', prices: fixed(2000) },
  once: { name: 'Conformance Once', visibility: 'public', prices: fixed(900) },
  euros: {
    ...monthly,
    name: 'Conformance Euros',
    prices: [{ amount_type: 'fixed', price_amount: 2000, price_currency: 'eur' }],
  },
} as const
export type ProductName = keyof typeof catalogue

/** Made once, and used by every check. */
export interface Stock {
  products: Map<ProductName, Wire>
  slug: string | null
  receivers: Receivers
}

export interface Subscribed {
  customer: Wire
  subscription: Wire
  /** The customer's; good for an hour. */
  token: string
}

/** One check's own hands on the server: what it makes is gone when it ends. */
export interface Trial {
  server: Server
  call(method: string, path: string, request?: Request): Promise<Answer>
  /** Whether there is such an address at all. */
  serves(method: string, path: string): Promise<boolean>
  /** Calls that are only the way to what is checked. @throws when one fails */
  get(path: string, token?: string): Promise<Wire>
  post(path: string, body?: unknown, token?: string): Promise<Wire>
  patch(path: string, body: unknown, token?: string): Promise<Wire>
  delete(path: string, token?: string): Promise<Wire>
  newEmail(): string
  customer(body?: object): Promise<Wire>
  /** A new session's token. */
  session(customer: { id: string }): Promise<string>
  product(name: ProductName): Promise<Wire>
  slug(): Promise<string>
  /** The organization as the portal sees it. */
  organization(): Promise<Wire>
  /** With a card that works, for Pro, unless it is said otherwise. */
  subscriber(options?: {
    product?: ProductName
    card?: string
    seats?: number
    customer?: Wire
  }): Promise<Subscribed>
  /** Somebody whose first renewal failed. */
  pastDue(): Promise<Subscribed & { order: Wire }>
  /** The subscription as its customer sees it now, with a new session. */
  seen(subscribed: Subscribed): Promise<Wire>
  orders(customer: { id: string }): Promise<Wires>
  addCard(token: string, number?: string, set_default?: boolean): Promise<Wire>
  now(): Promise<Date>
  sandbox(why: string): Sandbox
  configure(settings: Settings): Promise<void>
  /** Hears those events from now on. */
  receiver(events: readonly string[]): Promise<Receiver>
  /** Deletes what stands there when the check ends. */
  forget(path: string): void
  /** Until it is so; some things follow a moment later. */
  eventually<Found>(
    what: string,
    look: () => Promise<Found | null | undefined | false>,
    withinMs?: number,
  ): Promise<Found>
  close(): Promise<void>
}

let people = 0
const run = crypto.randomUUID().slice(0, 8)
const patienceMs = 8_000

export function openTrial(server: Server, stock: Stock): Trial {
  const undo: (() => Promise<unknown>)[] = []
  const { call } = server
  const settle = (answer: Answer): Wire => {
    if (answer.status >= 300)
      throw new Error(
        `On the way there: ${answer.asked} answered ${answer.status}: ${answer.text.slice(0, 300)}`,
      )
    return answer.body
  }
  const get = async (path: string, token?: string) => settle(await call('GET', path, { token }))
  const post = async (path: string, body: unknown = {}, token?: string) =>
    settle(await call('POST', path, { body, token }))
  const patch = async (path: string, body: unknown, token?: string) =>
    settle(await call('PATCH', path, { body, token }))
  const newEmail = () => `conformance-${run}-${people++}@example.com`

  function sandbox(why: string): Sandbox {
    if (!server.sandbox) throw new NotTried(`needs ${why}`)
    return server.sandbox
  }

  const forget = (path: string) => void undo.push(() => call('DELETE', path))

  async function customer(body: object = {}): Promise<Wire> {
    const made = await post('/v1/customers/', { type: 'individual', email: newEmail(), ...body })
    forget(`/v1/customers/${made.id}`)
    return made
  }

  async function session({ id }: { id: string }): Promise<string> {
    return (await post('/v1/customer-sessions/', { customer_id: id })).token
  }

  async function product(name: ProductName): Promise<Wire> {
    const known = stock.products.get(name)
    if (known) return known
    const made = await post('/v1/products/', catalogue[name])
    stock.products.set(name, made)
    return made
  }

  async function slug(): Promise<string> {
    if (stock.slug) return stock.slug
    const { customer_portal_url } = await post('/v1/customer-sessions/', {
      customer_id: (await customer()).id,
    })
    const path = new URL(customer_portal_url).pathname
    stock.slug = /\/([^/]+)\/portal$/.exec(path)?.[1] ?? path
    return stock.slug
  }

  async function organization(): Promise<Wire> {
    return (await get(`/v1/customer-portal/organizations/${await slug()}`)).organization
  }

  async function subscriber({
    product: name = 'pro',
    card = cards.works,
    seats: bought,
    customer: given,
  }: Parameters<Trial['subscriber']>[0] = {}): Promise<Subscribed> {
    const { cardToken } = sandbox('a test card')
    const buyer = given ?? (await customer())
    const { id } = await product(name)
    const checkout = await post('/v1/checkouts/', {
      products: [id],
      customer_id: buyer.id,
      ...(bought && { seats: bought }),
    })
    const confirmation_token_id = name === 'free' ? undefined : await cardToken(card)
    await post(`/v1/checkouts/client/${checkout.client_secret}/confirm`, { confirmation_token_id })
    const token = await session(buyer)
    const { items } = await get(`/v1/customer-portal/subscriptions/?product_id=${id}`, token)
    if (!items[0]) throw new Error('On the way there: what was bought did not begin')
    return { customer: buyer, subscription: items[0], token }
  }

  async function seen({ customer: who, subscription }: Subscribed): Promise<Wire> {
    return get(`/v1/customer-portal/subscriptions/${subscription.id}`, await session(who))
  }

  async function orders({ id }: { id: string }): Promise<Wires> {
    return (await get('/v1/customer-portal/orders/?limit=100', await session({ id }))).items
  }

  async function addCard(token: string, number: string = cards.works, set_default = true): Promise<Wire> {
    const confirmation_token_id = await sandbox('a test card').cardToken(number)
    const body = { confirmation_token_id, set_default, return_url: '/' }
    return post('/v1/customer-portal/customers/me/payment-methods', body, token)
  }

  async function pastDue() {
    const { advance } = sandbox('a clock')
    const subscribed = await subscriber()
    await addCard(subscribed.token, cards.failsWhenCharged)
    const { items } = await get('/v1/customer-portal/customers/me/payment-methods', subscribed.token)
    for (const { id, method_metadata } of items)
      if (method_metadata.last4 === '4242')
        await call('DELETE', `/v1/customer-portal/customers/me/payment-methods/${id}`, {
          token: subscribed.token,
        })
    await advance('P1M')
    const order = (await orders(subscribed.customer)).find(({ status }) => status === 'pending')
    if (!order) throw new Error('On the way there: the renewal left no order that waits for its payment')
    return {
      customer: subscribed.customer,
      subscription: await seen(subscribed),
      token: await session(subscribed.customer),
      order,
    }
  }

  async function eventually<Found>(
    what: string,
    look: () => Promise<Found | null | undefined | false>,
    withinMs = patienceMs,
  ): Promise<Found> {
    const end = Date.now() + withinMs
    for (;;) {
      const found = await look()
      if (found) return found
      if (Date.now() > end) throw new Error(`It did not happen within ${withinMs / 1000} s: ${what}`)
      await new Promise((done) => setTimeout(done, 25))
    }
  }

  return {
    server,
    call,
    async serves(method, path) {
      const { status, text } = await call(method, path, method === 'GET' ? {} : { body: {} })
      return status !== 405 && !(status === 404 && text === '{"detail":"Not Found"}')
    },
    get,
    post,
    patch,
    delete: async (path, token) => settle(await call('DELETE', path, { token })),
    newEmail,
    customer,
    session,
    product,
    slug,
    organization,
    subscriber,
    pastDue,
    seen,
    orders,
    addCard,
    now: async () => (await server.sandbox?.now()) ?? new Date(),
    sandbox,
    async configure(settings) {
      const { customer_portal_settings, proration_behavior, organization_features } = await organization()
      const { subscription, customer: own } = customer_portal_settings
      const { member_model_enabled } = organization_features
      // The days of grace are nowhere to be read, and none unless somebody set them.
      const before: Record<string, unknown> = {
        grace_days: 0,
        proration_behavior,
        member_model_enabled,
        ...subscription,
        ...own,
      }
      const differing = Object.entries(settings).filter(([name, value]) => before[name] !== value)
      if (differing.length === 0) return
      await server.configure(settings)
      undo.push(() => server.configure(Object.fromEntries(differing.map(([name]) => [name, before[name]]))))
    },
    async receiver(events) {
      const receiver = await stock.receivers.open()
      const body = { url: receiver.url, format: 'raw', events }
      const made = await call('POST', '/v1/webhooks/endpoints', { body })
      if (made.status === 422) throw new NotTried('needs a server that sends webhooks to this machine')
      answers(made, 201)
      forget(`/v1/webhooks/endpoints/${made.body.id}`)
      return { ...receiver, endpoint: made.body }
    },
    forget,
    eventually,
    async close() {
      // The newest first; what is gone already is fine.
      for (const one of undo.toReversed()) await one()
    },
  }
}
