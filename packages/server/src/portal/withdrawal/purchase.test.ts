import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { checkoutsIn } from '../../../../../test/world/checkouts.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { fieldsOf, portalOf, textOf, visitorOf, type Visitor } from '../../../../../test/world/visitor.ts'
import { createRefund } from '../../operations/refunds/create.ts'

let world: World
let guide: string
let customer_id: string
let order_id: string
let visitor: Visitor
let people = 0
const { soldOnce, open, pay } = checkoutsIn(() => world)
beforeAll(async () => {
  world = await openWorld()
  guide = await soldOnce('Guide', { usd: 5000 })
})
afterAll(() => world.ports.db.destroy())
beforeEach(async () => {
  world.moveTo(new Date('2027-01-31T12:00:00Z'))
  customer_id = (await world.addCustomer(`reader-${people++}@example.com`)).customer.id
  await pay(await open({ products: [guide], customer_id }))
  order_id = (await order()).id
  visitor = visitorOf(world, portalOf(world).handle)
  await visitor.enter(customer_id)
})

const order = () =>
  world.ports.db
    .selectFrom('orders')
    .selectAll()
    .where('customer_id', '=', customer_id)
    .executeTakeFirstOrThrow()
const page = (path = '') => `/verge/portal/orders/${order_id}${path}`

describe('the order of what was bought once', () => {
  it('leads to withdrawing, which says what goes back, does it once confirmed, and gives a receipt', async () => {
    const before = await visitor.get(page())
    expect(textOf(before)).toContain('You can withdraw from this contract until')
    expect(before.html).toContain(`href="${page('/withdraw')}"`)
    const seen = await visitor.get(page('/withdraw'))
    const [above, below] = seen.html.split('<button class="danger">Confirm withdrawal')
    for (const words of ['All that you paid goes back to you: $50.00.', 'A withdrawal cannot be taken back.'])
      expect(above).toContain(words)
    expect(below).toContain('Keep what you bought')
    for (const words of ['Cancel instead', 'Keep subscription', 'cancel instead.'])
      expect(seen.html).not.toContain(words)
    const { location } = await visitor.post(page('/withdraw'), fieldsOf(seen))
    const receipt = await visitor.get(location!)
    expect(textOf(receipt)).toContain('$50.00 is on its way back to you.')
    expect(textOf(receipt)).toContain(`Guide (${order_id})`)
    expect(receipt.html).toContain(`href="${page()}"`)
    for (const file of ['receipt.txt', 'receipt.json']) {
      const { html } = await visitor.get(`${location!}/${file}`)
      expect(textOf(await visitor.post('/verge/verify', { receipt: html }))).toContain('is genuine')
    }
    expect((await visitor.get(`${location!}/receipt.pdf`)).html).toBe('%PDF-')
    const after = await visitor.get(page())
    expect(after.html).toContain(`href="${location!}"`)
    expect(after.html).not.toContain(`href="${page('/withdraw')}"`)
    expect(await visitor.get(page('/withdraw'))).toMatchObject({ status: 409 })
  })

  it('says what is left where a part went back before, and shows anew what moved meanwhile', async () => {
    const old = await visitor.get(page('/withdraw'))
    await createRefund(world.ports, world.organization, {
      body: { order_id, reason: 'other', amount: 2000, revoke_benefits: false, metadata: {} },
    })
    const anew = await visitor.post(page('/withdraw'), fieldsOf(old))
    expect(anew.status).toBe(409)
    expect(textOf(anew)).toContain('Nothing was changed. This is what holds now.')
    expect(textOf(anew)).toContain('What you paid and have not got back yet goes back to you: $30.00.')
    expect(await order()).toMatchObject({ refunded_amount: 2000 })
    expect(await visitor.post(page('/withdraw'), fieldsOf(anew))).toMatchObject({ status: 303 })
    expect(await order()).toMatchObject({ refunded_amount: 5000 })
  })

  it('offers it as long as the right is', async () => {
    world.moveTo(new Date('2027-02-15T12:00:00Z'))
    await visitor.enter(customer_id)
    expect((await visitor.get(page())).html).not.toContain(page('/withdraw'))
    const seen = await visitor.get(page('/withdraw'))
    expect(seen.status).toBe(409)
    expect(textOf(seen)).toContain('This contract cannot be withdrawn from, or not any more.')
    expect(textOf(seen)).not.toContain('You can cancel')
  })
})
