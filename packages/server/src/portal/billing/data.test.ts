import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { works } from '../../../../../test/world/checkouts.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { confirmSelf } from '../../../../../test/world/sign-in.ts'
import { portalOf, visitorOf, type Visitor } from '../../../../../test/world/visitor.ts'

let world: World
let customer_id: string
let visitor: Visitor
let latest: Response
const email = 'ada@example.com'
const page = (path = '') => `/verge/portal${path}`
beforeAll(async () => {
  world = await openWorld()
  customer_id = (await world.addCustomer(email, works)).customer.id
  await world.subscribe(customer_id)
  visitor = newVisitor()
  await visitor.enter(customer_id)
})
afterAll(() => world.ports.db.destroy())

/** Whose answers are kept as they come, with what is no text. */
function newVisitor({ hosted = false } = {}): Visitor {
  const { handle } = portalOf(world, { hosted })
  return visitorOf(world, async (request) => {
    const answer = await handle(request)
    latest = answer.clone()
    return answer
  })
}

describe('all that is kept of a customer', () => {
  it('is not handed out before a fresh code', async () => {
    for (const path of ['/billing/data', '/billing/data.zip'])
      expect(await visitor.get(page(path))).toMatchObject({ status: 303, location: page('/confirm') })
  })

  it('comes as a file for programs and as tables for spreadsheets', async () => {
    await confirmSelf(world, visitor, email)
    const { html: whole, headers } = await visitor.get(page('/billing/data'))
    expect(headers.get('content-disposition')).toBe('attachment; filename="my-data.json"')
    expect(JSON.parse(whole)).toMatchObject({ customer: { email }, orders: [{ total_amount: 2000 }] })
    await visitor.get(page('/billing/data.zip'))
    expect(latest.headers.get('content-type')).toBe('application/zip')
    expect(latest.headers.get('content-disposition')).toBe('attachment; filename="my-data.zip"')
    const files = unzipSync(new Uint8Array(await latest.arrayBuffer()))
    expect(strFromU8(files['orders.csv']!)).toContain('20.00')
  })

  it('is offered in both, and in front of hosted Polar as it comes from there', async () => {
    expect((await visitor.get(page('/billing'))).html).toContain(`href="${page('/billing/data.zip')}"`)
    const hosted = newVisitor({ hosted: true })
    await hosted.enter(customer_id)
    const { html } = await hosted.get(page('/billing'))
    expect(html).toContain(`href="${page('/billing/data')}"`)
    expect(html).not.toContain('data.zip')
  })
})
