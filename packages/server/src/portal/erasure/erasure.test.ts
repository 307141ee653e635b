import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { works } from '../../../../../test/world/checkouts.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { typeCode } from '../../../../../test/world/sign-in.ts'
import { portalOf, textOf, visitorOf, type Visitor } from '../../../../../test/world/visitor.ts'
import type { CustomerActor } from '../../operations/actor.ts'
import { cancelSubscription } from '../../operations/subscriptions/cancel.ts'

let world: World
let actor: CustomerActor
let email: string
let visitor: Visitor
let people = 0
beforeAll(async () => void (world = await openWorld()))
afterAll(() => world.ports.db.destroy())
beforeEach(async () => {
  email = `somebody-${++people}@example.com`
  actor = (await world.addCustomer(email, works)).actor
  visitor = visitorOf(world, portalOf(world).handle)
  await visitor.enter(actor.customer_id)
})

const page = (path = '') => `/verge/portal${path}`
const erasure = page('/billing/erase')
const emailNow = async () => {
  const found = world.ports.db.selectFrom('customers').select('email').where('id', '=', actor.customer_id)
  return (await found.executeTakeFirstOrThrow()).email
}

describe('erasing one’s data', () => {
  it('says what is erased and what is kept, asks for a fresh code, and signs out', async () => {
    expect((await visitor.get(page('/billing'))).html).toContain(`href="${erasure}"`)
    const asked = textOf(await visitor.get(erasure))
    expect(asked).toContain('this cannot be undone')
    expect(asked).toContain('in most countries six to ten years')
    expect(await visitor.post(erasure)).toMatchObject({ status: 303, location: page('/confirm') })
    expect(await emailNow()).toBe(email)
    expect(await typeCode(world, visitor, email)).toMatchObject({ location: erasure })
    expect(await emailNow()).toBe(email)
    const { location } = await visitor.post(erasure)
    expect(await emailNow()).toBe(`${actor.customer_id}@anonymized.invalid`)
    const told = textOf(await visitor.get(location!))
    expect(told).toContain('Your data was erased')
    expect(told).toContain('Invoices and receipts')
    expect((await visitor.get(page())).status).toBe(401)
  })

  it('waits for what still runs, with the way to cancel it, and asks for no code before', async () => {
    const { id } = await world.subscribe(actor.customer_id)
    const seen = await visitor.get(erasure)
    expect(textOf(seen)).toContain('Pro is still running. Cancel it first')
    expect(seen.html).toContain(`href="${page(`/subscriptions/${id}/cancel`)}"`)
    expect(seen.html).not.toContain('Erase for good')
    await cancelSubscription(world.ports, actor, { params: { id } })
    const refused = await visitor.post(erasure)
    expect(refused.status).toBe(409)
    expect(textOf(refused)).toMatch(/Pro runs until \w+ \d+, 2027\. After that/)
    expect(await emailNow()).toBe(email)
  })

  it('is not there in front of hosted Polar, which cannot do it', async () => {
    const hosted = visitorOf(world, portalOf(world, { hosted: true }).handle)
    await hosted.enter(actor.customer_id)
    expect((await hosted.get(page('/billing'))).html).not.toContain(erasure)
    expect((await hosted.get(erasure)).status).toBe(404)
    expect((await hosted.post(erasure)).status).not.toBe(200)
    expect(await emailNow()).toBe(email)
  })
})
