import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createProcessorEndpoint } from '@verge/server/processor-events/endpoint'
import { signatureOf } from '@verge/server/ports/webhook-signature'
import {
  quotePurchaseWithdrawal,
  withdrawPurchaseAsQuoted,
} from '@verge/server/operations/leaving/withdraw-purchase'
import { createRefund } from '@verge/server/operations/refunds/create'
import { receiveProcessorEvent } from '@verge/server/operations/processor-events/receive'
import { checkoutsIn } from '../world/checkouts.ts'
import { openWorld, type World } from '../world/open.ts'
import { openStoredBooks, type StoredBooks } from '../world/stored.ts'

let books: StoredBooks
let world: World
let people = 0
let customer_id: string
let order_id: string

beforeAll(async () => {
  books = await openStoredBooks()
  world = await openWorld({ database: books.db })
})
afterAll(() => books.close())

/** Somebody who has just paid 20.00. */
beforeEach(async () => {
  const { customer } = await world.addCustomer(`paid-${people++}@example.com`, '4242424242424242')
  customer_id = customer.id
  await world.subscribe(customer_id)
  order_id = (await order()).id
})

const order = () =>
  books.db.selectFrom('orders').selectAll().where('customer_id', '=', customer_id).executeTakeFirstOrThrow()
const payment = async () =>
  (await world.ports.processor.ledger()).find((one) => one.customer_reference === customer_id)!
const refund = (amount: number) =>
  createRefund(world.ports, world.organization, {
    body: { order_id, amount, reason: 'other', revoke_benefits: false, metadata: {} },
  })

describe('refunds of one order at the same moment', () => {
  it('give back no more than was paid, and tell the others that it is all on its way', async () => {
    const ends = await Promise.allSettled(Array.from({ length: 20 }, () => refund(300)))
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(6)
    const refusals = ends.flatMap((end) => (end.status === 'rejected' ? [(end.reason as Error).name] : []))
    expect(new Set(refusals)).toEqual(new Set(['PolarRequestValidationError']))
    expect(await order()).toMatchObject({ refunded_amount: 1800, status: 'partially_refunded' })
    expect(await payment()).toMatchObject({ refunded_amount: 1800 })
  })

  it('one of them made at the processor itself, count both and give back no more', async () => {
    const { id: payment_id } = await payment()
    const events = Array.from({ length: 4 }, (_, index) => ({
      id: `evt_${payment_id}_${index}`,
      type: 'refund.created',
      data: { payment_id },
    }))
    await world.ports.processor.refundByHand({ payment_id, amount: 1200 })
    await Promise.allSettled([
      refund(1000),
      ...events.map((event) => receiveProcessorEvent(world.ports, event)),
      refund(800),
    ])
    for (const event of events)
      await receiveProcessorEvent(world.ports, { ...event, id: `${event.id}_again` })
    const { refunded_amount } = await payment()
    expect(await order()).toMatchObject({ refunded_amount })
    expect(refunded_amount).toBeLessThanOrEqual(2000)
  })
})

describe('withdrawing from a purchase many times at once', () => {
  it('is done once, beside refunds of the seller, and gives back no more than was paid', async () => {
    const { soldOnce, open, pay } = checkoutsIn(() => world)
    const product = await soldOnce('Guide', { usd: 5000 })
    const { actor } = await world.addCustomer(`buyer-${people++}@example.com`)
    customer_id = actor.customer_id
    await pay(await open({ products: [product], customer_id }))
    const { id } = await order()
    order_id = id
    const withdraw = async () => {
      const { id: quote_id } = await quotePurchaseWithdrawal(world.ports, actor, { params: { id } })
      return withdrawPurchaseAsQuoted(world.ports, actor, { params: { id }, body: { quote_id } })
    }
    const ends = await Promise.allSettled([
      ...Array.from({ length: 8 }, withdraw),
      ...Array.from({ length: 4 }, () => refund(500)),
    ])
    const refusals = ends.flatMap((end) => (end.status === 'rejected' ? [(end.reason as Error).name] : []))
    for (const refusal of new Set(refusals))
      expect([
        'QuoteOutdated',
        'WithdrawalNotPossible',
        'PolarRequestValidationError',
        'RefundedAlready',
      ]).toContain(refusal)
    // Where the refunds moved it under every one of them, it is still there to be done.
    await withdraw().catch(() => {})
    const receipts = await books.db
      .selectFrom('cancellation_receipts')
      .select('id')
      .where('order_id', '=', id)
      .execute()
    expect(receipts).toHaveLength(1)
    expect(await order()).toMatchObject({ refunded_amount: 5000, status: 'refunded' })
    expect(await payment()).toMatchObject({ refunded_amount: 5000 })
  })
})

describe('one event of the processor that comes fifty times at once', () => {
  it('is answered fifty times with yes, and counted once', async () => {
    const secret = 'shared with the processor'
    const handle = createProcessorEndpoint(world.ports, {
      secret,
      report: ({ error }) => {
        throw error
      },
    })
    const { id: payment_id } = await payment()
    await world.ports.processor.refundByHand({ payment_id, amount: 500 })
    const id = `evt_${payment_id}`
    const timestamp = String(world.ports.clock.now().getTime() / 1000)
    const body = JSON.stringify({ id, type: 'refund.created', data: { payment_id } })
    const send = () =>
      handle(
        new Request('http://localhost:4000/processor/events', {
          method: 'POST',
          body,
          headers: {
            'webhook-id': id,
            'webhook-timestamp': timestamp,
            'webhook-signature': signatureOf(secret, { id, timestamp, body }),
          },
        }),
      )
    const answers = await Promise.all(Array.from({ length: 50 }, send))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]))
    const refunds = await books.db
      .selectFrom('refunds')
      .selectAll()
      .where('order_id', '=', order_id)
      .execute()
    expect(refunds).toMatchObject([{ amount: 500, status: 'succeeded' }])
    expect(await order()).toMatchObject({ refunded_amount: 500 })
    const mails = await books.db
      .selectFrom('emails')
      .select('subject')
      .where('customer_id', '=', customer_id)
      .execute()
    expect(mails.filter(({ subject }) => subject.startsWith('Money is on its way'))).toHaveLength(1)
  })
})
