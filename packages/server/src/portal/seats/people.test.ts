import { expect, it } from 'vitest'
import { openWorld } from '../../../../../test/world/open.ts'
import { portalOf, visitorOf } from '../../../../../test/world/visitor.ts'

it('of a subscription without seats says so, instead of that none of none is in use', async () => {
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
