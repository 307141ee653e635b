import { beforeEach, describe, expect, it } from 'vitest'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import { advanceClock } from '../../jobs/run-due.ts'
import type { CustomerActor } from '../../operations/actor.ts'
import { confirmOrderPayment } from '../../operations/orders/confirm-payment.ts'
import { saidIn } from '../../operations/receipts/read.ts'
import { cancelSubscription } from '../../operations/subscriptions/cancel.ts'
import { movePeriodEnd } from '../../operations/subscriptions/move-period-end.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import {
  portalOf,
  quoteOn,
  textOf,
  visitorOf,
  type Seen,
  type Visitor,
} from '../../../../../test/world/visitor.ts'

let world: World
let visitor: Visitor
let actor: CustomerActor
let subscription: SubscriptionRow

/** Subscribed since the end of January; the renewal of the 28th of February fails, and it is the first of March. */
beforeEach(async () => {
  world = await openWorld()
  actor = (await world.addCustomer('linus@example.com', '4242424242424242')).actor
  subscription = await world.subscribe(actor.customer_id)
  await cardsAre('insufficient_funds')
  await until('2027-03-01T12:00:00Z')
  visitor = await visiting()
})

const graceOf = (grace_days: number) =>
  world.ports.db.updateTable('organizations').set({ grace_days }).execute()
const cardsAre = (card: string) =>
  world.ports.db
    .updateTable('sandbox_processor.cards' as 'orders')
    .set({ card } as never)
    .execute()
const until = (date: string) => advanceClock(world.ports, world.moveTo, new Date(date))
async function visiting(options: { hosted?: boolean } = {}): Promise<Visitor> {
  const one = visitorOf(world, portalOf(world, options).handle)
  await one.enter(actor.customer_id)
  return one
}
const page = (path = '') => `/verge/portal/subscriptions/${subscription.id}${path}`
const aboveButton = ({ html }: Seen) => html.split('<button class="danger">')[0]!
const own = (table: 'orders' | 'emails') =>
  world.ports.db
    .selectFrom(table)
    .selectAll()
    .where('customer_id', '=', actor.customer_id)
    .orderBy('created_at')
const orders = () => own('orders').execute() as Promise<{ id: string; status: string; due_amount: number }[]>
const lastMail = async () =>
  ((await own('emails').execute()) as unknown as { kind: string; body: string }[]).at(-1)!
const stateNow = () =>
  world.ports.db
    .selectFrom('subscriptions')
    .selectAll()
    .where('id', '=', subscription.id)
    .executeTakeFirstOrThrow()
const sealed = async () => {
  const { seal } = await world.ports.db
    .selectFrom('cancellation_receipts')
    .select('seal')
    .where('subscription_id', '=', subscription.id)
    .orderBy('created_at', 'desc')
    .executeTakeFirstOrThrow()
  return saidIn(seal!)
}
/** How often the bank was asked for money. */
const asked = async () => (await world.ports.processor.ledger()).length
const payByHand = async () => {
  const { id } = await world.ports.db
    .selectFrom('payment_methods')
    .select('id')
    .where('customer_id', '=', actor.customer_id)
    .executeTakeFirstOrThrow()
  return confirmOrderPayment(world.ports, actor, {
    params: { id: (await orders()).at(-1)!.id },
    body: { payment_method_id: id, payment_processor: 'stripe' },
  })
}
const cancelAsShown = async () => visitor.post(page('/cancel'), quoteOn(await visitor.get(page('/cancel'))))

describe.each([0, 7])('whoever cancels while a renewal is not paid, with %s days of grace', (grace_days) => {
  beforeEach(() => graceOf(grace_days))

  it('is told that it ends at once, and what is not collected any more', async () => {
    const above = aboveButton(await visitor.get(page('/cancel')))
    for (const words of [
      'The last renewal is not paid, so it ends at once. Nothing more will be charged.',
      'The open invoice of $20.00 is not collected any more.',
    ])
      expect(above).toContain(words)
    for (const words of ['You keep access', 'refunded', 'take the cancellation back', 'can still be charged'])
      expect(above).not.toContain(words)
  })

  it('is not charged again on any day of the schedule, and all that was said holds', async () => {
    expect(await cancelAsShown()).toMatchObject({ status: 303 })
    const ended_at = world.ports.clock.now()
    expect(await stateNow()).toMatchObject({ status: 'canceled', ended_at, ends_at: ended_at })
    expect(await orders()).toMatchObject([{ status: 'paid' }, { status: 'void' }])
    const shown = textOf(await visitor.get(page()))
    expect(shown).toContain('Your subscription has ended. Nothing more will be charged.')
    expect(shown).toContain('The open invoice of $20.00 is not collected any more.')
    expect(shown).toContain('Ended on March 1, 2027. Nothing more will be charged.')
    expect(shown).not.toMatch(/Still to come|We try|Pay now/)
    expect(await sealed()).toMatchObject({ ends_at: ended_at, further_charge: false })
    const { kind, body } = await lastMail()
    expect(kind).toBe('subscription_ended')
    expect(body).toContain('Your subscription ended on March 1, 2027.')
    expect(body).toContain('The open invoice of $20.00 is not collected any more.')

    const before = await asked()
    await cardsAre('works')
    await until('2027-06-01T12:00:00Z')
    expect(await asked()).toBe(before)
    expect(await orders()).toMatchObject([{ status: 'paid' }, { status: 'void' }])
    expect(await stateNow()).toMatchObject({ status: 'canceled', ended_at })
    expect(await lastMail()).toMatchObject({ kind: 'subscription_ended', body })
  })

  it('has a receipt that says so', async () => {
    await cancelAsShown()
    const address = /href="(\/verge\/portal\/receipts\/[^"]+)"/.exec((await visitor.get(page())).html)![1]!
    expect(textOf(await visitor.get(address))).toContain(
      'Your cancellation of Pro arrived, and the contract ended on March 1, 2027. Nothing further will be charged, nor what was still open.',
    )
  })

  it('does nothing and is shown anew where it was paid meanwhile', async () => {
    const old = quoteOn(await visitor.get(page('/cancel')))
    await cardsAre('works')
    await payByHand()
    const seen = await visitor.post(page('/cancel'), old)
    expect(seen.status).toBe(409)
    expect(aboveButton(seen)).toContain('You keep access until March 31, 2027.')
    expect(await stateNow()).toMatchObject({ status: 'active', cancel_at_period_end: false })
  })
})

