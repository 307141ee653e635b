import { afterEach, beforeEach, expect, it } from 'vitest'
import { asksAlways, asksWhenAdded, failsWhenCharged, works } from '../../../../../test/world/checkouts.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { portalOf, textOf, visitorOf, type Seen, type Visitor } from '../../../../../test/world/visitor.ts'
import { advanceClock } from '../../jobs/run-due.ts'
import type { CustomerActor } from '../../operations/actor.ts'
import { cardOwner } from '../../sandbox/card-owner.ts'
import { setDefaultPaymentMethod } from '../../operations/payment-methods/set-default.ts'

let world: World
let actor: CustomerActor
let visitor: Visitor
beforeEach(async () => {
  world = await openWorld()
  actor = (await world.addCustomer('linus@example.com', works)).actor
  await world.subscribe(actor.customer_id)
  await setDefaultPaymentMethod(world.ports, actor, await world.addCard(actor.customer_id, failsWhenCharged))
  visitor = visitorOf(world, portalOf(world).handle)
  await visitor.enter(actor.customer_id)
})
afterEach(() => world.ports.db.destroy())

/** The renewal of the 28th of February meets the card that fails. */
async function theRenewalFails(): Promise<string> {
  await advanceClock(world.ports, world.moveTo, new Date('2027-03-01T12:00:00Z'))
  await visitor.enter(actor.customer_id)
  const open = world.ports.db.selectFrom('orders').select('id').where('status', '=', 'pending')
  return (await open.executeTakeFirstOrThrow()).id
}

const add = '/verge/portal/payment-methods/add'
const hiddenIn = (html: string): Record<string, string> =>
  Object.fromEntries(
    [...html.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [
      name!,
      value!,
    ]),
  )
const isPaid = async () => {
  const orders = await world.ports.db.selectFrom('orders').select('status').execute()
  return orders.every(({ status }) => status === 'paid')
}
const cards = async () => (await world.ports.db.selectFrom('payment_methods').select('id').execute()).length

/** The address of the processor's page, where the customer is led or a link leads them. */
async function entry(): Promise<URL> {
  const { location, html } = await visitor.get(add)
  const link = /href="([^"]*sandbox\/card[^"]*)"/.exec(html)?.[1]?.replaceAll('&amp;', '&')
  return new URL((location ?? link)!)
}

/** Back from the processor's page, and on by the form that stands there. */
async function back(from: URL, values: Record<string, string>): Promise<Seen> {
  const to = new URL(from.searchParams.get('return_to')!)
  for (const [name, value] of Object.entries(values)) to.searchParams.set(name, value)
  return visitor.post(`${add}/return`, hiddenIn((await visitor.get(to.pathname + to.search)).html))
}

it('says whose account it is for on every page on the way, and in no address', async () => {
  const bare = await entry()
  expect(await cardOwner(world.ports).open(bare.searchParams.get('whose')!)).toBe('linus@example.com')
  expect(decodeURIComponent(bare.href)).not.toContain('linus@example.com')
  await theRenewalFails()
  expect(textOf(await visitor.get(add))).toContain('Receipts and notices go to linus@example.com.')
  const confirmation_token = await world.cardToken(works)
  const returning = await visitor.get(`${add}/return?${new URLSearchParams({ confirmation_token })}`)
  expect(textOf(returning)).toContain('linus@example.com')
  const moved = await back(bare, { confirmation_token })
  expect(moved.status).toBe(409)
  expect(textOf(moved)).toContain('Receipts and notices go to linus@example.com.')
})

it('leads whoever types no card back to where they came from, and says nothing of a card', async () => {
  const here = new URL((await entry()).searchParams.get('return_to')!)
  expect(await visitor.get(here.pathname)).toMatchObject({
    status: 303,
    location: '/verge/portal/payment-methods',
  })
  expect((await visitor.get('/verge/portal/payment-methods')).html).not.toContain('role="alert"')
  const next = `/orders/${crypto.randomUUID()}/pay`
  const { location } = await visitor.get(`${add}/return?${new URLSearchParams({ next })}`)
  expect(location).toBe(`/verge/portal${next}`)
})

it('pays with the new card what was said to be open, and says so', async () => {
  await theRenewalFails()
  const { location } = await back(await entry(), { confirmation_token: await world.cardToken(works) })
  expect(textOf(await visitor.get(location!))).toContain(
    'Visa ending in 4242 was added and is now your default. $20.00 was charged.',
  )
  expect(await isPaid()).toBe(true)
})

