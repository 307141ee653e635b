import { beforeEach, describe, expect, it } from 'vitest'
import { runDue } from '@verge/server/jobs/run-due'
import { openWorld, type World } from '../world/open.ts'
import { portalOf, quoteOn, visitorOf, type Visitor } from '../world/visitor.ts'

let world: World
let visitor: Visitor
let customer_id: string
let id: string
let card: string
let order: string

beforeEach(async () => {
  world = await openWorld()
  const { actor } = await world.addCustomer('ada@example.com', '4242424242424242')
  customer_id = actor.customer_id
  const subscription = await world.subscribe(customer_id)
  id = subscription.id
  card = subscription.payment_method_id!
  order = (await world.ports.db.selectFrom('orders').select('id').executeTakeFirstOrThrow()).id
  visitor = visitorOf(world, portalOf(world).handle)
  await visitor.enter(customer_id)
})

const page = (path: string) => `/verge/portal${path}`
const versionNow = async () =>
  (await world.ports.db.selectFrom('subscriptions').select('version').executeTakeFirstOrThrow()).version

/** Answers the form by which it was done, as another tab still has it. */
async function cancel(): Promise<{ quote: string }> {
  const form = quoteOn(await visitor.get(page(`/subscriptions/${id}/cancel`)))
  await visitor.post(page(`/subscriptions/${id}/cancel`), form)
  return form
}

/** What the customer reads after a form from a page that has been open for long. */
async function sent(path: string, fields: Record<string, string> = {}): Promise<string> {
  const before = await versionNow()
  const { status, location } = await visitor.post(page(path), fields)
  expect(status).toBe(303)
  const { html } = await visitor.get(location!)
  expect(await versionNow()).toBe(before)
  return html
}

describe('the form of a page that was opened before things changed', () => {
  it('cancels nothing that was canceled in another tab', async () => {
    const form = await cancel()
    expect(await sent(`/subscriptions/${id}/cancel`, form)).toContain(
      'was already canceled. Nothing was changed.',
    )
  })

  it('takes back no cancellation that was taken back in another tab', async () => {
    await cancel()
    await visitor.post(page(`/subscriptions/${id}/reactivate`))
    expect(await sent(`/subscriptions/${id}/reactivate`)).toContain('Nothing was changed.')
  })

  it('revives and cancels nothing that has ended since', async () => {
    const form = await cancel()
    world.moveTo(new Date('2027-02-28T12:00:00Z'))
    await runDue(world.ports)
    // The session has ended long since; the tab with the old page is still there.
    await visitor.enter(customer_id)
    expect(await sent(`/subscriptions/${id}/reactivate`)).toContain('has ended')
    expect(await sent(`/subscriptions/${id}/cancel`, form)).toContain(
      'was already canceled. Nothing was changed.',
    )
  })

  it('pays no order that was paid since, and removes no card that the subscription came to need', async () => {
    await sent(`/orders/${order}/pay`, { payment_method_id: card, agreed_amount: '2000' })
    expect(await world.ports.processor.ledger()).toHaveLength(1)
    expect(await sent(`/payment-methods/${card}/remove`)).toContain('needs this card')
  })
})
