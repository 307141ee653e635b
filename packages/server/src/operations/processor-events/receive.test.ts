import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { runDue } from '../../jobs/run-due.ts'
import type { PaymentRecord, ProcessorEvent } from '../../ports/payment-processor.ts'
import { UnknownOutcome } from '../../ports/unknown-outcome.ts'
import type { SandboxProcessor } from '../../ports/sandbox-processor.ts'
import type { Database } from '../../ports/ports.ts'
import { createRefund } from '../refunds/create.ts'
import { receiveProcessorEvent } from './receive.ts'

let world: World
let db: Database
let processor: SandboxProcessor
let people = 0
let sent = 0
let customer_id: string
let payment_id: string

const begin = new Date('2027-01-31T12:00:00Z')
const inDays = (days: number) => new Date(begin.getTime() + days * 86_400_000)

beforeAll(async () => {
  world = await openWorld()
  ;({ db, processor } = world.ports)
})

/** Somebody who has just paid 20.00. */
beforeEach(async () => {
  world.moveTo(begin)
  await buyWith('4242424242424242')
})

async function buyWith(card: string): Promise<void> {
  const { customer } = await world.addCustomer(`hinted-${people++}@example.com`, card)
  customer_id = customer.id
  await world.subscribe(customer_id)
  payment_id = (await payment())!.id
}

const payment = async () => (await processor.ledger()).find((one) => one.customer_reference === customer_id)
const told = (type: string, data: ProcessorEvent['data'] = { payment_id }) => ({
  id: `evt_${sent++}`,
  type,
  data,
})
const tell = async (event: ProcessorEvent) => {
  await receiveProcessorEvent(world.ports, event)
  return kept(event.id)
}
/** What the processor told of since, delivered. */
const hear = async (events: ProcessorEvent[]) => {
  for (const event of events) await receiveProcessorEvent(world.ports, event)
}
const news = async () =>
  (await processor.told()).filter(({ data }) => data.payment_id === payment_id || data.card_id)
const kept = (id: string) =>
  db.selectFrom('processor_events').selectAll().where('processor_event_id', '=', id).executeTakeFirstOrThrow()
const mine = <Table extends 'orders' | 'subscriptions' | 'payment_attempts' | 'refunds'>(table: Table) =>
  db
    .selectFrom(table as 'orders')
    .selectAll()
    .where('customer_id', '=', customer_id)
    .executeTakeFirst() as Promise<Record<string, unknown> | undefined>
const quarantined = () =>
  db
    .selectFrom('quarantined_payments')
    .selectAll()
    .where('processor_payment_id', '=', payment_id)
    .executeTakeFirst()
const mailsAbout = async (about: string) =>
  (await db.selectFrom('emails').selectAll().execute()).filter(({ dedupe_key }) => dedupe_key.endsWith(about))
const refundHalf = async () => {
  const order_id = (await mine('orders'))!.id as string
  const body = { order_id, amount: 1000, reason: 'other', revoke_benefits: false, metadata: {} } as const
  return createRefund(world.ports, world.organization, { body })
}

describe('an event', () => {
  it('that comes twice, also at once, is kept and answered once', async () => {
    await processor.refundByHand({ payment_id, amount: 500 })
    const event = told('refund.created')
    await Promise.all([1, 2, 3, 4, 5].map(() => receiveProcessorEvent(world.ports, event)))
    await receiveProcessorEvent(world.ports, event)
    expect(await mine('orders')).toMatchObject({ status: 'partially_refunded', refunded_amount: 500 })
    const all = await db.selectFrom('refunds').selectAll().where('customer_id', '=', customer_id).execute()
    expect(all).toHaveLength(1)
    expect(await kept(event.id)).toMatchObject({ status: 'applied' })
  })

  it('of a kind that nobody knows, or about nothing that the processor knows, is kept and changes nothing', async () => {
    const before = await mine('orders')
    expect(await tell(told('payout.paid'))).toMatchObject({ status: 'ignored', type: 'payout.paid' })
    expect(await tell(told('payment.teleported'))).toMatchObject({ status: 'applied' })
    expect(await tell(told('payment.succeeded', { payment_id: 'py_nobody' }))).toMatchObject({
      status: 'ignored',
    })
    expect(await tell(told('payment.succeeded', {}))).toMatchObject({ status: 'ignored' })
    expect(await tell(told('card.updated', { card_id: 'pm_nobody' }))).toMatchObject({ status: 'ignored' })
    expect(await mine('orders')).toEqual(before)
  })

  it('that comes before our own call returned finds its payment, and is paid once', async () => {
    const { charge } = processor
    let early: Record<string, unknown> | undefined
    processor.charge = async (input) => {
      const outcome = await charge(input)
      customer_id = input.customer_reference
      await tell(told('payment.succeeded', { payment_id: outcome.payment_id }))
      early = await mine('orders')
      return outcome
    }
    await buyWith('4242424242424242').finally(() => void (processor.charge = charge))
    expect(early).toMatchObject({ status: 'paid' })
    expect(await mine('orders')).toEqual(early)
    expect(await quarantined()).toBeUndefined()
  })

  it('that could not be asked about at once is asked about later', async () => {
    const { lookUp } = processor
    processor.lookUp = async () => {
      throw new UnknownOutcome()
    }
    await processor.refundByHand({ payment_id, amount: 500 })
    const event = told('refund.created')
    expect(await tell(event)).toMatchObject({ status: 'received' })
    processor.lookUp = lookUp
    world.pass(60)
    await runDue(world.ports)
    expect(await kept(event.id)).toMatchObject({ status: 'applied' })
    expect(await mine('orders')).toMatchObject({ refunded_amount: 500 })
  })
})

