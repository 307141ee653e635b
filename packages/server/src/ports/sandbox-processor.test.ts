import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../../../../test/world/open.ts'

let world: World
let customer_reference: string
let processor_id: string
beforeEach(async () => {
  world = await openWorld()
  const { customer } = await world.addCustomer('ada@example.com', '4242424242424242')
  customer_reference = customer.id
  const card = await world.ports.db
    .selectFrom('payment_methods')
    .select('processor_id')
    .executeTakeFirstOrThrow()
  processor_id = card.processor_id
})
afterEach(() => world.ports.db.destroy())

const charge = (idempotency_key: string) =>
  world.ports.processor.charge({
    idempotency_key,
    customer_reference,
    processor_id,
    amount: 2000,
    currency: 'usd',
    on_session: true,
  })

describe('a failure that was asked for', () => {
  it('meets one charge, for its reason, and none after', async () => {
    const { processor } = world.ports
    await processor.failNextCharge('expired_card')
    await processor.failNextCharge('insufficient_funds')
    expect(await processor.nextFailure()).toBe('insufficient_funds')
    expect(await charge('first')).toMatchObject({ status: 'failed', decline_code: 'insufficient_funds' })
    expect(await processor.nextFailure()).toBeNull()
    expect(await charge('second')).toMatchObject({ status: 'succeeded' })
  })

  it('is not met by who only asks again for a payment that was made', async () => {
    const { processor } = world.ports
    await charge('made')
    await processor.failNextCharge('card_declined')
    expect(await charge('made')).toMatchObject({ status: 'succeeded' })
    expect(await processor.nextFailure()).toBe('card_declined')
    const answers = await Promise.all([charge('same'), charge('same')])
    expect(answers.map(({ status }) => status)).toEqual(['failed', 'failed'])
  })

  it('can be taken back', async () => {
    await world.ports.processor.failNextCharge('card_declined')
    await world.ports.processor.failNextCharge(null)
    expect(await charge('spared')).toMatchObject({ status: 'succeeded' })
  })
})
