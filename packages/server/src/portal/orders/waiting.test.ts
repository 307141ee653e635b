import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { failsWhenCharged, works } from '../../../../../test/world/checkouts.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { portalOf, visitorOf, type Seen, type Visitor } from '../../../../../test/world/visitor.ts'
import { advanceClock } from '../../jobs/run-due.ts'
import type { CustomerActor } from '../../operations/actor.ts'
import { setDefaultPaymentMethod } from '../../operations/payment-methods/set-default.ts'
import { UnknownOutcome } from '../../ports/unknown-outcome.ts'

let world: World
let actor: CustomerActor
let visitor: Visitor
let order_id: string
let good: string
let charge: World['ports']['processor']['charge']
beforeEach(async () => {
  world = await openWorld()
  charge = world.ports.processor.charge
  actor = (await world.addCustomer('linus@example.com', works)).actor
  good = (await world.subscribe(actor.customer_id)).payment_method_id!
})
afterEach(() => world.ports.db.destroy())

const overview = '/verge/portal'
const order = (path = '') => `${overview}/orders/${order_id}${path}`
const bankIsSilent = () =>
  void (world.ports.processor.charge = async (input) => {
    await charge(input)
    throw new UnknownOutcome()
  })
const bankAnswers = () => void (world.ports.processor.charge = charge)

async function until(date: string): Promise<void> {
  await advanceClock(world.ports, world.moveTo, new Date(date))
  const open = world.ports.db.selectFrom('orders').select('id').where('status', '=', 'pending')
  order_id = (await open.executeTakeFirstOrThrow()).id
  visitor = visitorOf(world, portalOf(world).handle)
  await visitor.enter(actor.customer_id)
}

/** What waits on a page, and where it says that one may look again. */
const waitingOn = ({ html }: Seen) =>
  [
    ...html.matchAll(
      /<p [^>]*aria-live="polite" data-news="There is news\."><span>([^<]+)<\/span> <a href="([^"]+)">Look again/g,
    ),
  ].map(([, text, to]) => ({ text, to }))
const paying = 'A payment is on its way, and your bank has not answered yet. Please do not pay a second time.'

describe('while a renewal is still at the bank', () => {
  beforeEach(async () => {
    bankIsSilent()
    await until('2027-02-28T12:00:30Z')
    world.ports.processor.charge = () => Promise.reject(new UnknownOutcome())
  })

  it('its invoice says so, and the way to look again leads there', async () => {
    expect(waitingOn(await visitor.get(order()))).toEqual([{ text: paying, to: order() }])
  })

  it('says no more of it once the bank has answered', async () => {
    bankAnswers()
    world.pass(60)
    const seen = await visitor.get(order())
    expect(waitingOn(seen)).toEqual([])
    expect(seen.html).toContain('Paid')
  })
})

describe('while a payment by hand is at the bank', () => {
  beforeEach(async () => {
    await setDefaultPaymentMethod(
      world.ports,
      actor,
      await world.addCard(actor.customer_id, failsWhenCharged),
    )
    await until('2027-03-01T12:00:00Z')
    bankIsSilent()
    await visitor.post(order('/pay'), { payment_method_id: good, agreed_amount: '2000' })
  })

  it.each(['', '/billing', '/orders'])('“%s” says so once, with the way to look again', async (path) => {
    expect(waitingOn(await visitor.get(overview + path))).toEqual([{ text: paying, to: order() }])
    expect(waitingOn(await visitor.get(order()))).toEqual([{ text: paying, to: order() }])
  })

  it('the page that the bank leads back to waits, and goes on by itself once there is an answer', async () => {
    const back = order('/pay/return')
    const text = 'Your bank has not answered yet. Look again in a moment; please do not pay a second time.'
    world.ports.processor.charge = () => Promise.reject(new UnknownOutcome())
    const seen = await visitor.get(back)
    expect(waitingOn(seen)).toEqual([{ text, to: back }])
    expect(seen.html).not.toContain('data-continues')
    expect(await visitor.post(back)).toMatchObject({ status: 303, location: order() })
    bankAnswers()
    world.pass(60)
    expect((await visitor.get(back)).html).toContain('data-continues')
    const { location } = await visitor.post(back)
    expect((await visitor.get(location!)).html).toContain('Thank you. $20.00 was paid.')
  })

  it('a change, and what is bought again, wait where the bank leads back to as well', async () => {
    const { id } = await world.ports.db.selectFrom('subscriptions').select('id').executeTakeFirstOrThrow()
    world.ports.processor.charge = () => Promise.reject(new UnknownOutcome())
    for (const path of ['change/return', 'activate']) {
      const back = `${overview}/subscriptions/${id}/${path}`
      const order = { order: order_id }
      const query = new URLSearchParams(path === 'activate' ? order : { ...order, page: 'change' })
      const posted = await visitor.post(back, Object.fromEntries(query))
      expect(posted).toMatchObject({ status: 303, location: `${back}?${query}` })
      expect(waitingOn(await visitor.get(posted.location!))).toMatchObject([
        { to: expect.stringContaining(back) },
      ])
    }
  })
})
