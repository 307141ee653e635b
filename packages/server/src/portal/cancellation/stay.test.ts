import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import { advanceClock } from '../../jobs/run-due.ts'
import { createDiscount } from '../../operations/discounts/create.ts'
import { updateOrganization } from '../../operations/organizations/update.ts'
import { updateSubscription } from '../../operations/subscriptions/update.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { portalOf, quoteOn, textOf, visitorOf, type Visitor } from '../../../../../test/world/visitor.ts'

let world: World
let visitor: Visitor
let customer_id: string
let subscription: SubscriptionRow
let people = 0
beforeAll(async () => void (world = await openWorld()))
afterAll(() => world.ports.db.destroy())
beforeEach(async () => {
  world.moveTo(new Date('2027-01-31T12:00:00Z'))
  customer_id = (await world.addCustomer(`guest-${people++}@example.com`, '4242424242424242')).customer.id
  subscription = await world.subscribe(customer_id)
  visitor = visitorOf(world, portalOf(world).handle)
  await visitor.enter(customer_id)
  await offer()
})

const half = { name: 'Half off', type: 'percentage', basis_points: 5000 } as const
const threeMonths = { duration: 'repeating', duration_in_months: 3 } as const
async function offer(limits: { max_redemptions?: number } = {}): Promise<void> {
  const body = { ...half, ...threeMonths, ...limits, code: null }
  const { id } = await createDiscount(world.ports, world.organization, { body })
  await updateOrganization(world.ports, world.organization, { body: { stay_discount_id: id } })
}
const page = (path = '') => `/verge/portal/subscriptions/${subscription.id}${path}`
const stateNow = () =>
  world.ports.db
    .selectFrom('subscriptions')
    .selectAll()
    .where('id', '=', subscription.id)
    .executeTakeFirstOrThrow()

describe('a discount for whoever is about to cancel', () => {
  it('stands after the button that cancels, says what is paid with it before it is taken, and counts from the next payment', async () => {
    const [above, below] = (await visitor.get(page('/cancel'))).html.split('<button class="danger">')
    expect(above).not.toContain(page('/stay'))
    expect(below).toContain(`href="${page('/stay')}"`)
    const seen = await visitor.get(page('/stay'))
    for (const words of [
      'On February 28, 2027 you pay $10.00 instead of $20.00.',
      'Half off: 50% off each payment before May 28, 2027.',
      'Nothing is charged today.',
    ])
      expect(textOf(seen)).toContain(words)
    // Leaving is as near from here as staying.
    expect(seen.html).toContain(`href="${page('/cancel')}"`)
    await visitor.post(page('/stay'), quoteOn(seen))
    expect(textOf(await visitor.get(page()))).toContain(
      'The offer is yours. On February 28, 2027 you pay $10.00.',
    )
    await advanceClock(world.ports, (date) => world.moveTo(date), new Date('2027-03-01T12:00:00Z'))
    const orders = await world.ports.db
      .selectFrom('orders')
      .select('due_amount')
      .where('customer_id', '=', customer_id)
      .orderBy('created_at')
      .execute()
    expect(orders.map(({ due_amount }) => due_amount)).toEqual([2000, 1000])
  })

  it('is made once: afterwards, and to whoever has another discount, there is none', async () => {
    await visitor.post(page('/stay'), quoteOn(await visitor.get(page('/stay'))))
    const params = { id: subscription.id }
    await updateSubscription(world.ports, world.organization, { params, body: { discount_id: null } })
    await visitor.enter(customer_id)
    expect((await visitor.get(page('/cancel'))).html).not.toContain(page('/stay'))
    expect(await visitor.get(page('/stay'))).toMatchObject({ status: 409 })
  })

  it('that is no longer what was shown is shown anew, and nothing is taken off', async () => {
    const old = quoteOn(await visitor.get(page('/stay')))
    await offer({ max_redemptions: 1 })
    await world.ports.db.updateTable('discounts').set({ basis_points: 1000 }).execute()
    const seen = await visitor.post(page('/stay'), old)
    expect(seen.status).toBe(409)
    expect(textOf(seen)).toContain('you pay $18.00 instead of $20.00')
    expect(await stateNow()).toMatchObject({ discount_id: null })
    expect(await visitor.post(page('/stay'), {})).toMatchObject({ status: 409 })
    await visitor.post(page('/stay'), quoteOn(seen))
    expect((await stateNow()).discount_id).not.toBeNull()
  })

  it('that is used up by others is no longer there', async () => {
    await offer({ max_redemptions: 1 })
    await world.ports.db.updateTable('discounts').set({ redemptions_count: 1 }).execute()
    expect(await visitor.get(page('/stay'))).toMatchObject({ status: 409 })
    await updateOrganization(world.ports, world.organization, { body: { stay_discount_id: null } })
    expect((await visitor.get(page('/cancel'))).html).not.toContain(page('/stay'))
  })
})

describe('cancelling', () => {
  it('without having been shown what it does shows it, and does nothing', async () => {
    const seen = await visitor.post(page('/cancel'), {})
    expect(seen.status).toBe(409)
    expect(textOf(seen)).toContain('You keep access until February 28, 2027.')
    expect(await stateNow()).toMatchObject({ cancel_at_period_end: false })
    await visitor.post(page('/cancel'), quoteOn(seen))
    expect(await stateNow()).toMatchObject({ cancel_at_period_end: true })
  })
})
