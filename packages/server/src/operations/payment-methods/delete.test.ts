import { beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { updateCustomerSubscription } from '../subscriptions/update.ts'
import { addPaymentMethod } from './add.ts'
import { deletePaymentMethod } from './delete.ts'
import { listPaymentMethods } from './list.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})

async function subscriber(email: string) {
  const { actor } = await world.addCustomer(email, '4242424242424242')
  const subscription = await world.subscribe(actor.customer_id)
  const cards = async () => (await listPaymentMethods(world.ports, actor, {})).items.map((card) => card.id)
  const remove = (id: string) => deletePaymentMethod(world.ports, actor, { params: { id } })
  const pinned = () =>
    world.ports.db
      .selectFrom('subscriptions')
      .select('payment_method_id')
      .where('id', '=', subscription.id)
      .executeTakeFirstOrThrow()
  const add = async (number: string) => {
    const token = await world.ports.processor.createConfirmationToken({
      number,
      exp_month: 1,
      exp_year: 2035,
    })
    return addPaymentMethod(world.ports, actor, {
      body: { confirmation_token_id: token!.id, set_default: false, return_url: '/' },
    })
  }
  return { actor, subscription, cards, remove, pinned, add }
}

describe('removing a card', () => {
  it('that is the only one of a running subscription is refused, and it stays', async () => {
    const { cards, remove } = await subscriber('only@example.com')
    const [card] = await cards()
    await expect(remove(card!)).rejects.toMatchObject({
      error: 'PaymentMethodInUseByActiveSubscription',
      status: 400,
    })
    expect(await cards()).toEqual([card])
  })

  it('passes the subscription on to another card', async () => {
    const { cards, remove, pinned, add } = await subscriber('two@example.com')
    const [first] = await cards()
    const added = await add('4242424242424242')
    await remove(first!)
    const second = added.status === 'succeeded' ? added.payment_method.id : null
    expect(await cards()).toEqual([second])
    expect(await pinned()).toEqual({ payment_method_id: second })
  })

  it('is possible when the subscription will end anyway', async () => {
    const { actor, subscription, cards, remove } = await subscriber('leaving@example.com')
    await updateCustomerSubscription(world.ports, actor, {
      params: { id: subscription.id },
      body: { cancel_at_period_end: true },
    })
    const [card] = await cards()
    await remove(card!)
    expect(await cards()).toEqual([])
    const back = updateCustomerSubscription(world.ports, actor, {
      params: { id: subscription.id },
      body: { cancel_at_period_end: false },
    })
    await expect(back).rejects.toMatchObject({ error: 'PaymentMethodRequired', status: 409 })
  })

  it('of another customer finds nothing', async () => {
    const { cards } = await subscriber('owner@example.com')
    const { remove } = await subscriber('stranger@example.com')
    const [card] = await cards()
    await expect(remove(card!)).rejects.toMatchObject({ error: 'ResourceNotFound', status: 404 })
  })
})

describe('adding a card', () => {
  it('that the bank refuses says so and saves nothing', async () => {
    const { cards, add } = await subscriber('refused@example.com')
    await expect(add('4000000000000002')).rejects.toMatchObject({
      error: 'PaymentMethodSetupFailed',
      status: 400,
    })
    expect(await cards()).toHaveLength(1)
  })

  it("that asks for 3-D Secure waits for the customer's bank", async () => {
    const { cards, add } = await subscriber('secure@example.com')
    expect(await add('4000002500003155')).toMatchObject({
      status: 'requires_action',
      client_secret: expect.stringContaining('seti_secret'),
    })
    expect(await cards()).toHaveLength(1)
  })
})
