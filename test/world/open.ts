import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CustomerRow, SubscriptionRow } from '@verge/server/db/tables'
import { openMemoryDatabase } from '@verge/server/db/memory'
import { anchorOf, periodEnd } from '@verge/server/billing/billing-period'
import { recordCreation } from '@verge/server/operations/apply-change'
import type { CustomerActor, OrganizationActor } from '@verge/server/operations/actor'
import { insertCustomer } from '@verge/server/operations/customers/create'
import { foundOrganization } from '@verge/server/operations/organizations/found'
import { createOrder } from '@verge/server/operations/orders/create'
import { openAttempt, settleAttempt } from '@verge/server/operations/payments/attempt'
import { seededIds } from '@verge/server/ports/ids'
import { openTypst } from '@verge/server/ports/invoice-documents/typst'
import { network } from '@verge/server/ports/http-out'
import { outboxOnly } from '@verge/server/ports/mailer'
import type { Database, Ports } from '@verge/server/ports/ports'
import { openSandboxProcessor, type SandboxProcessor } from '@verge/server/ports/sandbox-processor'

/** One for all worlds: it keeps nothing of them, and is slow to begin. */
const documents = openTypst()
const cause = { actor: 'test', operation: 'test.prepare' }
const folder = join(import.meta.dirname, '../../packages/server/src/db/migrations')
const migrations = readdirSync(folder)
  .toSorted()
  .map((name) => readFileSync(join(folder, name), 'utf8'))

export interface World {
  ports: Ports & { processor: SandboxProcessor }
  organization: OrganizationActor
  moveTo(date: Date): void
  addCustomer(email: string, card?: string): Promise<{ customer: CustomerRow; actor: CustomerActor }>
  /** Buys Pro monthly with the customer's card, through a real first payment. */
  subscribe(customer_id: string): Promise<SubscriptionRow>
}

/** A seller with one product, on a database of the caller's or an empty one in memory, with a clock that only the test moves. */
export async function openWorld(database?: Database): Promise<World> {
  const db = database ?? (await openMemoryDatabase(migrations))
  let now = new Date('2027-01-31T12:00:00Z')
  const clock = { now: () => now }
  const ids = seededIds('world')
  const processor = openSandboxProcessor({ db, clock, ids })
  const ports = {
    db,
    clock,
    ids,
    processor,
    mailer: outboxOnly,
    documents,
    http: network,
    secret: 's'.repeat(32),
    publicUrl: 'http://localhost:4000',
  }
  const { id: organization_id } = await foundOrganization(ports)
  const product_id = ids.uuid()
  const product_price_id = ids.uuid()
  const created = { created_at: now, modified_at: null }
  await db
    .insertInto('products')
    .values({
      ...created,
      id: product_id,
      organization_id,
      name: 'Pro',
      description: null,
      visibility: 'public',
      recurring_interval: 'month',
      recurring_interval_count: 1,
      trial_interval: null,
      trial_interval_count: null,
      is_archived: false,
      metadata: '{}',
    })
    .execute()
  await db
    .insertInto('product_prices')
    .values({
      ...created,
      id: product_price_id,
      product_id,
      price_amount: 2000,
      price_currency: 'usd',
      tax_behavior: null,
      is_archived: false,
    })
    .execute()

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

  async function addCard(customer_id: string, number: string): Promise<string> {
    const token = await processor.createConfirmationToken({ number, exp_month: 12, exp_year: 2034 })
    const setup = await processor.setUp({ customer_reference: customer_id, confirmation_token_id: token!.id })
    if (setup?.status !== 'succeeded') throw new Error(`The card ${number} was not accepted`)
    const id = ids.uuid()
    await db
      .insertInto('payment_methods')
      .values({ ...setup.card, id, created_at: now, modified_at: null, deleted_at: null, customer_id })
      .execute()
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
      const recurrence = {
        ...anchorOf(now),
        recurring_interval: 'month' as const,
        recurring_interval_count: 1,
      }
      const period = { current_period_start: now, current_period_end: periodEnd(now, recurrence) }
      const subscription = await tx
        .insertInto('subscriptions')
        .values({
          ...created,
          ...recurrence,
          ...period,
          created_at: now,
          id: ids.uuid(),
          version: 1,
          organization_id,
          customer_id,
          product_id,
          product_price_id,
          amount: 2000,
          currency: 'usd',
          status: 'incomplete',
          trial_start: null,
          trial_end: null,
          cancel_at_period_end: false,
          metadata: '{}',
        })
        .returningAll()
        .executeTakeFirstOrThrow()
      await recordCreation(tx, ports, 'subscriptions', subscription, ['subscription.created'], cause)
      const order = await createOrder(tx, ports, {
        customer,
        subscription,
        billing_reason: 'subscription_create',
        period,
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
    organization: { kind: 'organization', organization_id },
    moveTo: (date) => void (now = date),
    addCustomer,
    subscribe,
  }
}
