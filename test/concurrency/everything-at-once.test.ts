import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Refusal } from '@verge/polar/refusals'
import { openDatabase } from '@verge/server/db/database'
import { runDue } from '@verge/server/jobs/run-due'
import { createProduct } from '@verge/server/operations/products/create'
import type { Database } from '@verge/server/ports/ports'
import { customerCalls, sellerCalls, type Call } from '../world/call.ts'
import { outOfOrder, watchLocks, type LocksWatched } from '../world/locks.ts'
import { openWorld, type World } from '../world/open.ts'
import { openStoredBooks, type StoredBooks } from '../world/stored.ts'

/** Seconds in a test; minutes by hand. */
const seconds = Number(process.env.STRESS_SECONDS ?? 5)
const callers = 10
const people = 5
const works = '4242424242424242'

let books: StoredBooks
let database: Database
let locks: LocksWatched
let world: World
const faults: unknown[] = []

beforeAll(async () => {
  books = await openStoredBooks()
  database = openDatabase({ ...books.config, max: callers })
  locks = watchLocks(database)
  world = await openWorld({ database: locks.db })
  await books.db
    .updateTable('organizations')
    .set({
      portal_settings: JSON.stringify({
        usage: { show: false },
        subscription: { update_seats: true, update_plan: true, pause: true },
        customer: { allow_email_change: false },
      }),
    })
    .execute()
  await createProduct(world.ports, world.organization, {
    body: {
      name: 'Weekly',
      visibility: 'public',
      recurring_interval: 'week',
      prices: [{ amount_type: 'fixed', price_amount: 700, price_currency: 'usd' }],
    },
  })
})
afterAll(() => books.close())

const pick = <One>(all: readonly One[]): One | undefined => all[Math.floor(Math.random() * all.length)]
const happens = (probability: number) => Math.random() < probability

interface Person {
  customer_id: string
  email: string
  call: Call
}

const mine = async (person: Person, table: 'subscriptions' | 'orders' | 'payment_methods') =>
  pick(await books.db.selectFrom(table).select('id').where('customer_id', '=', person.customer_id).execute())

/** Something that somebody does just now; null where there is nothing to do it with. */
const deeds: Record<string, (person: Person, seller: Call) => Promise<unknown>> = {
  async changes(person) {
    const one = await mine(person, 'subscriptions')
    const products = await books.db.selectFrom('products').select('id').execute()
    const body = pick([
      { cancel_at_period_end: true },
      { cancel_at_period_end: false },
      { product_id: pick(products)!.id },
      { pause_at_period_end: true },
      { pause_at_period_end: false },
      { resume: true },
    ])
    return one && person.call('PATCH', `/v1/customer-portal/subscriptions/${one.id}`, body)
  },
  async changesTheirMind(person) {
    const one = await mine(person, 'subscriptions')
    if (!one) return null
    const path = `/v1/customer-portal/subscriptions/${one.id}`
    await person.call('PATCH', path, { cancel_at_period_end: true })
    return person.call('PATCH', path, { cancel_at_period_end: false })
  },
  async buysAgain(person) {
    const one = await mine(person, 'subscriptions')
    if (!one) return null
    const { body } = await person.call('GET', `/v1/verge/subscriptions/${one.id}/resubscription-preview`)
    const idempotency_key = `a-decision-made-at-${Math.floor(Math.random() * 1e6)}`
    return person.call('POST', `/v1/verge/subscriptions/${one.id}/resubscribe`, {
      agreed_amount: body.due_amount ?? 0,
      idempotency_key,
    })
  },
  async buys(person, seller) {
    const products = await books.db.selectFrom('products').select('id').execute()
    const { body } = await seller('POST', '/v1/checkouts/', {
      products: [pick(products)!.id],
      customer_id: person.customer_id,
      allow_trial: false,
    })
    const confirmation_token_id = await world.cardToken(happens(0.7) ? works : '4000000000009995')
    const path = `/v1/checkouts/client/${String(body.client_secret)}/confirm`
    return Promise.all([1, 2].map(() => person.call('POST', path, { confirmation_token_id })))
  },
  async addsCard(person) {
    const confirmation_token_id = await world.cardToken(happens(0.7) ? works : '4000000000000341')
    const body = { confirmation_token_id, set_default: happens(0.5), return_url: 'http://localhost:4000/' }
    return person.call('POST', '/v1/customer-portal/customers/me/payment-methods', body)
  },
  async choosesCard(person) {
    const card = await mine(person, 'payment_methods')
    const body = { default_payment_method_id: card?.id }
    return card && person.call('PATCH', '/v1/customer-portal/customers/me', body)
  },
  async removesCard(person) {
    const card = await mine(person, 'payment_methods')
    return card && person.call('DELETE', `/v1/customer-portal/customers/me/payment-methods/${card.id}`)
  },
  async pays(person) {
    const order = await books.db
      .selectFrom('orders')
      .select('id')
      .where('customer_id', '=', person.customer_id)
      .where('status', '=', 'pending')
      .executeTakeFirst()
    const card = await mine(person, 'payment_methods')
    const body = { payment_method_id: card?.id, payment_processor: 'stripe' }
    return (
      order && card && person.call('POST', `/v1/customer-portal/orders/${order.id}/confirm-payment`, body)
    )
  },
  async correctsInvoice(person) {
    const order = await mine(person, 'orders')
    if (!order) return null
    await person.call('PATCH', `/v1/customer-portal/orders/${order.id}`, { billing_name: 'Ada & Co' })
    return person.call('POST', `/v1/customer-portal/orders/${order.id}/invoice`)
  },
  namesThemselves: ({ call }) =>
    call('PATCH', '/v1/customer-portal/customers/me', { billing_name: `Ada ${Math.random()}` }),
  async isRevoked(person, seller) {
    const one = await mine(person, 'subscriptions')
    return one && happens(0.3) ? seller('DELETE', `/v1/subscriptions/${one.id}`) : null
  },
  async isChanged(person, seller) {
    return seller('PATCH', `/v1/customers/${person.customer_id}`, { name: `Ada ${Math.random()}` })
  },
  async timePasses() {
    const days = happens(0.2) ? 8 : 1
    world.moveTo(new Date(world.ports.clock.now().getTime() + days * 24 * 3_600_000))
    // Somebody may be deleted, or a period passed, between looking at what is due and doing it.
    await runDue(world.ports).catch((error: unknown) => {
      if (!(error instanceof Refusal)) throw error
    })
  },
}

