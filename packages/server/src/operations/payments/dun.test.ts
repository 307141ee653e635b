import { beforeEach, describe, expect, it } from 'vitest'
import { sellerCalls } from '../../../../../test/world/call.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { advanceClock, runDue } from '../../jobs/run-due.ts'
import type { ProcessorEvent } from '../../ports/payment-processor.ts'
import type { CustomerActor } from '../actor.ts'
import { applyChange } from '../apply-change.ts'
import { confirmOrderPayment } from '../orders/confirm-payment.ts'
import { addPaymentMethod } from '../payment-methods/add.ts'
import { receiveProcessorEvent } from '../processor-events/receive.ts'
import { movePeriodEnd } from '../subscriptions/move-period-end.ts'
import { schedulePause } from '../subscriptions/pause.ts'

let world: World
let actor: CustomerActor

const renewal = new Date('2027-02-28T12:00:00Z')
const day = (count: number) => new Date(renewal.getTime() + count * 86_400_000)

/** Ada, subscribed monthly since the end of January. */
beforeEach(async () => {
  world = await openWorld()
  actor = (await world.addCustomer('ada@example.com', '4242424242424242')).actor
  await world.subscribe(actor.customer_id)
})

const until = (date: Date) => advanceClock(world.ports, world.moveTo, date)
const cardsAre = (card: string) =>
  world.ports.db
    .updateTable('sandbox_processor.cards' as 'orders')
    .set({ card } as never)
    .execute()
const subscription = () => world.ports.db.selectFrom('subscriptions').selectAll().executeTakeFirstOrThrow()
const orders = () => world.ports.db.selectFrom('orders').selectAll().orderBy('invoice_sequence').execute()
const latest = async () => (await orders()).at(-1)!
/** Days after the renewal on which the bank was asked. */
const tries = async () =>
  (await world.ports.processor.ledger())
    .slice(1)
    .map(({ created_at }) => (created_at.getTime() - renewal.getTime()) / 86_400_000)
const mails = async () =>
  (await world.ports.db.selectFrom('emails').selectAll().orderBy('created_at').execute()).slice(1)
const subjects = async () => (await mails()).map(({ subject }) => subject)
const byHand = async () => {
  const { id } = await world.ports.db.selectFrom('payment_methods').select('id').executeTakeFirstOrThrow()
  return confirmOrderPayment(world.ports, actor, {
    params: { id: (await latest()).id },
    body: { payment_method_id: id, payment_processor: 'stripe' },
  })
}
const paid = async () =>
  (await world.ports.processor.ledger()).filter(({ status }) => status === 'succeeded').length

