import { afterEach, beforeEach, expect, it } from 'vitest'
import { works } from '../../../../../test/world/checkouts.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { portalOf, textOf, visitorOf, type Seen, type Visitor } from '../../../../../test/world/visitor.ts'
import type { CustomerActor } from '../../operations/actor.ts'
import { updatePortalCustomer } from '../../operations/customers/portal.ts'
import { revokeSubscription } from '../../operations/subscriptions/revoke.ts'

let world: World
let visitor: Visitor
let id: string
let actor: CustomerActor
beforeEach(async () => {
  world = await openWorld()
  actor = (await world.addCustomer('alan@example.com', works)).actor
  id = (await world.subscribe(actor.customer_id)).id
  await revokeSubscription(world.ports, world.organization, { params: { id } })
  visitor = visitorOf(world, portalOf(world).handle)
  await visitor.enter(actor.customer_id)
})
afterEach(() => world.ports.db.destroy())

const inGermany = { line1: null, line2: null, postal_code: null, city: null, state: null, country: 'DE' }
const page = () => `/verge/portal/subscriptions/${id}/resubscribe`
const formOn = ({ html }: Seen): Record<string, string> =>
  Object.fromEntries(
    ['agreed_amount', 'key'].map((name) => [
      name,
      new RegExp(`name="${name}" value="([^"]*)"`).exec(html)![1]!,
    ]),
  )
const charges = async () => (await world.ports.processor.ledger()).length

it('buys again at the amount that the page showed', async () => {
  const form = formOn(await visitor.get(page()))
  expect(form.agreed_amount).toBe('2000')
  const { location } = await visitor.post(page(), form)
  expect(textOf(await visitor.get(location!))).toContain('Welcome back. Your subscription is active.')
  expect(await charges()).toBe(2)
})

it('buys nothing where the price moved: the page comes anew with the new one', async () => {
  const old = formOn(await visitor.get(page()))
  // From now on there is tax on it.
  await updatePortalCustomer(world.ports, actor, { body: { billing_address: inGermany } })
  for (const form of [old, {}]) {
    const seen = await visitor.post(page(), form)
    expect(seen.status).toBe(409)
    expect(textOf(seen)).toContain('It is no longer what this page showed. Nothing was changed.')
    expect(textOf(seen)).toContain('$23.80 will be charged today.')
    expect(formOn(seen).agreed_amount).toBe('2380')
  }
  expect(await charges()).toBe(1)
  await visitor.post(page(), formOn(await visitor.post(page(), old)))
  expect(await charges()).toBe(2)
})
