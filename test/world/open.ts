import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CustomerRow } from '@verge/server/db/tables/customers'
import type { SubscriptionRow } from '@verge/server/db/tables/subscriptions'
import { openMemoryDatabase } from '@verge/server/db/memory'
import type { CustomerActor, OrganizationActor } from '@verge/server/operations/actor'
import { insertCustomer } from '@verge/server/operations/customers/create'
import { foundOrganization } from '@verge/server/operations/organizations/found'
import { createOrder } from '@verge/server/operations/orders/create'
import { openAttempt, settleAttempt } from '@verge/server/operations/payments/attempt'
import { createProduct } from '@verge/server/operations/products/create'
import { followCard } from '@verge/server/operations/payment-methods/follow'
import { createSubscription } from '@verge/server/operations/subscriptions/create'
import { systemClock } from '@verge/server/ports/clock'
import { seededIds } from '@verge/server/ports/ids'
import { openTypst } from '@verge/server/ports/invoice-documents/typst'
import { openStreams } from '@verge/server/ports/streams'
import { outboxOnly } from '@verge/server/ports/mailer'
import type { Database, Ports } from '@verge/server/ports/ports'
import { silentQueue } from '@verge/server/ports/queue'
import { openSandboxProcessor, type SandboxProcessor } from '@verge/server/ports/sandbox-processor'
import { borrowBooks, giveBack } from '../../packages/testing/src/books.ts'
import { openReceivers, type Receivers } from './receivers.ts'

/** One for all worlds: it keeps nothing of them, and is slow to begin. */
const documents = openTypst()
const pro = {
  name: 'Pro',
  visibility: 'public' as const,
  recurring_interval: 'month' as const,
  prices: [{ amount_type: 'fixed' as const, price_amount: 2000, price_currency: 'usd' }],
}
const cause = { actor: 'test', operation: 'test.prepare' }
const folder = join(import.meta.dirname, '../../packages/server/src/db/migrations')
export const migrations = readdirSync(folder)
  .toSorted()
  .map((name) => readFileSync(join(folder, name), 'utf8'))

export interface World {
  ports: Ports & { processor: SandboxProcessor; webhooks: Receivers }
  organization: OrganizationActor
  moveTo(date: Date): void
  pass(seconds: number): void
  addCustomer(email: string, card?: string): Promise<{ customer: CustomerRow; actor: CustomerActor }>
  addCard(customer_id: string, number: string): Promise<string>
  /** What the processor's page answers for a typed card. */
  cardToken(number: string): Promise<string>
  /** Buys Pro monthly with the customer's card, through a real first payment. */
  subscribe(customer_id: string): Promise<SubscriptionRow>
}

/** Books without a single row, in memory, with a schema that the caller changes. */
export function openChangedBooks(changed: (sql: string) => string): Promise<Database> {
  return openMemoryDatabase(migrations.map(changed))
}

/** Taken since the test that runs began; it leaves them when it ends. */
const lent = new Set<Database>()
/** Taken before the tests of a file began: theirs together, until the last one ended. */
const lentToFile = new Set<Database>()

/** Books in memory that a test before this one may have used. */
async function borrowMemoryBooks(): Promise<Database> {
  const books = await borrowBooks()
  books.destroy = async () => {
    lent.delete(books)
    lentToFile.delete(books)
    giveBack(books)
  }
  lent.add(books)
  return books
}

export function keepForFile(): void {
  for (const books of lent) lentToFile.add(books)
  lent.clear()
}

export function endTest(): void {
  giveBackAll(lent)
}

export function endFile(): void {
  giveBackAll(lent)
  giveBackAll(lentToFile)
}

function giveBackAll(taken: Set<Database>): void {
  for (const books of taken) giveBack(books)
  taken.clear()
}

interface WorldOptions {
  /** The caller's own; else a new one in memory. */
  database?: Database
  /** Without seller and product, as before a first start. */
  empty?: boolean
  /** The same seed gives the same ids. */
  seed?: string
}