describe('a renewal that the bank refuses', () => {
  it('is tried on days 0, 2, 7, 14 and 21, and ends the subscription with the fifth failure', async () => {
    await cardsAre('insufficient_funds')
    await until(day(40))
    expect(await tries()).toEqual([0, 2, 7, 14, 21])
    expect(await subscription()).toMatchObject({ status: 'canceled', ended_at: day(21) })
    expect(await latest()).toMatchObject({ status: 'void', next_payment_attempt_at: null })
    expect(await subjects()).toEqual(['Your payment did not go through', 'Your subscription has ended'])
  })

  it('is told with its reason, the days on which it is tried again, and what ends when', async () => {
    await cardsAre('insufficient_funds')
    await until(day(1))
    const { body } = (await mails()).at(-1)!
    for (const words of [
      'There was not enough money on the card.',
      'We try again on March 2, 2027, March 7, 2027, March 14, 2027, and March 21, 2027.',
      'If nothing is paid by then, your subscription ends on March 21, 2027.',
      'Tried again on: March 2, 2027',
      'Access until: March 21, 2027',
    ])
      expect(body).toContain(words)
  })

  it.each([
    [0, 'What your subscription includes is closed until the payment succeeds.'],
    [7, 'What your subscription includes stays open until March 7, 2027.'],
  ])('with %s days of grace is told with what becomes of access', async (grace_days, words) => {
    await world.ports.db.updateTable('organizations').set({ grace_days }).execute()
    const call = await sellerCalls(world)
    const benefit = { type: 'custom', description: 'Help', properties: { note: null } }
    const { id } = (await call('POST', '/v1/benefits/', benefit)).body
    const { product_id } = await subscription()
    await call('POST', `/v1/products/${product_id}/benefits`, { benefits: [id] })
    await cardsAre('insufficient_funds')
    await until(day(1))
    const failed = (await mails()).find(({ kind }) => kind === 'payment_failed')!
    expect(failed.body).toContain(words)
    expect(failed.body.includes('Access until: March 7, 2027')).toBe(grace_days > 0)
  })

  it('and then accepts on the third retry is paid once, and the subscription was never lost', async () => {
    await cardsAre('insufficient_funds')
    await until(day(10))
    expect(await subscription()).toMatchObject({ status: 'past_due', past_due_at: renewal, ended_at: null })
    await cardsAre('works')
    await until(day(20))
    expect(await tries()).toEqual([0, 2, 7, 14])
    expect(await latest()).toMatchObject({ status: 'paid', paid_at: day(14), next_payment_attempt_at: null })
    expect(await subscription()).toMatchObject({ status: 'active', past_due_at: null })
    expect(await paid()).toBe(2)
  })

  it('for good, as with a lost card, is tried once more, on the last day', async () => {
    await cardsAre('reported_lost')
    await until(day(40))
    expect(await tries()).toEqual([0, 21])
    expect(await subscription()).toMatchObject({ status: 'canceled', ended_at: day(21) })
  })

  it('does not stop the next period from beginning, and is late since the first failure', async () => {
    await weekly()
    await cardsAre('insufficient_funds')
    await until(new Date(renewal.getTime() + 7.5 * 86_400_000))
    expect(await orders()).toMatchObject([{ status: 'paid' }, { status: 'pending' }, { status: 'pending' }])
    expect(await subscription()).toMatchObject({
      status: 'past_due',
      past_due_at: renewal,
      current_period_start: day(7),
    })
    await until(day(21))
    expect(await subscription()).toMatchObject({ status: 'canceled', ended_at: day(21) })
    expect((await orders()).filter(({ status }) => status === 'pending')).toEqual([])
  })

  it('is tried at once with the card that its network has renewed', async () => {
    await cardsAre('reported_lost')
    await until(day(3))
    await cardsAre('works')
    const { processor_id } = await world.ports.db
      .selectFrom('payment_methods')
      .select('processor_id')
      .executeTakeFirstOrThrow()
    await world.ports.processor.renewCard({ processor_id, last4: '1881', exp_month: 4, exp_year: 2039 })
    const [renewed] = (await world.ports.processor.told()).filter(({ type }) => type === 'card.updated')
    await receiveProcessorEvent(world.ports, renewed as ProcessorEvent)
    expect(await latest()).toMatchObject({ status: 'paid' })
    expect(await subscription()).toMatchObject({ status: 'active' })
  })

  /** From now on by the week, its period ending when the month's would. */
  async function weekly(): Promise<void> {
    const { db } = world.ports
    const row = await subscription()
    await db
      .transaction()
      .execute((tx) =>
        applyChange(
          tx,
          world.ports,
          'subscriptions',
          row,
          { set: { recurring_interval: 'week' }, events: ['subscription.updated'] },
          { actor: 'test', operation: 'test.prepare' },
        ),
      )
  }
})

describe('a renewal without any card', () => {
  it('counts a failure on each of the same days', async () => {
    const { db } = world.ports
    await db.updateTable('payment_methods').set({ deleted_at: renewal }).execute()
    const due: number[] = []
    for (let hour = 0; hour <= 30 * 24; hour += 12) {
      const before = (await latest()).cardless_tries
      await until(new Date(renewal.getTime() + hour * 3_600_000))
      if ((await latest()).cardless_tries > before) due.push(hour / 24)
    }
    expect(due).toEqual([0, 2, 7, 14, 21])
    expect(await subscription()).toMatchObject({ status: 'canceled', ended_at: day(21) })
    expect(await tries()).toEqual([])
  })

  it('is paid by the first card that becomes the default, which pays from then on', async () => {
    const { db } = world.ports
    await db.updateTable('payment_methods').set({ deleted_at: renewal }).execute()
    await until(day(3))
    const confirmation_token_id = await world.cardToken('4242424242424242')
    await addPaymentMethod(world.ports, actor, {
      body: { confirmation_token_id, set_default: true, return_url: '/' },
    })
    expect(await latest()).toMatchObject({ status: 'paid' })
    const card = await db
      .selectFrom('payment_methods')
      .select('id')
      .where('deleted_at', 'is', null)
      .executeTakeFirstOrThrow()
    expect(await subscription()).toMatchObject({ status: 'active', payment_method_id: card.id })
  })
})