it('neither saves nor charges a card where a renewal failed after the customer went to type it', async () => {
  const from = await entry()
  await theRenewalFails()
  const confirmation_token = await world.cardToken(works)
  const seen = await back(from, { confirmation_token })
  expect(seen.status).toBe(409)
  expect(textOf(seen)).toContain('It is no longer what this page showed. Nothing was changed.')
  expect(textOf(seen)).toContain('the open $20.00 is charged to it at once')
  expect(await cards()).toBe(2)
  expect(await isPaid()).toBe(false)
  // The card needs not be typed again.
  await visitor.post(`${add}/return`, hiddenIn(seen.html))
  expect(await isPaid()).toBe(true)
})

it('keeps what was agreed to while the bank asks about the card', async () => {
  await theRenewalFails()
  const first = await back(await entry(), { confirmation_token: await world.cardToken(asksWhenAdded) })
  const bank = new URL(first.location!)
  const client_secret = bank.searchParams.get('client_secret')!
  await world.ports.processor.authenticate({ client_secret, approve: true })
  const setup_intent = await intentOf(client_secret)
  expect(await back(bank, { setup_intent })).toMatchObject({ status: 303 })
  expect(await isPaid()).toBe(true)
})

it('waits while the bank has not confirmed the card, and goes on by itself once it has', async () => {
  await theRenewalFails()
  const first = await back(await entry(), { confirmation_token: await world.cardToken(asksWhenAdded) })
  const bank = new URL(first.location!)
  const client_secret = bank.searchParams.get('client_secret')!
  const returning = new URL(bank.searchParams.get('return_to')!)
  returning.searchParams.set('setup_intent', await intentOf(client_secret))
  const here = returning.pathname + returning.search
  const seen = await visitor.get(here)
  expect(textOf(seen)).toContain('The bank has not confirmed your card yet. Nothing was charged.')
  // The page looks by itself, and looking saves nothing.
  expect(seen.html).toContain('data-news')
  expect(seen.html).not.toContain('data-continues')
  const again = /href="([^"]+)">Look again/.exec(seen.html)![1]!.replaceAll('&amp;', '&')
  expect((await visitor.get(again)).html).toContain('data-news')
  const { location } = await visitor.post(`${add}/return`, Object.fromEntries(returning.searchParams))
  expect((await visitor.get(location!)).html).toContain('data-news')
  expect(await cards()).toBe(2)
  await world.ports.processor.authenticate({ client_secret, approve: true })
  const answered = await visitor.get(again)
  expect(answered.html).toContain('data-continues')
  expect(await cards()).toBe(2)
  await visitor.post(`${add}/return`, hiddenIn(answered.html))
  expect(await cards()).toBe(3)
  expect(await isPaid()).toBe(true)
})

it('does not wait for a card that its bank refused, nor for what is nobody’s', async () => {
  const first = await back(await entry(), { confirmation_token: await world.cardToken(asksWhenAdded) })
  const client_secret = new URL(first.location!).searchParams.get('client_secret')!
  await world.ports.processor.authenticate({ client_secret, approve: false })
  for (const setup_intent of [await intentOf(client_secret), 'seti_of_nobody']) {
    const seen = await visitor.get(`${add}/return?${new URLSearchParams({ setup_intent })}`)
    const { location } = await visitor.post(`${add}/return`, hiddenIn(seen.html))
    expect(textOf(await visitor.get(location!))).toContain('Nothing was charged')
  }
  expect(await cards()).toBe(2)
})

it('leads on to the bank where that asks about the payment, too', async () => {
  const order_id = await theRenewalFails()
  const first = await back(await entry(), { confirmation_token: await world.cardToken(asksAlways) })
  const bank = new URL(first.location!)
  const client_secret = bank.searchParams.get('client_secret')!
  await world.ports.processor.authenticate({ client_secret, approve: true })
  const { location } = await back(bank, { setup_intent: await intentOf(client_secret) })
  expect(new URL(location!).searchParams.get('return_to')).toContain(`/orders/${order_id}/pay/return`)
})

async function intentOf(client_secret: string): Promise<string> {
  const found = await world.ports.db
    .selectFrom('sandbox_processor.setup_intents' as 'orders')
    .select('id')
    .where('client_secret' as 'id', '=', client_secret)
    .executeTakeFirstOrThrow()
  return found.id
}
