import { afterEach, beforeEach, expect, it } from 'vitest'
import { works } from '../../../../../test/world/checkouts.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { portalOf, visitorOf } from '../../../../../test/world/visitor.ts'

let world: World
let customer_id: string
beforeEach(async () => {
  world = await openWorld()
  customer_id = (await world.addCustomer('ada@example.com', works)).customer.id
  await world.subscribe(customer_id)
})
afterEach(() => world.ports.db.destroy())

interface Product {
  prices: object[]
  medias: object[]
  organization?: { customer_portal_settings: object; organization_features?: object }
}

/** A product as sellers have them at Polar itself: with a picture, and with a price by usage beside the fixed one. */
function enriched(product: Product): void {
  const saved = { id: crypto.randomUUID(), created_at: '2027-01-01T00:00:00Z', modified_at: null }
  const kept = { source: 'catalog', price_currency: 'usd', tax_behavior: null, is_archived: false }
  const unit = { amount_type: 'metered_unit', unit_amount: '0.5', cap_amount: null, meter_id: saved.id }
  product.prices.push({
    ...saved,
    ...kept,
    ...unit,
    product_id: saved.id,
    meter: { ...saved, name: 'Calls' },
  })
  product.medias.push({
    ...saved,
    name: 'pro.png',
    mime_type: 'image/png',
    size: 12,
    service: 'product_media',
    public_url: 'https://files.example/pro.png',
  })
  if (!product.organization) return
  delete product.organization.organization_features
  product.organization.customer_portal_settings = {
    usage: { show: true },
    subscription: { update_seats: true, update_plan: true },
  }
}

it('shows what is sold with a picture and by usage, at a Polar that leaves out what is off', async () => {
  const { handle, faults } = portalOf(world, {
    hosted: true,
    between: (api) => async (request) => {
      const answer = await api(request)
      if (!new URL(request.url).pathname.startsWith('/v1/customer-portal/subscriptions/')) return answer
      const body = (await answer.json()) as {
        items?: { product: Product; prices: object[]; meters: object[] }[]
      }
      for (const one of body.items ?? []) {
        enriched(one.product)
        one.prices.push(one.product.prices.at(-1)!)
        const meter = { id: crypto.randomUUID(), created_at: '2027-01-01T00:00:00Z', modified_at: null }
        const counted = { consumed_units: 2.5, credited_units: 0, amount: 1, meter_id: meter.id }
        one.meters.push({ ...meter, ...counted, meter: { ...meter, name: 'Calls' } })
      }
      return Response.json(body)
    },
  })
  const visitor = visitorOf(world, handle)
  await visitor.enter(customer_id)
  const { status, html } = await visitor.get('/verge/portal')
  expect(status).toBe(200)
  expect(faults).toEqual([])
  expect(html).toMatch(/<h2[^>]*>(?:<[^>]+>)*Pro</)
})
