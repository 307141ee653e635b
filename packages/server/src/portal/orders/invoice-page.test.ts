import { afterEach, beforeEach, expect, it } from 'vitest'
import { works } from '../../../../../test/world/checkouts.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { portalOf, visitorOf, type Visitor } from '../../../../../test/world/visitor.ts'

let world: World
let visitor: Visitor
let order: string
let isMade: boolean
let asked: string[]
beforeEach(async () => {
  world = await openWorld()
  isMade = false
  asked = []
  const { customer } = await world.addCustomer('linus@example.com', works)
  await world.subscribe(customer.id)
  const { id } = await world.ports.db.selectFrom('orders').select('id').executeTakeFirstOrThrow()
  order = `/verge/portal/orders/${id}`
  // As hosted Polar, which makes documents a while after it was asked to.
  const { handle } = portalOf(world, {
    between: (api) => async (request) => {
      if (!request.url.endsWith('/invoice')) return api(request)
      asked.push(request.method)
      if (request.method === 'POST') return new Response('{}', { status: 202 })
      if (isMade) return Response.json({ url: 'https://files.example.com/invoice.pdf' })
      return Response.json({ error: 'InvoiceDoesNotExist', detail: 'Not yet' }, { status: 404 })
    },
  })
  visitor = visitorOf(world, handle)
  await visitor.enter(customer.id)
})
afterEach(() => world.ports.db.destroy())

it('is waited for while it is being made, and looked at again by the page itself', async () => {
  const { location } = await visitor.get(`${order}/invoice.pdf`)
  expect(location).toBe(`${order}/invoice`)
  const { html } = await visitor.get(location!)
  expect(html).toContain('The document is being made.')
  expect(html).toMatch(new RegExp(`data-news="[^"]+">.*<a href="${order}/invoice">Look again`))
})

it('is made once, however often somebody looks', async () => {
  await visitor.get(`${order}/invoice.pdf`)
  await visitor.get(`${order}/invoice`)
  await visitor.get(`${order}/invoice`)
  expect(asked).toEqual(['POST', 'GET', 'GET', 'GET'])
})

it('is handed out where it was waited for, as soon as it is made', async () => {
  isMade = true
  const { html } = await visitor.get(`${order}/invoice`)
  expect(html).not.toContain('data-news')
  expect(html).toContain(`href="${order}/invoice.pdf">Download invoice`)
})

it("is not shown of somebody else's order", async () => {
  const nobodys = `/verge/portal/orders/${crypto.randomUUID()}/invoice`
  expect((await visitor.get(nobodys)).status).toBe(404)
})
