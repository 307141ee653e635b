import { afterEach, beforeEach, expect, it } from 'vitest'
import { works } from '../../../../../test/world/checkouts.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { portalOf, visitorOf } from '../../../../../test/world/visitor.ts'

let world: World
let customer_id: string
beforeEach(async () => {
  world = await openWorld()
  customer_id = (await world.addCustomer('ada@example.com', works)).customer.id
})
afterEach(() => world.ports.db.destroy())

/** A Polar whose customer pays in other ways too: as its own server lists those. */
async function visit(...others: { type: string; method_metadata?: object }[]) {
  const portal = portalOf(world, {
    between: (api) => async (request) => {
      const answer = await api(request)
      if (!new URL(request.url).pathname.endsWith('/customers/me/payment-methods')) return answer
      const { items, pagination } = (await answer.json()) as { items: object[]; pagination: object }
      const of = { created_at: '2027-01-01T00:00:00Z', modified_at: null, customer_id, processor: 'stripe' }
      const more = others.map((one) => ({ ...of, id: crypto.randomUUID(), ...one }))
      return Response.json({ items: [...items, ...more], pagination })
    },
  })
  const visitor = visitorOf(world, portal.handle)
  await visitor.enter(customer_id)
  return { visitor, faults: portal.faults }
}

it('names ways to pay that are no cards by what is known of them', async () => {
  const { visitor, faults } = await visit(
    { type: 'paypal' },
    { type: 'sepa_debit', method_metadata: { last4: '3000' } },
    { type: 'kr_card', method_metadata: { brand: null, last4: null } },
    { type: 'pay_by_song' },
  )
  const { status, html } = await visitor.get('/verge/portal/payment-methods')
  expect(status).toBe(200)
  for (const name of ['Visa ending in 4242', 'PayPal', 'SEPA ending in 3000', 'Kr card', 'Pay by song'])
    expect(html).toContain(`>${name}</h2>`)
  expect(html.match(/Expires/g)).toHaveLength(1)
  expect(faults).toEqual([])
  expect((await visitor.get('/verge/portal')).status).toBe(200)
})
