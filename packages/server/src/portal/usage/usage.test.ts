import { beforeEach, describe, expect, it } from 'vitest'
import { sellerCalls, type Call } from '../../../../../test/world/call.ts'
import { works } from '../../../../../test/world/checkouts.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { portalOf, visitorOf } from '../../../../../test/world/visitor.ts'

let world: World
let call: Call
let customer_id: string
beforeEach(async () => {
  world = await openWorld()
  call = await sellerCalls(world)
  customer_id = (await world.addCustomer('ada@example.com', works)).customer.id
  await world.subscribe(customer_id)
})

async function use(meter: object, facts: object) {
  const filter = { conjunction: 'and', clauses: [] }
  const aggregation = { func: 'sum', property: 'amount' }
  const { body } = await call('POST', '/v1/meters/', { filter, aggregation, ...meter })
  await call('POST', '/v1/events/ingest', { events: [{ name: 'call', customer_id, metadata: facts }] })
  return body.id as string
}

async function overview(locale = 'en'): Promise<string> {
  const visitor = visitorOf(world, portalOf(world).handle)
  await visitor.enter(customer_id, { query: `&locale=${locale}` })
  return (await visitor.get('/verge/portal')).html
}

describe("the overview's usage", () => {
  it('says what was counted, in which unit and since when', async () => {
    await use({ name: 'Storage', unit: 'custom', custom_label: 'GB' }, { amount: 1234.5 })
    const english = await overview()
    expect(english).toContain('Your usage')
    expect(english).toContain('1,234.5 GB since January 31, 2027')
    const german = await overview('de')
    expect(german).toContain('Ihre Nutzung')
    expect(german).toContain('1.234,5 GB seit dem 31. Januar 2027')
  })

  it('is not there while nothing was used, or where the seller does not show it', async () => {
    expect(await overview()).not.toContain('Your usage')
    await use({ name: 'Calls' }, { amount: 3 })
    expect(await overview()).toContain('3 since January 31, 2027')
    const { db } = world.ports
    const { portal_settings } = await db.selectFrom('organizations').selectAll().executeTakeFirstOrThrow()
    const hidden = JSON.stringify({ ...portal_settings, usage: { show: false } })
    await db.updateTable('organizations').set({ portal_settings: hidden }).execute()
    expect(await overview()).not.toContain('Your usage')
  })
})
