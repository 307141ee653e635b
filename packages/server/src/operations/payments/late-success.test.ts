import { beforeEach, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { runDue } from '../../jobs/run-due.ts'
import { UnknownOutcome } from '../../ports/unknown-outcome.ts'
import type { CustomerActor } from '../actor.ts'
import { confirmOrderPayment } from '../orders/confirm-payment.ts'
import { getOrderPaymentStatus } from '../orders/payment-status.ts'
import { revokeSubscription } from '../subscriptions/revoke.ts'

let world: World
let actor: CustomerActor
let subscription_id: string
let order_id: string
let client_secret: string

/** Ada is at her bank, asked to approve the payment of a late renewal, when the seller ends her subscription. */
beforeEach(async () => {
  world = await openWorld()
  const { db } = world.ports
  actor = (await world.addCustomer('ada@example.com', '4242424242424242')).actor
  subscription_id = (await world.subscribe(actor.customer_id)).id
  await cardsAre('insufficient_funds')
  world.moveTo(new Date('2027-02-28T12:00:00Z'))
  await runDue(world.ports)
  world.moveTo(new Date('2027-02-28T12:01:00Z'))
  await cardsAre('asks_always')
  const order = await db.selectFrom('orders').select('id').where('status', '=', 'pending').executeTakeFirst()
  order_id = order!.id
  const card = await db.selectFrom('payment_methods').select('id').executeTakeFirstOrThrow()
  const asked = await confirmOrderPayment(world.ports, actor, {
    params: { id: order_id },
    body: { payment_method_id: card.id, payment_processor: 'stripe' },
  })
  client_secret = asked.client_secret!
  await revokeSubscription(world.ports, world.organization, { params: { id: subscription_id } })
})

const cardsAre = (card: string) =>
  world.ports.db
    .updateTable('sandbox_processor.cards' as 'orders')
    .set({ card } as never)
    .execute()
const approve = () => world.ports.processor.authenticate({ client_secret, approve: true })
const status = () => getOrderPaymentStatus(world.ports, actor, { params: { id: order_id } })
const order = () =>
  world.ports.db.selectFrom('orders').selectAll().where('id', '=', order_id).executeTakeFirstOrThrow()
const latest = async () => (await world.ports.processor.ledger()).at(-1)
const mails = async () =>
  (await world.ports.db.selectFrom('emails').select('subject').execute()).map(({ subject }) => subject)

describe('a payment that succeeds after its order was withdrawn', () => {
  it('is given back, and revives neither the order nor the subscription', async () => {
    await approve()
    expect(await status()).toEqual({
      status: 'failed',
      error: 'This order was withdrawn before the bank approved the payment. The payment was given back.',
    })
    expect(await order()).toMatchObject({ status: 'void', paid_at: null, receipt_number: null })
    expect(await latest()).toMatchObject({ status: 'succeeded', refunded_at: world.ports.clock.now() })
    const { ended_at } = await world.ports.db
      .selectFrom('subscriptions')
      .select('ended_at')
      .where('id', '=', subscription_id)
      .executeTakeFirstOrThrow()
    expect(ended_at).not.toBeNull()
    expect((await mails()).filter((subject) => subject === 'Your payment was given back')).toHaveLength(1)
  })

  it('is given back once, however often it is asked about', async () => {
    await approve()
    const { refund } = world.ports.processor
    let refunds = 0
    world.ports.processor.refund = (input) => {
      refunds++
      return refund(input)
    }
    await status()
    await status()
    await runDue(world.ports)
    expect(refunds).toBe(1)
  })

  it('is given back later when the processor does not answer, and until then says so', async () => {
    await approve()
    const { refund } = world.ports.processor
    world.ports.processor.refund = async () => {
      throw new UnknownOutcome()
    }
    expect(await status()).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('is being given back'),
    })
    world.ports.processor.refund = refund
    await runDue(world.ports)
    expect(await latest()).toMatchObject({ refunded_at: world.ports.clock.now() })
    expect(await status()).toMatchObject({ error: expect.stringContaining('was given back') })
  })

  it('is found though nobody asks', async () => {
    await approve()
    await runDue(world.ports)
    expect(await latest()).toMatchObject({ status: 'succeeded', refunded_at: world.ports.clock.now() })
  })
})

describe('a payment that still waits at the bank when its order is withdrawn', () => {
  it('is given up, so that approving it later charges nothing', async () => {
    await runDue(world.ports)
    await approve()
    expect(await latest()).toMatchObject({ status: 'failed', refunded_at: null })
    expect(await order()).toMatchObject({ status: 'void', next_payment_attempt_at: null })
  })
})

describe('a first payment that succeeds after the seller ended the subscription', () => {
  it('is given back, and the subscription does not begin', async () => {
    const { ports, organization } = world
    const buyer = await world.addCustomer('grace@example.com', '4242424242424242')
    await cardsAre('asks_always')
    const { id } = await world.subscribe(buyer.customer.id)
    await revokeSubscription(ports, organization, { params: { id } })
    const { client_secret: secret } = await ports.db
      .selectFrom('payment_attempts')
      .select('client_secret')
      .where('customer_id', '=', buyer.customer.id)
      .executeTakeFirstOrThrow()
    await ports.processor.authenticate({ client_secret: secret!, approve: true })
    await runDue(ports)
    const payments = (await ports.processor.ledger()).filter(
      (payment) => payment.customer_reference === buyer.customer.id,
    )
    expect(payments).toMatchObject([{ status: 'succeeded', refunded_at: ports.clock.now() }])
    const subscription = await ports.db
      .selectFrom('subscriptions')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    expect(subscription).toMatchObject({ status: 'canceled', started_at: null })
  })
})