describe('everything that can be done, done to the same few customers at once', () => {
  it(
    'on many connections is done or refused',
    async () => {
      const seller = await sellerCalls(world, faults)
      const all: Person[] = []
      for (let number = 0; number < people; number++) {
        const email = `busy-${number}@example.com`
        const { actor } = await world.addCustomer(email, works)
        await world.subscribe(actor.customer_id)
        const { customer_id } = actor
        all.push({ customer_id, email, call: await customerCalls(world, customer_id, faults) })
      }
      // Everything a few times, however slow the machine is; then whatever comes.
      const first = Array.from({ length: 3 }, () => Object.keys(deeds)).flat()
      const until = performance.now() + seconds * 1000
      let done = 0
      await Promise.all(
        Array.from({ length: callers }, async () => {
          while (first.length > 0 || performance.now() < until) {
            const name = first.pop() ?? pick(Object.keys(deeds))!
            const person = pick(all)!
            // A session is over after an hour, and days pass here.
            person.call = await customerCalls(world, person.customer_id, faults)
            await deeds[name]!(person, seller)
            done++
          }
        }),
      )
      expect(faults).toEqual([])
      expect(done).toBeGreaterThanOrEqual(3 * Object.keys(deeds).length)
    },
    seconds * 1000 + 60_000,
  )

  it('locks in one order everywhere', () => {
    expect(outOfOrder(locks.seen())).toEqual([])
    const tables = new Set([...locks.seen()].flatMap((order) => order.split(', ')))
    // Which of them meet is chance.
    expect(tables.size).toBeGreaterThan(4)
  })

  it('leaves books that are whole', async () => {
    await runDue(world.ports)
    const [orders, attempts, ledger] = await Promise.all([
      books.db.selectFrom('orders').selectAll().execute(),
      books.db.selectFrom('payment_attempts').selectAll().execute(),
      world.ports.processor.ledger(),
    ])
    const kept = ledger.filter((payment) => payment.status === 'succeeded' && payment.refunded_at === null)
    const keptFor = kept.map(
      ({ idempotency_key }) => attempts.find(({ id }) => id === idempotency_key)!.order_id,
    )
    const charged = orders.filter(({ status, due_amount }) => status === 'paid' && due_amount > 0)
    expect(keptFor.toSorted()).toEqual(charged.map(({ id }) => id).toSorted())
    for (const customer_id of new Set(orders.map((order) => order.customer_id))) {
      const numbers = orders
        .filter((order) => order.customer_id === customer_id)
        .map(({ invoice_sequence }) => invoice_sequence)
        .toSorted((one, other) => one - other)
      expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => index + 1))
    }
  })

  it('never met in a circle', async () => {
    await database.destroy()
    // What the closed connections counted is written when they are gone.
    await new Promise((done) => setTimeout(done, 500))
    const { rows } = await sql<{ deadlocks: number }>`
      SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()`.execute(books.db)
    expect(rows).toEqual([{ deadlocks: 0 }])
  })
})

describe('in the code', () => {
  const operations = join(import.meta.dirname, '../../packages/server/src/operations')
  const files = readdirSync(operations, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => ({ name, text: readFileSync(join(operations, name), 'utf8') }))

  it('whoever locks several rows of a table does it in the order of their ids', () => {
    const locking = files.flatMap(({ name, text }) =>
      [...text.matchAll(/\.for(NoKey)?Update\(\)/g)].map(({ index }) => {
        const from = text.lastIndexOf('.selectFrom(', index)
        return { name, statement: text.slice(from, text.indexOf('\n\n', index)) }
      }),
    )
    const unordered = locking.filter(
      ({ statement }) =>
        !/where\('(\w+\.)?id', '='/.test(statement) && !/orderBy\('(\w+\.|subject_)?id'\)/.test(statement),
    )
    expect(unordered).toEqual([])
    expect(locking.length).toBeGreaterThan(10)
  })

  it('whoever locks a customer lets others still refer to them', () => {
    const keeping = files.filter(({ text }) =>
      /\.selectFrom\('customers'\)(?:(?!\n\n)[\s\S])*?\.forUpdate\(\)/.test(text),
    )
    expect(keeping.map(({ name }) => name)).toEqual([])
  })
})
