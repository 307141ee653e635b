import { beforeEach, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import type { CustomerActor } from '../actor.ts'
import { revokeSubscription } from './revoke.ts'
import { previewCharge, previewResubscription } from './preview.ts'
import { resubscribe } from './resubscribe.ts'

let world: World
let actor: CustomerActor
let id: string
beforeEach(async () => {
  world = await openWorld()
  actor = (await world.addCustomer('alan@example.com', '4242424242424242')).actor
  id = (await world.subscribe(actor.customer_id)).id
})

const end = () => revokeSubscription(world.ports, world.organization, { params: { id } })
const again = (agreed_amount = 2000, idempotency_key = 'one-decision-of-alan') =>
  resubscribe(world.ports, actor, { params: { id }, body: { agreed_amount, idempotency_key } })
const charges = async () => (await world.ports.processor.ledger()).length

describe('buying an ended subscription again', () => {
  it('begins a new one on the old terms, charged at the amount that was shown', async () => {
    await end()
    expect(await previewResubscription(world.ports, actor, { params: { id } })).toMatchObject({
      due_amount: 2000,
    })
    const bought = await again()
    expect(bought).toMatchObject({ status: 'succeeded', error: null })
    expect(bought.subscription_id).not.toBe(id)
    expect(await previewCharge(world.ports, actor, { params: { id: bought.subscription_id } })).toMatchObject(
      { due_amount: 2000 },
    )
    expect(await charges()).toBe(2)
  })

  it('told twice buys once', async () => {
    await end()
    const [first, second] = await Promise.all([again(), again()])
    expect(second).toEqual(first)
    expect(await charges()).toBe(2)
  })

  it('at another price than was agreed charges nothing', async () => {
    await end()
    await expect(again(1999)).rejects.toMatchObject({ error: 'QuoteOutdated', status: 409 })
    expect(await charges()).toBe(1)
  })

  it('while it still runs is refused, and so is a second one beside it', async () => {
    await expect(again()).rejects.toMatchObject({ error: 'SubscriptionNotEnded', status: 409 })
    await end()
    await again()
    await expect(again(2000, 'another-decision-of-alan')).rejects.toMatchObject({
      error: 'AlreadyActiveSubscriptionError',
      status: 403,
    })
    expect(await charges()).toBe(2)
  })
})
