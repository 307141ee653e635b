import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkoutsIn, failsWhenCharged, works } from '../../../../../test/world/checkouts.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { portalOf, textOf, visitorOf, type Seen, type Visitor } from '../../../../../test/world/visitor.ts'
import { advanceClock } from '../../jobs/run-due.ts'
import type { CustomerActor } from '../../operations/actor.ts'
import { setDefaultPaymentMethod } from '../../operations/payment-methods/set-default.ts'
import { approvingMax } from '../session/session.ts'

let world: World
let actor: CustomerActor
let visitor: Visitor
let good: string
let order_id: string
beforeEach(async () => {
  world = await openWorld()
  actor = (await world.addCustomer('linus@example.com', works)).actor
  const subscription = await world.subscribe(actor.customer_id)
  good = subscription.payment_method_id!
  await setDefaultPaymentMethod(world.ports, actor, await world.addCard(actor.customer_id, failsWhenCharged))
  visitor = visitorOf(world, portalOf(world).handle)
})
afterEach(() => world.ports.db.destroy())

/** The renewal of the 28th of February meets the card that fails. */
async function theRenewalFails(): Promise<void> {
  await advanceClock(world.ports, world.moveTo, new Date('2027-03-01T12:00:00Z'))
  const open = world.ports.db.selectFrom('orders').select('id').where('status', '=', 'pending')
  order_id = (await open.executeTakeFirstOrThrow()).id
  await visitor.enter(actor.customer_id)
}

const list = '/verge/portal/payment-methods'
const page = (card: string) => `${list}/${card}/default`
const agreedOn = ({ html }: Seen) => ({ agreed: /name="agreed" value="([^"]*)"/.exec(html)![1]! })
const followed = async ({ location }: Seen) => textOf(await visitor.get(location!))
const statusOf = async (id: string) =>
  (await world.ports.db.selectFrom('orders').select('status').where('id', '=', id).executeTakeFirstOrThrow())
    .status
const defaultCard = async () =>
  (
    await world.ports.db
      .selectFrom('customers')
      .select('default_payment_method_id')
      .where('id', '=', actor.customer_id)
      .executeTakeFirstOrThrow()
  ).default_payment_method_id

/** Saved when its bank asked nothing; from now on it asks before each payment. */
async function cardThatAsks(): Promise<string> {
  const id = await world.addCard(actor.customer_id, works)
  const { processor_id } = await world.ports.db
    .selectFrom('payment_methods')
    .select('processor_id')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  await world.ports.db
    .updateTable('sandbox_processor.cards' as 'orders')
    .set({ card: 'asks_always' } as never)
    .where('id', '=', processor_id)
    .execute()
  return id
}

it('is one click where nothing is past due, and says nothing of a charge', async () => {
  await visitor.enter(actor.customer_id)
  const seen = await visitor.get(list)
  expect(seen.html).toContain(`action="${page(good)}"`)
  expect(seen.html).not.toContain(`href="${page(good)}"`)
  const told = await followed(await visitor.post(page(good)))
  expect(told).toContain('Visa ending in 4242 is now your default.')
  expect(told).not.toContain('charged.')
  expect(await defaultCard()).toBe(good)
})

it('leads to a page that names what is charged at once where something is past due', async () => {
  await theRenewalFails()
  const seen = await visitor.get(list)
  expect(seen.html).toContain(`href="${page(good)}"`)
  expect(seen.html).not.toContain(`action="${page(good)}"`)
  const asked = await visitor.get(page(good))
  expect(textOf(asked)).toContain('The open $20.00 for Pro is charged to it at once.')
  expect(textOf(asked)).toContain('Make default and pay $20.00')
  expect(await statusOf(order_id)).toBe('pending')
  const told = await followed(await visitor.post(page(good), agreedOn(asked)))
  expect(told).toContain('Visa ending in 4242 is now your default. $20.00 was charged.')
  expect(await statusOf(order_id)).toBe('paid')
})

it('charges nothing that came up after the page was seen, and shows it anew', async () => {
  await visitor.enter(actor.customer_id)
  const old = agreedOn(await visitor.get(page(good)))
  await theRenewalFails()
  const before = await defaultCard()
  for (const form of [old, {}]) {
    const seen = await visitor.post(page(good), form)
    expect(seen.status).toBe(409)
    expect(textOf(seen)).toContain('It is no longer what this page showed. Nothing was changed.')
    expect(textOf(seen)).toContain('The open $20.00 for Pro is charged to it at once.')
    expect(await defaultCard()).toBe(before)
    expect(await statusOf(order_id)).toBe('pending')
  }
  await visitor.post(page(good), agreedOn(await visitor.get(page(good))))
  expect(await statusOf(order_id)).toBe('paid')
})

it('sent twice charges once', async () => {
  await theRenewalFails()
  const form = agreedOn(await visitor.get(page(good)))
  await visitor.post(page(good), form)
  const paid = (await world.ports.processor.ledger()).length
  expect(await visitor.post(page(good), form)).toMatchObject({ status: 303 })
  expect(await world.ports.processor.ledger()).toHaveLength(paid)
})

it('says so where the bank refuses the new default', async () => {
  await theRenewalFails()
  const bad = await world.addCard(actor.customer_id, failsWhenCharged)
  const told = await followed(await visitor.post(page(bad), agreedOn(await visitor.get(page(bad)))))
  expect(told).toContain(
    'Visa ending in 0341 is now your default. $20.00 for Pro could not be charged to Visa ending in 0341.',
  )
  expect(await statusOf(order_id)).toBe('pending')
})