/** A seller with one product, on a clock that only the test moves. */
export async function openWorld({
  database,
  empty = false,
  seed = 'world',
}: WorldOptions = {}): Promise<World> {
  const db = database ?? (await borrowMemoryBooks())
  let now = new Date('2027-01-31T12:00:00Z')
  const clock = { now: () => now }
  const ids = seededIds(seed)
  const processor = openSandboxProcessor({ db, clock, ids })
  const receivers = openReceivers()
  const ports = {
    db,
    clock,
    outsideClock: systemClock,
    ids,
    processor,
    queue: silentQueue,
    mailer: outboxOnly,
    documents,
    webhooks: receivers,
    secret: 's'.repeat(32),
    publicUrl: 'http://localhost:4000',
    requestId: 'a test',
    streams: openStreams({ max: 3, maxEach: 2, everyMs: 5 }),
  }
  const organization_id = empty ? '' : (await foundOrganization(ports)).id
  const seller: OrganizationActor = { kind: 'organization', organization_id }
  const product = empty ? null : await createProduct(ports, seller, { body: pro })

  async function addCustomer(email: string, card?: string) {
    const customer = await db
      .transaction()
      .execute((tx) => insertCustomer(tx, ports, organization_id, { email, external_id: email }, cause))
    const actor: CustomerActor = {
      kind: 'customer',
      organization_id,
      customer_id: customer.id,
      session_id: ids.uuid(),
    }
    if (card) await addCard(customer.id, card)
    return { customer, actor }
  }

  async function cardToken(number: string): Promise<string> {
    const token = await processor.createConfirmationToken({ number, exp_month: 12, exp_year: 2034 })
    return token!.id
  }

  async function addCard(customer_id: string, number: string): Promise<string> {
    const confirmation_token_id = await cardToken(number)
    const setup = await processor.setUp({ customer_reference: customer_id, confirmation_token_id })
    if (setup?.status !== 'succeeded') throw new Error(`The card ${number} was not accepted`)
    const id = ids.uuid()
    await db.transaction().execute(async (tx) => {
      const card = await tx
        .insertInto('payment_methods')
        .values({
          ...setup.card,
          id,
          created_at: now,
          modified_at: null,
          deleted_at: null,
          detached_at: null,
          customer_id,
        })
        .returningAll()
        .executeTakeFirstOrThrow()
      await followCard(tx, ports, card)
    })
    return id
  }

  async function subscribe(customer_id: string): Promise<SubscriptionRow> {
    const attempt = await db.transaction().execute(async (tx) => {
      const customer = await tx
        .selectFrom('customers')
        .selectAll()
        .where('id', '=', customer_id)
        .executeTakeFirstOrThrow()
      const method = await tx
        .selectFrom('payment_methods')
        .selectAll()
        .where('customer_id', '=', customer_id)
        .executeTakeFirstOrThrow()
      const { id: product_id, prices } = product!
      const subscription = await createSubscription(tx, ports, {
        customer,
        terms: {
          product_id,
          product_price_id: prices[0]!.id,
          amount: 2000,
          recurring_interval: 'month',
          recurring_interval_count: 1,
          seats: null,
        },
        currency: 'usd',
        discount_id: null,
        trial: null,
        payment_method_id: null,
        origin: {},
        metadata: {},
        cause,
      })
      const order = await createOrder(tx, ports, {
        customer,
        subscription,
        billing_reason: 'subscription_create',
        period: subscription,
        cause,
      })
      return openAttempt(tx, ports, { order, payment_method_id: method.id, trigger: 'initial' })
    })
    await settleAttempt(ports, attempt.id)
    return db
      .selectFrom('subscriptions')
      .selectAll()
      .where('customer_id', '=', customer_id)
      .executeTakeFirstOrThrow()
  }

  return {
    ports,
    organization: seller,
    moveTo: (date) => void (now = date),
    pass: (seconds) => void (now = new Date(now.getTime() + seconds * 1000)),
    addCustomer,
    addCard,
    cardToken,
    subscribe,
  }
}
