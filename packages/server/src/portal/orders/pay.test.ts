import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { failsWhenCharged, works } from '../../../../../test/world/checkouts.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { portalOf, textOf, visitorOf, type Seen } from '../../../../../test/world/visitor.ts'
import { advanceClock } from '../../jobs/run-due.ts'
import { confirmOrderPayment } from '../../operations/orders/confirm-payment.ts'
import type { CustomerActor } from '../../operations/actor.ts'
import { setDefaultPaymentMethod } from '../../operations/payment-methods/set-default.ts'

let world: World
let actor: CustomerActor
let payment_method_id: string
let order_id: string
beforeEach(async () => {
  world = await openWorld()
  actor = (await world.addCustomer('linus@example.com', works)).actor
  payment_method_id = (await world.subscribe(actor.customer_id)).payment_method_id!
  await setDefaultPaymentMethod(world.ports, actor, await world.addCard(actor.customer_id, failsWhenCharged))
  await advanceClock(world.ports, world.moveTo, new Date('2027-03-01T12:00:00Z'))
  const open = world.ports.db.selectFrom('orders').select('id').where('status', '=', 'pending')
  order_id = (await open.executeTakeFirstOrThrow()).id
})
afterEach(() => world.ports.db.destroy())

const agreedOn = ({ html }: Seen) => /name="agreed_amount" value="([^"]*)"/.exec(html)![1]!
const charged = async () =>
  (await world.ports.processor.ledger()).filter(({ status }) => status === 'succeeded').length

describe.each([{ hosted: false }, { hosted: true }])('an open invoice (hosted: $hosted)', ({ hosted }) => {
  const page = () => `/verge/portal/orders/${order_id}/pay`
  async function visitorThere() {
    const visitor = visitorOf(world, portalOf(world, { hosted }).handle)
    await visitor.enter(actor.customer_id)
    return visitor
  }

  it('is paid at the amount that its page showed', async () => {
    const visitor = await visitorThere()
    const agreed_amount = agreedOn(await visitor.get(page()))
    expect(agreed_amount).toBe('2000')
    const { location } = await visitor.post(page(), { payment_method_id, agreed_amount })
    expect(textOf(await visitor.get(location!))).toContain('Thank you. $20.00 was paid.')
    expect(await charged()).toBe(2)
  })

  it('is not paid at another one: the page comes anew', async () => {
    const visitor = await visitorThere()
    const forms: Record<string, string>[] = [{ agreed_amount: '1900' }, { agreed_amount: 'x' }, {}]
    for (const form of forms) {
      const seen = await visitor.post(page(), { payment_method_id, ...form })
      expect(seen.status).toBe(409)
      expect(textOf(seen)).toContain('It is no longer what this page showed. Nothing was changed.')
      expect(agreedOn(seen)).toBe('2000')
    }
    expect(await charged()).toBe(1)
  })
})

it('is paid for whoever agrees to no amount, as Polar’s own clients do', async () => {
  const body = { payment_method_id, payment_processor: 'stripe' as const }
  const params = { id: order_id }
  await expect(
    confirmOrderPayment(world.ports, actor, { params, body: { ...body, agreed_amount: 1900 } }),
  ).rejects.toMatchObject({ error: 'QuoteOutdated', status: 409 })
  expect(await confirmOrderPayment(world.ports, actor, { params, body })).toMatchObject({
    status: 'succeeded',
  })
})