it('leads to the bank where that asks first', async () => {
  await theRenewalFails()
  const asking = await cardThatAsks()
  const { location } = await visitor.post(page(asking), agreedOn(await visitor.get(page(asking))))
  const bank = new URL(location!)
  expect(bank.pathname).toBe('/sandbox/3d-secure')
  expect(bank.searchParams.get('return_to')).toContain(`/orders/${order_id}/pay/return`)
  await world.ports.processor.authenticate({
    client_secret: bank.searchParams.get('client_secret')!,
    approve: true,
  })
  const told = await followed(await visitor.post(`/verge/portal/orders/${order_id}/pay/return`))
  expect(told).toContain('Thank you. $20.00 was paid.')
})

describe('where the bank asks about each of several', () => {
  let asking: string
  let orders: string[]
  /** That of the first subscription, and of so many more. */
  async function theRenewalsFail(more: number): Promise<void> {
    const { product, open: offer, pay } = checkoutsIn(() => world)
    for (let nth = 0; nth < more; nth++) {
      const other = await product(`Team ${nth}`, { usd: 1500 })
      await pay(await offer({ products: [other], customer_id: actor.customer_id }))
    }
    await world.ports.db
      .updateTable('sandbox_processor.cards' as 'orders')
      .set({ card: 'insufficient_funds' } as never)
      .execute()
    await theRenewalFails()
    const open = world.ports.db.selectFrom('orders').select('id').where('status', '=', 'pending')
    orders = (await open.orderBy('created_at').execute()).map(({ id }) => id)
    asking = await cardThatAsks()
  }

  /** At the bank now, which leads back by the address of one invoice. */
  const bankOf = ({ location }: Seen) => {
    const { pathname, searchParams } = new URL(location!)
    expect(pathname).toBe('/sandbox/3d-secure')
    const back = new URL(searchParams.get('return_to')!).pathname
    return { back, order: back.split('/')[4]!, client_secret: searchParams.get('client_secret')! }
  }
  const answered = async (seen: Seen, approve: boolean) => {
    const { back, client_secret } = bankOf(seen)
    await world.ports.processor.authenticate({ client_secret, approve })
    return visitor.post(back)
  }
  const begun = async () => visitor.post(page(asking), agreedOn(await visitor.get(page(asking))))

  it('leads from one to the next, and says in the end what was paid', async () => {
    await theRenewalsFail(1)
    expect(orders).toHaveLength(2)
    const first = await begun()
    const second = await answered(first, true)
    expect([bankOf(first).order, bankOf(second).order].toSorted()).toEqual(orders.toSorted())
    const told = await followed(await answered(second, true))
    expect(told).toContain('Visa ending in 4242 is now your default. $35.00 was charged.')
    for (const id of orders) expect(await statusOf(id)).toBe('paid')
  })

  it('goes on after one that was refused, asks about none twice, and names what is open', async () => {
    await theRenewalsFail(1)
    const first = await begun()
    const second = await answered(first, false)
    expect(bankOf(second).order).not.toBe(bankOf(first).order)
    const told = await followed(await answered(second, true))
    expect(told).toMatch(/\$(20|15)\.00 was charged\. \$(15|20)\.00 for (Team 0|Pro) could not be charged/)
    expect(await statusOf(bankOf(first).order)).toBe('pending')
    expect(await statusOf(bankOf(second).order)).toBe('paid')
  })

  it('of more than a session can hold leads from one to the next of the first, and then asks about the rest', async () => {
    await theRenewalsFail(approvingMax)
    let seen = await begun()
    const asked = new Set<string>()
    for (let nth = 0; nth < approvingMax; nth++) {
      asked.add(bankOf(seen).order)
      seen = await answered(seen, true)
    }
    expect(asked.size).toBe(approvingMax)
    expect(seen.location).toBe(page(asking))
    const rest = await visitor.get(page(asking))
    expect(textOf(rest)).toMatch(/is now your default\. \$\d\d\.00 was charged\./)
    expect(textOf(rest)).toContain('Pay what is still open with Visa ending in 4242?')
    const [left] = orders.filter((id) => !asked.has(id))
    expect(agreedOn(rest).agreed).toMatch(new RegExp(`^${left}:\\d+$`))
    expect(await statusOf(left!)).toBe('pending')
    const last = await visitor.post(page(asking), agreedOn(rest))
    expect(bankOf(last).order).toBe(left)
    expect(await followed(await answered(last, true))).toContain('was paid.')
    for (const id of orders) expect(await statusOf(id)).toBe('paid')
  })

  it('charges nothing that no page asked about, whatever address somebody is led to', async () => {
    await theRenewalsFail(1)
    const agreed = orders.map((id) => `${id}:2000`).join(',')
    const query = new URLSearchParams({ agreed, payment_method_id: good })
    await visitor.post(`/verge/portal/orders/${orders[0]}/pay/return?${query}`, { agreed })
    for (const id of orders) expect(await statusOf(id)).toBe('pending')
  })
})

it('in front of hosted Polar asks just the same', async () => {
  const hosted = visitorOf(world, portalOf(world, { hosted: true }).handle)
  await hosted.enter(actor.customer_id)
  await theRenewalFails()
  await hosted.enter(actor.customer_id)
  expect((await hosted.post(page(good))).status).toBe(409)
  expect(await statusOf(order_id)).toBe('pending')
  const form = agreedOn(await hosted.get(page(good)))
  expect(await hosted.post(page(good), form)).toMatchObject({ status: 303 })
  expect(await statusOf(order_id)).toBe('paid')
})

it('of a card that is not there says so', async () => {
  await visitor.enter(actor.customer_id)
  const { location } = await visitor.get(page(crypto.randomUUID()))
  expect(textOf(await visitor.get(location!))).toContain('This card is no longer saved.')
})
