import { afterEach, beforeEach, expect, it } from 'vitest'
import { works } from '../../../../../test/world/checkouts.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { portalOf, visitorOf } from '../../../../../test/world/visitor.ts'
import { returnUrlLengthMax } from './session.ts'

let world: World
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.ports.db.destroy())

const back = 'https://verge.example/'

it.each([
  ['as long as a session can hold', returnUrlLengthMax, true],
  ['longer than that, which costs the button alone', returnUrlLengthMax + 1, false],
])('a way back %s', async (_, length, isOffered) => {
  const { customer } = await world.addCustomer('ada@example.com', works)
  const visitor = visitorOf(world, portalOf(world).handle)
  await visitor.enter(customer.id, { return_url: back.padEnd(length, 'x') })
  const { status, html } = await visitor.get('/verge/portal')
  expect(status).toBe(200)
  expect(html.includes(`href="${back}xxx`)).toBe(isOffered)
})