describe('a renewal that only the customer can approve', () => {
  it('asks them by a mail that leads to the page that pays, and carries no token', async () => {
    await cardsAre('asks_always')
    await until(renewal)
    const [mail, ...more] = await mails()
    expect(more).toEqual([])
    const { id } = await latest()
    expect(mail).toMatchObject({ subject: 'Your bank asks you to approve a payment' })
    expect(mail!.body).toContain(`http://localhost:4000/verge/portal/orders/${id}/pay`)
    expect(mail!.body).not.toMatch(/[?#]|token|polar_/)
    expect(await subscription()).toMatchObject({ status: 'past_due' })
    const asked = await byHand()
    await world.ports.processor.authenticate({ client_secret: asked.client_secret!, approve: true })
    await runDue(world.ports)
    await hearAll()
    expect(await latest()).toMatchObject({ status: 'paid' })
    expect(await subscription()).toMatchObject({ status: 'active' })
  })

  it('and that nobody approves is asked for again on its days, and then ends', async () => {
    await cardsAre('asks_always')
    await until(day(30))
    expect(await tries()).toEqual([0, 2, 7, 14, 21])
    expect((await subjects()).filter((subject) => subject.startsWith('Your bank asks'))).toHaveLength(4)
    expect(await subscription()).toMatchObject({ status: 'canceled', ended_at: day(21) })
  })

  it('left open in a tab for two days is given up at the processor, so that approving it there charges nothing', async () => {
    await cardsAre('asks_always')
    await until(renewal)
    const asked = await byHand()
    // The schedule waits a day for the answer, gives the question up, and goes on.
    await until(day(3))
    await cardsAre('works')
    await until(day(8))
    expect(await latest()).toMatchObject({ status: 'paid' })
    await world.ports.processor.authenticate({ client_secret: asked.client_secret!, approve: true })
    await hearAll()
    expect(await paid()).toBe(2)
    expect((await orders()).map(({ status }) => status)).toEqual(['paid', 'paid'])
  })

  it('that the bank approves after all, when it was taken for refused and paid otherwise, goes back', async () => {
    await cardsAre('asks_always')
    await until(renewal)
    const { processor } = world.ports
    const { cancel } = processor
    const asked = await byHand()
    const { id: payment_id, amount, currency } = (await processor.ledger()).at(-1)!
    // It says that it gave the payment up, and did not.
    processor.cancel = async () => ({
      payment_id,
      amount,
      currency,
      status: 'failed',
      decline_code: 'canceled',
    })
    await until(day(3))
    processor.cancel = cancel
    await cardsAre('works')
    await until(day(8))
    expect(await latest()).toMatchObject({ status: 'paid' })
    await processor.authenticate({ client_secret: asked.client_secret!, approve: true })
    await hearAll()
    const late = (await processor.ledger()).filter(
      ({ client_secret }) => client_secret === asked.client_secret,
    )
    expect(late).toMatchObject([{ status: 'succeeded', refunded_at: day(8) }])
    expect((await orders()).map(({ status }) => status)).toEqual(['paid', 'paid'])
  })

  async function hearAll(): Promise<void> {
    for (const event of await world.ports.processor.told()) await receiveProcessorEvent(world.ports, event)
  }
})

describe('a renewal that takes the bank days', () => {
  const pass = async (days: number) => {
    for (let hour = 0; hour <= days * 24; hour += 6) {
      await until(new Date(renewal.getTime() + hour * 3_600_000))
      await runDue(world.ports)
    }
  }

  it('leaves the subscription active and its order open, and is paid when the bank has paid', async () => {
    await cardsAre('takes_days')
    await pass(4)
    expect(await subscription()).toMatchObject({ status: 'active', past_due_at: null })
    expect(await latest()).toMatchObject({ status: 'pending', next_payment_attempt_at: null })
    await pass(6)
    expect(await latest()).toMatchObject({ status: 'paid' })
    expect(await tries()).toEqual([0])
  })

  it('and fails is late only from then on, and tried again two days later', async () => {
    await cardsAre('takes_days_and_fails')
    await pass(5.5)
    const { past_due_at, status } = await subscription()
    expect(status).toBe('past_due')
    expect(past_due_at!.getTime()).toBeGreaterThanOrEqual(day(5).getTime())
    await cardsAre('works')
    await pass(8)
    expect(await latest()).toMatchObject({ status: 'paid' })
    expect(await subscription()).toMatchObject({ status: 'active' })
  })

  it('and fails after a pause has begun is given up three weeks later, as any other', async () => {
    await cardsAre('takes_days_and_fails')
    await until(renewal)
    const { id } = await subscription()
    await schedulePause(world.ports, world.organization, id, null)
    await movePeriodEnd(world.ports, world.organization, id, day(1))
    await pass(5.5)
    expect(await subscription()).toMatchObject({ status: 'paused' })
    const { next_payment_attempt_at } = await latest()
    expect(await subjects()).toContain('Your payment did not go through')
    await cardsAre('reported_lost')
    await until(day(120))
    const last = next_payment_attempt_at!.getTime() + 19 * 86_400_000
    expect(await subscription()).toMatchObject({ status: 'canceled', ended_at: new Date(last) })
    expect(await latest()).toMatchObject({ status: 'void' })
  })
})
