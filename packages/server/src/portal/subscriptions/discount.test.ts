import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { works } from '../../../../../test/world/checkouts.ts'
import { portalOf, visitorOf } from '../../../../../test/world/visitor.ts'
import type { CustomerActor } from '../../operations/actor.ts'
import { createDiscount } from '../../operations/discounts/create.ts'
import { getSubscriptionDiscount } from '../../operations/discounts/of-subscription.ts'
import { updateSubscription } from '../../operations/subscriptions/update.ts'
import { advanceClock } from '../../jobs/run-due.ts'

let world: World
let actor: CustomerActor
let id: string
beforeEach(async () => {
  world = await openWorld()
  actor = (await world.addCustomer('ada@example.com', works)).actor
  id = (await world.subscribe(actor.customer_id)).id
})
afterEach(() => world.ports.db.destroy())

type Terms = Parameters<typeof createDiscount>[2]['body']
async function give(terms: object): Promise<void> {
  const body = { name: 'Spring', type: 'percentage', basis_points: 3333, ...terms } as Terms
  const { id: discount_id } = await createDiscount(world.ports, world.organization, { body })
  await updateSubscription(world.ports, world.organization, { params: { id }, body: { discount_id } })
}
async function overview(locale = 'en'): Promise<string> {
  const visitor = visitorOf(world, portalOf(world).handle)
  await visitor.enter(actor.customer_id, { query: `&locale=${locale}` })
  return (await visitor.get('/verge/portal')).html
}

describe('the card of a subscription with a discount', () => {
  it('says that it is taken off each payment', async () => {
    await give({ duration: 'forever' })
    expect(await overview()).toContain('Spring: 33.33% off each payment.')
    expect(await overview('de')).toMatch(/Spring: 33,33\s% Rabatt auf jede Zahlung\./)
  })

  it('says how long, and what comes after is said too', async () => {
    await give({ duration: 'repeating', duration_in_months: 2 })
    expect(await overview()).toContain('off each payment before April 28, 2027.')
    await advanceClock(world.ports, world.moveTo, new Date('2027-03-31T12:00:00Z'))
    expect(await overview()).toContain('Spring is used up. The next payment is without it.')
    await advanceClock(world.ports, world.moveTo, new Date('2027-04-30T12:00:00Z'))
    expect(await overview()).not.toContain('Spring')
  })

  it('says that it is for one payment, and how much', async () => {
    const terms = { type: 'fixed', basis_points: undefined, amount: 500, currency: 'usd', duration: 'once' }
    await give(terms)
    expect(await overview()).toContain('Spring: $5.00 off the next payment.')
  })

  it('says nothing of one for another currency', async () => {
    const terms = { type: 'fixed', basis_points: undefined, amount: 500, currency: 'eur', duration: 'once' }
    await give(terms)
    expect(await overview()).not.toContain('Spring')
  })

  it('says nothing where there is none', async () => {
    const found = await getSubscriptionDiscount(world.ports, actor, { params: { id } })
    expect(found).toEqual({ discount: null, counts_next: false, counts_until: null })
  })
})