describe('a payment that is under way when somebody leaves', () => {
  it('is said, and given back should the bank approve it', async () => {
    await cardsAre('asks_always')
    const { client_secret } = await payByHand()
    const seen = await visitor.get(page('/cancel'))
    expect(aboveButton(seen)).toContain(
      'A payment of $20.00 is under way. If your bank still approves it, it is given back.',
    )
    await visitor.post(page('/cancel'), quoteOn(seen))
    expect(textOf(await visitor.get(page()))).toContain('If your bank still approves it, it is given back.')
    await world.ports.processor.authenticate({ client_secret: client_secret!, approve: true })
    await until('2027-03-02T12:00:00Z')
    expect((await world.ports.processor.ledger()).at(-1)).not.toMatchObject({
      status: 'succeeded',
      refunded_at: null,
    })
  })
})

describe('a cancellation to the end of the period by the API, while a renewal is not paid', () => {
  const cancelByApi = () => cancelSubscription(world.ports, actor, { params: { id: subscription.id } })

  it('promises nothing that the tries ahead would break', async () => {
    await cancelByApi()
    const shown = textOf(await visitor.get(page()))
    for (const words of [
      'Your subscription is canceled and ends on March 31, 2027 at the latest.',
      'What is open can still be charged until then; nothing else will be.',
      'We try again on March 2, 2027, March 7, 2027, March 14, 2027, and March 21, 2027.',
      'We try to charge $20.00 again.',
      'If nothing is paid by then, your subscription ends on March 21, 2027.',
    ])
      expect(shown).toContain(words)
    expect(shown).not.toMatch(/Nothing more will be charged|You keep access/)
    const { kind, body } = await lastMail()
    expect(kind).toBe('cancellation_scheduled')
    expect(body).toContain('Your subscription is canceled and ends on March 31, 2027 at the latest.')
    expect(body).not.toMatch(/nothing further will be charged|Access until/)
  })

  it('names no try that comes after the end', async () => {
    await movePeriodEnd(world.ports, world.organization, subscription.id, new Date('2027-03-05T12:00:00Z'))
    await cancelByApi()
    const shown = textOf(await visitor.get(page()))
    expect(shown).toContain('We try again on March 2, 2027.')
    expect(shown).not.toContain('If nothing is paid by then')
  })

  it('can still be made an end at once, which collects nothing more', async () => {
    await cancelByApi()
    expect((await visitor.get(page())).html).toContain(`href="${page('/cancel')}"`)
    await cancelAsShown()
    expect(await stateNow()).toMatchObject({ status: 'canceled', ended_at: world.ports.clock.now() })
    expect(await orders()).toMatchObject([{ status: 'paid' }, { status: 'void' }])
  })
})

describe('whoever owes for an earlier period and has paid for the one that runs', () => {
  it('keeps what is paid for, and is told what can still be charged', async () => {
    await movePeriodEnd(world.ports, world.organization, subscription.id, new Date('2027-03-06T12:00:00Z'))
    await cardsAre('reported_lost')
    await until('2027-03-05T12:00:00Z')
    await cardsAre('works')
    await until('2027-03-06T13:00:00Z')
    expect(await orders()).toMatchObject([{ status: 'paid' }, { status: 'pending' }, { status: 'paid' }])
    visitor = await visiting()
    const above = aboveButton(await visitor.get(page('/cancel')))
    expect(above).toContain('It ends on April 6, 2027 at the latest.')
    expect(above).toContain('$20.00 is open.')
    expect(above).not.toMatch(/Nothing more will be charged|You keep access/)
    await cancelAsShown()
    expect(textOf(await visitor.get(page()))).toContain(
      'What is open can still be charged until then; nothing else will be.',
    )
    expect(await stateNow()).toMatchObject({ status: 'past_due', ends_at: new Date('2027-04-06T12:00:00Z') })
  })
})

describe('in front of hosted Polar', () => {
  it.each([
    [0, 'The open invoice of $20.00 is not collected any more.', 'canceled'],
    [7, 'What is open can still be charged until then; nothing else will be.', 'past_due'],
  ])('with %s days of grace whoever owes is told what Polar does', async (grace_days, words, status) => {
    await graceOf(grace_days)
    const hosted = await visiting({ hosted: true })
    const seen = await hosted.get(page('/cancel'))
    expect(aboveButton(seen)).toContain(words)
    const ends = seen.html.includes('name="ends"') ? { ends: 'at_once' } : undefined
    await hosted.post(page('/cancel'), ends)
    expect(await stateNow()).toMatchObject({ status })
    expect(textOf(await hosted.get(page()))).toContain(words)
  })
})
