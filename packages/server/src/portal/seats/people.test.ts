import { expect, it } from 'vitest'
import { openWorld } from '../../../../../test/world/open.ts'
import { portalOf, visitorOf } from '../../../../../test/world/visitor.ts'

it('the page of who has the seats says of a subscription without any that it has none', async () => {
  const world = await openWorld()
  const { customer } = await world.addCustomer('alone@example.com', '4242424242424242')
  const { id } = await world.subscribe(customer.id)
  const visitor = visitorOf(world, portalOf(world).handle)
  await visitor.enter(customer.id)
  const { status, html } = await visitor.get(`/verge/portal/subscriptions/${id}/people`)
  expect(status).toBe(400)
  expect(html).toContain('This subscription has no seats.')
  expect(html).not.toContain('in use')
  await world.ports.db.destroy()
})