describe('seven events of one payment', () => {
  /** The payment's life as the processor would have answered after each of them. */
  async function lifeOf(): Promise<PaymentRecord[]> {
    const known = (await processor.lookUp({ payment_id }))!
    const refund = { refund_id: `re_${payment_id}`, idempotency_key: null, amount: 500 }
    const dispute = { dispute_id: `dp_${payment_id}`, reason: 'fraudulent', amount: 2000 }
    const paid: PaymentRecord = { ...known, outcome: { ...known.outcome, status: 'succeeded' } as never }
    const refunded = { ...paid, refunds: [{ ...refund, status: 'succeeded' as const }] }
    return [
      known,
      paid,
      { ...paid, refunds: [{ ...refund, status: 'pending' }] },
      refunded,
      { ...refunded, dispute: { ...dispute, status: 'needs_response' } },
      { ...refunded, dispute: { ...dispute, status: 'under_review' } },
      { ...refunded, dispute: { ...dispute, status: 'won' } },
    ]
  }

  it('leave the same books whichever of them come late, in each of the 64 ways in which that shows', async () => {
    const { lookUp } = processor
    for (let way = 0; way < 64; way++) {
      await buyWith('4000000000005001')
      const life = await lifeOf()
      // A late event finds the processor further on: what remains of an order is which of its states were seen.
      const seen = life.filter((_, index) => index === 6 || (way >> index) & 1)
      for (const state of seen) {
        processor.lookUp = async () => state
        expect(await tell(told('payment.updated'))).toMatchObject({ status: 'applied' })
      }
      processor.lookUp = lookUp
      const { id } = (await mine('orders'))!
      expect(await mine('orders')).toMatchObject({
        status: 'partially_refunded',
        refunded_amount: 500,
        dispute_status: 'won',
        cardless_tries: 0,
      })
      expect(await mine('subscriptions')).toMatchObject({ status: 'active' })
      const refunds = await db
        .selectFrom('refunds')
        .select('status')
        .where('order_id', '=', id as string)
        .execute()
      expect(refunds).toEqual([{ status: 'succeeded' }])
    }
  }, 60_000)
})

describe('a payment that takes the bank days', () => {
  it('is a state of its own: its order waits, and nothing is due', async () => {
    await buyWith('4000000000005001')
    expect(await mine('payment_attempts')).toMatchObject({ status: 'processing' })
    expect(await mine('orders')).toMatchObject({ status: 'pending', next_payment_attempt_at: null })
    expect(await mine('subscriptions')).toMatchObject({ status: 'incomplete' })
    await expect(world.subscribe(customer_id)).rejects.toMatchObject({
      error: 'AlreadyActiveSubscriptionError',
    })
  })

  it('is paid when the bank says so, days later, by an event or when it is asked', async () => {
    await buyWith('4000000000005001')
    world.moveTo(inDays(6))
    await tell(told('payment.succeeded'))
    expect(await mine('orders')).toMatchObject({ status: 'paid', paid_at: inDays(6) })
    expect(await mine('subscriptions')).toMatchObject({ status: 'active' })
    world.moveTo(begin)
    await buyWith('4000000000005001')
    world.moveTo(inDays(4))
    await runDue(world.ports)
    expect(await mine('orders')).toMatchObject({ status: 'pending' })
    world.moveTo(inDays(6))
    await runDue(world.ports)
    expect(await mine('orders')).toMatchObject({ status: 'paid' })
  })

  it('and fails leaves nothing of a first purchase behind', async () => {
    await buyWith('4000000000005019')
    world.moveTo(inDays(6))
    await tell(told('payment.failed'))
    expect(await mine('orders')).toMatchObject({ status: 'void' })
    expect(await mine('subscriptions')).toMatchObject({ status: 'incomplete_expired' })
  })

  it('is never asked for more often than every few hours', async () => {
    await buyWith('4000000000005001')
    const { getPayment } = processor
    let asked = 0
    processor.getPayment = (input) => {
      asked++
      return getPayment(input)
    }
    for (let minute = 0; minute < 24 * 60; minute += 10) {
      world.moveTo(new Date(inDays(2).getTime() + minute * 60_000))
      await runDue(world.ports)
    }
    processor.getPayment = getPayment
    // Also of those before it that still wait in this world.
    const waiting = await db
      .selectFrom('payment_attempts')
      .selectAll()
      .where('status', '=', 'processing')
      .execute()
    expect(asked / waiting.length).toBeLessThanOrEqual(5)
  })
})

