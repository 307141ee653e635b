import { afterAll, beforeAll, expect, it } from 'vitest'
import { serveWorld, type ServedWorld } from '../world/serve.ts'

let world: ServedWorld
beforeAll(async () => void (world = await serveWorld()))
afterAll(() => world.close())

it("a customer's data come as a file that is named as Polar's", async () => {
  const { customer } = await world.addCustomer('ada@example.com', '4242424242424242')
  await world.subscribe(customer.id)
  const answer = await fetch(`${world.url}/v1/customer-portal/customers/me/export`, {
    headers: { authorization: `Bearer ${await world.sessionOf(customer.id)}` },
  })
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('application/json')
  expect(answer.headers.get('content-disposition')).toBe(
    `attachment; filename="polar-customer-export-${customer.id}.json"`,
  )
  expect(await answer.json()).toMatchObject({
    customer: { id: customer.id },
    orders: [{ total_amount: 2000 }],
  })
})
