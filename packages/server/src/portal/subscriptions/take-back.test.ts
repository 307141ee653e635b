import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { works } from '../../../../../test/world/checkouts.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { portalOf, quoteOn, textOf, visitorOf, type Visitor } from '../../../../../test/world/visitor.ts'
import type { CustomerActor } from '../../operations/actor.ts'
import { updatePortalCustomer } from '../../operations/customers/portal.ts'
import { updateOrganization } from '../../operations/organizations/update.ts'
import { updateCustomerSubscription } from '../../operations/subscriptions/update.ts'

let world: World
let actor: CustomerActor
let visitor: Visitor
let id: string
beforeEach(async () => {
  world = await openWorld()
  const customer_portal_settings = {
    usage: { show: false },
    subscription: { update_seats: true, update_plan: true, pause: true },
    customer: { allow_email_change: false },
  }
  await updateOrganization(world.ports, world.organization, { body: { customer_portal_settings } })
  actor = (await world.addCustomer('grace@example.com', works)).actor
  id = (await world.subscribe(actor.customer_id)).id
  visitor = visitorOf(world, portalOf(world).handle)
  await visitor.enter(actor.customer_id)
})
afterEach(() => world.ports.db.destroy())

const portal = '/verge/portal'
const page = (path = '') => `${portal}/subscriptions/${id}${path}`
const subscription = () =>
  world.ports.db.selectFrom('subscriptions').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

/** From now on there is tax on it. */
const movesToGermany = () =>
  updatePortalCustomer(world.ports, actor, {
    body: {
      billing_address: {
        line1: null,
        line2: null,
        postal_code: null,
        city: null,
        state: null,
        country: 'DE',
      },
    },
  })

describe.each([
  {
    what: 'a cancellation',
    body: { cancel_at_period_end: true },
    path: '/reactivate',
    until: 'You can take the cancellation back until February 28, 2027.',
  },
  {
    what: 'a pause',
    body: { pause_at_period_end: true, resumes_at: null },
    path: '/pause/undo',
    until: 'You can take the pause back until February 28, 2027.',
  },
])('taking $what back', ({ body, path, until }) => {
  beforeEach(async () => {
    await updateCustomerSubscription(world.ports, actor, { params: { id }, body })
  })

  it.each(['overview', 'subscription'])(
    'is one click on the %s that says what it brings back, and until when it can be',
    async (on) => {
      const seen = await visitor.get(on === 'overview' ? portal : page())
      expect(textOf(seen)).toContain(`Renews on February 28, 2027 for $20.00. ${until}`)
      const { location } = await visitor.post(page(path), quoteOn(seen))
      expect(textOf(await visitor.get(location!))).toContain(
        'It renews on February 28, 2027. Your next invoice, on February 28, 2027, is $20.00.',
      )
      expect(await subscription()).toMatchObject({ cancel_at_period_end: false, pause_at_period_end: false })
    },
  )

  it('does nothing where something else would follow than was shown, and shows that', async () => {
    const old = quoteOn(await visitor.get(page()))
    await movesToGermany()
    const { version } = await subscription()
    const forms: Record<string, string>[] = [old, {}]
    for (const form of forms) {
      const seen = await visitor.post(page(path), form)
      expect(seen.status).toBe(409)
      expect(textOf(seen)).toContain('It is no longer what this page showed. Nothing was changed.')
      expect(textOf(seen)).toContain('Renews on February 28, 2027 for $23.80.')
      expect(await subscription()).toMatchObject({ version })
    }
    await visitor.post(page(path), quoteOn(await visitor.get(page())))
    expect((await subscription()).version).toBeGreaterThan(version)
  })

  it('in front of hosted Polar names the day, and holds to it', async () => {
    visitor = visitorOf(world, portalOf(world, { hosted: true }).handle)
    await visitor.enter(actor.customer_id)
    const seen = await visitor.get(page())
    expect(textOf(seen)).toContain('Renews on February 28, 2027.')
    expect((await visitor.post(page(path))).status).toBe(409)
    expect((await visitor.post(page(path), quoteOn(seen))).status).toBe(303)
    expect(await subscription()).toMatchObject({ cancel_at_period_end: false, pause_at_period_end: false })
  })
})

it('whoever sends no quote to the API takes it back as with Polar', async () => {
  const params = { id }
  await updateCustomerSubscription(world.ports, actor, { params, body: { cancel_at_period_end: true } })
  const body = { cancel_at_period_end: false }
  await expect(
    updateCustomerSubscription(world.ports, actor, { params, body: { ...body, quote_id: 'of-yesterday' } }),
  ).rejects.toMatchObject({ error: 'QuoteOutdated', status: 409 })
  await updateCustomerSubscription(world.ports, actor, { params, body })
  expect(await subscription()).toMatchObject({ cancel_at_period_end: false })
})