describe('money that is not what was asked for', () => {
  it.each([
    [{ amount: 1 }, 'other_amount'],
    [{ currency: 'eur' }, 'other_currency'],
  ])('by an event (%o) is set aside, and its order never paid by it', async (other, reason) => {
    await buyWith('4000000000005001')
    expect(await tell(told('payment.succeeded', { payment_id, ...other }))).toMatchObject({
      status: 'quarantined',
    })
    expect(await quarantined()).toMatchObject({ reason, resolved_at: null })
    world.moveTo(inDays(6))
    await runDue(world.ports)
    await tell(told('payment.succeeded'))
    expect(await mine('payment_attempts')).toMatchObject({ status: 'quarantined' })
    expect(await mine('orders')).toMatchObject({ status: 'pending', paid_at: null })
    expect(await mailsAbout(payment_id)).toHaveLength(1)
  })

  it("in the processor's own answer is set aside, and paid for again once it went back", async () => {
    const { charge, lookUp } = processor
    processor.charge = async (input) => ({ ...(await charge(input)), amount: input.amount + 1 })
    await buyWith('4242424242424242').finally(() => void (processor.charge = charge))
    expect(await mine('payment_attempts')).toMatchObject({ status: 'quarantined' })
    expect(await mine('orders')).toMatchObject({ status: 'pending' })
    expect(await quarantined()).toMatchObject({ reason: 'other_amount' })
    processor.lookUp = async (input) => {
      const record = (await lookUp(input))!
      return { ...record, outcome: { ...record.outcome, amount: 2000 } }
    }
    await processor.refundByHand({ payment_id, amount: 2000 })
    await tell(told('refund.created'))
    processor.lookUp = lookUp
    expect(await mine('payment_attempts')).toMatchObject({ status: 'failed' })
    expect(await mine('orders')).toMatchObject({ status: 'void' })
    expect(await quarantined()).toMatchObject({ resolved_at: begin })
  })

  it('and that nobody asked for is set aside, and the seller told once', async () => {
    const card = await db
      .selectFrom('payment_methods')
      .select('processor_id')
      .where('customer_id', '=', customer_id)
      .executeTakeFirstOrThrow()
    const stray = await processor.charge({
      idempotency_key: 'a terminal in the shop',
      customer_reference: customer_id,
      processor_id: card.processor_id,
      amount: 700,
      currency: 'usd',
      on_session: true,
    })
    payment_id = stray.payment_id
    expect(await tell(told('payment.succeeded'))).toMatchObject({ status: 'quarantined' })
    await tell(told('payment.updated'))
    expect(await quarantined()).toMatchObject({ reason: 'unknown_payment', payment_attempt_id: null })
    expect(await mailsAbout(payment_id)).toHaveLength(1)
    await processor.refundByHand({ payment_id, amount: 700 })
    await tell(told('refund.created'))
    expect(await quarantined()).toMatchObject({ resolved_at: begin })
  })
})

