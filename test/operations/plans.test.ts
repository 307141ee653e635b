import { afterAll, beforeAll, expect, it } from 'vitest'
import { brokenInvariants } from '@verge/server/db/invariants'
import { createProduct } from '@verge/server/operations/products/create'
import { deleteCustomer } from '@verge/server/operations/customers/delete'
import { getCustomerState } from '@verge/server/operations/customers/state'
import { resubscribe } from '@verge/server/operations/subscriptions/resubscribe'
import { runDue } from '@verge/server/jobs/run-due'
import { cancelSubscription, uncancelSubscription } from '@verge/server/operations/subscriptions/cancel'
import { revokeSubscription } from '@verge/server/operations/subscriptions/revoke'
import { updateCustomerSubscription } from '@verge/server/operations/subscriptions/update'
import { confirmOrderPayment } from '@verge/server/operations/orders/confirm-payment'
import { getOrderPaymentStatus } from '@verge/server/operations/orders/payment-status'
import { createRefund } from '@verge/server/operations/refunds/create'
import { setDefaultPaymentMethod } from '@verge/server/operations/payment-methods/set-default'
import { deletePaymentMethod } from '@verge/server/operations/payment-methods/delete'
import { listOverduePayments } from '@verge/server/operations/payments/overdue'
import type { CustomerActor } from '@verge/server/operations/actor'
import { populate } from '../../bench/population.ts'
import { openWorld, type World } from '../world/open.ts'
import { recordStatements, scannedTables } from '../world/statements.ts'
import { openStoredBooks, type StoredBooks } from '../world/stored.ts'

/** Enough that nobody reads a table of theirs whole who has an index to go by, where a hundred rows are looked for at once. */
const customers = 20_000
const fewPages = 200

let books: StoredBooks
let world: World
let actor: CustomerActor
let id: string
let dearer: string

beforeAll(async () => {
  books = await openStoredBooks()
  world = await openWorld({ database: books.db })
  await populate(books.db, world.organization.organization_id, customers)
  const { id: max } = await createProduct(world.ports, world.organization, {
    body: {
      name: 'Max',
      visibility: 'public',
      recurring_interval: 'month',
      prices: [{ amount_type: 'fixed', price_amount: 5000, price_currency: 'usd' }],
    },
  })
  dearer = max
  actor = (await world.addCustomer('ada@example.com', '4242424242424242')).actor
  id = (await world.subscribe(actor.customer_id)).id
}, 120_000)
afterAll(() => books.close())

const cardsAre = (card: string) =>
  world.ports.db
    .updateTable('sandbox_processor.cards' as 'orders')
    .set({ card } as never)
    .execute()
const latestOrder = () =>
  world.ports.db
    .selectFrom('orders')
    .select('id')
    .where('customer_id', '=', actor.customer_id)
    .orderBy('created_at', 'desc')
    .executeTakeFirstOrThrow()
const cards = () =>
  world.ports.db
    .selectFrom('payment_methods')
    .select('id')
    .where('customer_id', '=', actor.customer_id)
    .where('deleted_at', 'is', null)
    .execute()

it('a month of a subscription reads no table from end to end, however many others there are', async () => {
  const { ports, organization } = world
  const params = { id }
  const steps: Record<string, () => Promise<unknown>> = {
    'a cancellation': () => cancelSubscription(ports, actor, { params }),
    'taking it back': () => uncancelSubscription(ports, actor, { params }),
    'a pause': async () => {
      await updateCustomerSubscription(ports, actor, { params, body: { pause_at_period_end: true } })
      await updateCustomerSubscription(ports, actor, { params, body: { pause_at_period_end: false } })
    },
    'a change of the plan': () =>
      updateCustomerSubscription(ports, actor, { params, body: { product_id: dearer } }),
    'what an app asks': () => getCustomerState(ports, organization, { params: { id: actor.customer_id } }),
    'a renewal that fails': async () => {
      await cardsAre('insufficient_funds')
      world.moveTo(new Date('2027-02-28T12:00:00Z'))
      await runDue(ports)
    },
    'its next try': async () => {
      world.moveTo(new Date('2027-03-02T12:00:00Z'))
      await runDue(ports)
    },
    'what is overdue': () => listOverduePayments(ports, actor),
    'a payment by hand': async () => {
      const [{ id: payment_method_id } = { id: '' }] = await cards()
      const order = await latestOrder()
      await confirmOrderPayment(ports, actor, {
        params: order,
        body: { payment_method_id, payment_processor: 'stripe' },
      })
      await getOrderPaymentStatus(ports, actor, { params: order })
    },
    'another card': async () => {
      await cardsAre('works')
      const [old] = await cards()
      const other = await world.addCard(actor.customer_id, '4242424242424242')
      await setDefaultPaymentMethod(ports, actor, other)
      await deletePaymentMethod(ports, actor, { params: old! })
    },
    'a refund': async () =>
      createRefund(ports, organization, {
        body: {
          order_id: (await latestOrder()).id,
          amount: 100,
          reason: 'other',
          revoke_benefits: false,
          metadata: {},
        },
      }),
    'a renewal': async () => {
      world.moveTo(new Date('2027-03-31T12:00:00Z'))
      await runDue(ports)
    },
    'the end': () => revokeSubscription(ports, organization, { params }),
    'buying it again': () =>
      resubscribe(ports, actor, { params, body: { agreed_amount: 5000, idempotency_key: ports.ids.uuid() } }),
    'a look for contradictions': () => brokenInvariants(books.db, ports.clock.now()),
    'the customer leaving': () => deleteCustomer(ports, organization, { params: { id: actor.customer_id } }),
  }
  const found: Record<string, string[]> = {}
  for (const [name, step] of Object.entries(steps)) {
    const statements = recordStatements()
    await step().finally(() => statements.stop())
    const scanned = await scannedTables(books.db, statements.seen, { fewPages })
    if (scanned.length > 0) found[name] = scanned
  }
  expect(found).toEqual({})
}, 120_000)
