import { beforeEach, describe, expect, it } from 'vitest'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import { advanceClock } from '../../jobs/run-due.ts'
import type { CustomerActor } from '../../operations/actor.ts'
import { cancelSubscription } from '../../operations/subscriptions/cancel.ts'
import { UnknownOutcome } from '../../ports/unknown-outcome.ts'
import { works } from '../../../../../test/world/checkouts.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { portalOf, visitorOf, type Visitor } from '../../../../../test/world/visitor.ts'

let world: World
let actor: CustomerActor
let subscription: SubscriptionRow
const pages = ['', '/subscriptions/']

beforeEach(async () => {
  world = await openWorld()
  actor = (await world.addCustomer('ada@example.com', works)).actor
  subscription = await world.subscribe(actor.customer_id)
})

const until = (date: string) => advanceClock(world.ports, world.moveTo, new Date(date))
const canceled = () => cancelSubscription(world.ports, actor, { params: { id: subscription.id } })

async function charging(charge: World['ports']['processor']['charge'], date: string): Promise<void> {
  const before = world.ports.processor.charge
  world.ports.processor.charge = charge
  await until(date)
  world.ports.processor.charge = before
}

async function visiting(hosted: boolean): Promise<Visitor> {
  const visitor = visitorOf(world, portalOf(world, { hosted }).handle)
  await visitor.enter(actor.customer_id)
  return visitor
}

const cardOn = async (visitor: Visitor, page: string) => {
  const { html } = await visitor.get(`/verge/portal${page && page + subscription.id}`)
  const [card] = /<article class="card">[^]*?<\/article>/.exec(html)!
  return card.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
}

describe.each([{ hosted: false }, { hosted: true }])('whoever cancels (hosted: $hosted)', ({ hosted }) => {
  it('while a payment is still at the bank is told that it can be charged', async () => {
    await charging(() => Promise.reject(new UnknownOutcome()), '2027-02-28T12:00:30Z')
    await canceled()
    const visitor = await visiting(hosted)
    for (const page of pages) {
      const card = await cardOn(visitor, page)
      expect(card).toContain('$20.00 is open.')
      expect(card).toContain('What is open can still be charged until then; nothing else will be.')
      expect(card).not.toContain('Nothing more will be charged')
      expect(card).not.toContain('Pay now')
    }
  })

  it('and owes nothing is told that nothing more will be charged', async () => {
    await canceled()
    const visitor = await visiting(hosted)
    for (const page of pages) {
      const card = await cardOn(visitor, page)
      expect(card).toContain('You keep access until February 28, 2027. Nothing more will be charged.')
      expect(card).not.toContain('is open')
    }
  })
})

it('is told nothing of charges where the invoices cannot be read', async () => {
  await canceled()
  const between = (api: (request: Request) => Promise<Response>) => async (request: Request) =>
    request.url.includes('/customer-portal/orders/') ? new Response('', { status: 500 }) : api(request)
  const visitor = visitorOf(world, portalOf(world, { between }).handle)
  await visitor.enter(actor.customer_id)
  const card = await cardOn(visitor, '')
  expect(card).toContain('You keep access until February 28, 2027.')
  expect(card).not.toContain('Nothing more will be charged')
})