describe('money that was given back at the processor itself', () => {
  it('is counted, with its tax, and told to the customer', async () => {
    await processor.refundByHand({ payment_id, amount: 2000 })
    await hear(await news())
    expect(await mine('orders')).toMatchObject({ status: 'refunded', refunded_amount: 2000 })
    expect(await mine('refunds')).toMatchObject({ status: 'succeeded', reason: 'other' })
  })

  it('while a refund of ours is on its way leaves no more to ours than there is', async () => {
    const { refund } = processor
    processor.refund = async () => {
      throw new UnknownOutcome()
    }
    const ours = await refundHalf()
    processor.refund = refund
    await processor.refundByHand({ payment_id, amount: 1500 })
    await hear(await news())
    expect(await mine('orders')).toMatchObject({ status: 'partially_refunded', refunded_amount: 1500 })
    const failed = await db
      .selectFrom('refunds')
      .select('status')
      .where('id', '=', ours.id)
      .executeTakeFirst()
    expect(failed).toEqual({ status: 'failed' })
    expect(await payment()).toMatchObject({ refunded_amount: 1500 })
  })

  it('waits for a refund of ours that nobody has heard of yet, and is counted then', async () => {
    const { refund } = processor
    processor.refund = async () => {
      throw new UnknownOutcome()
    }
    await refundHalf()
    await processor.refundByHand({ payment_id, amount: 1500 })
    await hear(await news())
    expect(await mine('orders')).toMatchObject({ status: 'paid' })
    processor.refund = refund
    world.pass(60)
    await runDue(world.ports)
    expect(await mine('orders')).toMatchObject({ status: 'partially_refunded', refunded_amount: 1500 })
  })

  it('is made once, also where the bank takes days over it', async () => {
    await buyWith('4000000000007726')
    await processor.refundByHand({ payment_id, amount: 500 })
    await hear(await news())
    expect(await mine('refunds')).toMatchObject({ status: 'pending', amount: 500 })
    world.moveTo(inDays(6))
    await runDue(world.ports)
    expect(await mine('refunds')).toMatchObject({ status: 'succeeded' })
    expect(await payment()).toMatchObject({ refunded_amount: 500 })
  })

  it('is not confused with a refund of ours that the processor tells of', async () => {
    await refundHalf()
    await tell(told('refund.created'))
    expect(await mine('orders')).toMatchObject({ refunded_amount: 1000 })
  })
})

describe('a dispute', () => {
  const dispute = async () => {
    await processor.openDispute({ payment_id, reason: 'product_not_received' })
    await hear(await news())
  }
  const close = async (won: boolean) => {
    await processor.closeDispute({ payment_id, won })
    await hear(await news())
  }

  it('marks the order, keeps what can be shown, tells the seller, and blocks refunds; the subscription goes on', async () => {
    await dispute()
    expect(await mine('orders')).toMatchObject({ status: 'paid', dispute_status: 'needs_response' })
    expect(await mine('subscriptions')).toMatchObject({ status: 'active', ended_at: null })
    const { evidence, processor_dispute_id } = await db
      .selectFrom('disputes')
      .selectAll()
      .orderBy('created_at', 'desc')
      .where('order_id', '=', (await mine('orders'))!.id as string)
      .executeTakeFirstOrThrow()
    expect(evidence).toMatchObject({
      order: { total_amount: 2000, invoice_number: expect.any(String) },
      items: [{ label: 'Pro' }],
      customer: { email: expect.stringContaining('hinted') },
      payment: { last4: '4242', processor_payment_id: payment_id },
      mails: [{ subject: 'Your payment was received' }],
    })
    expect(await mailsAbout(processor_dispute_id)).toHaveLength(1)
    await expect(refundHalf()).rejects.toMatchObject({ error: 'NotPermitted' })
    const change = db.updateTable('disputes').set({ evidence: '{}' })
    await expect(change.execute()).rejects.toThrow('stays as it was taken')
  })

  it('that is won leaves everything as it was', async () => {
    await dispute()
    await close(true)
    expect(await mine('orders')).toMatchObject({ dispute_status: 'won' })
    expect(await mine('subscriptions')).toMatchObject({ status: 'active' })
    expect(await refundHalf()).toMatchObject({ status: 'succeeded' })
  })

  it('that is lost ends the subscription, and nothing is charged again', async () => {
    await dispute()
    await close(false)
    expect(await mine('orders')).toMatchObject({ dispute_status: 'lost' })
    expect(await mine('subscriptions')).toMatchObject({ status: 'canceled', ended_at: begin })
    await expect(refundHalf()).rejects.toMatchObject({ error: 'NotPermitted' })
  })
})

describe('a card that its network renewed', () => {
  it('is known by its new number and date', async () => {
    const method = () =>
      db
        .selectFrom('payment_methods')
        .selectAll()
        .where('customer_id', '=', customer_id)
        .executeTakeFirstOrThrow()
    const { processor_id } = await method()
    await processor.renewCard({ processor_id, last4: '1881', exp_month: 4, exp_year: 2039 })
    await hear((await processor.told()).filter(({ data }) => data.card_id === processor_id))
    expect(await method()).toMatchObject({ last4: '1881', exp_month: 4, exp_year: 2039, modified_at: begin })
  })
})
