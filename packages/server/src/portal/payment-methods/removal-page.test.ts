import { beforeAll, expect, it } from 'vitest'
import { failsWhenCharged, works } from '../../../../../test/world/checkouts.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { portalOf, visitorOf } from '../../../../../test/world/visitor.ts'
import { setDefaultPaymentMethod } from '../../operations/payment-methods/set-default.ts'
import { cancelSubscription } from '../../operations/subscriptions/cancel.ts'

let world: World
beforeAll(async () => void (world = await openWorld()))

/** A subscriber, and what the page that asks before this card is removed says. */
async function subscriber(email: string) {
  const { actor } = await world.addCustomer(email, works)
  const subscription = await world.subscribe(actor.customer_id)
  const visitor = visitorOf(world, portalOf(world).handle)
  await visitor.enter(actor.customer_id)
  const { id } = await world.ports.db
    .selectFrom('payment_methods')
    .select('id')
    .where('customer_id', '=', actor.customer_id)
    .executeTakeFirstOrThrow()
  const asked = async (card: string) => {
    const { html } = await visitor.get(`/verge/portal/payment-methods/${card}/remove`)
    return { text: html.replace(/<[^>]+>/g, ' '), hasButton: html.includes(`/${card}/remove"`) }
  }
  return { actor, subscription, card: id, asked }
}

it('says before anything is clicked that the only card of a running subscription stays', async () => {
  const { card, asked } = await subscriber('only@example.com')
  const { text, hasButton } = await asked(card)
  expect(text).toContain('Your subscription needs this card. Add another one first')
  expect(text).toContain('Add payment method')
  expect(hasButton).toBe(false)
})

it('says which card pays from then on', async () => {
  const { actor, card, asked } = await subscriber('two@example.com')
  await world.addCard(actor.customer_id, failsWhenCharged)
  const { text, hasButton } = await asked(card)
  expect(text).toContain('From then on Visa ending in 0341 pays for Pro.')
  expect(hasButton).toBe(true)
})

it('speaks of no subscription where the card pays for none', async () => {
  const { actor, card, asked } = await subscriber('other@example.com')
  const second = await world.addCard(actor.customer_id, failsWhenCharged)
  await setDefaultPaymentMethod(world.ports, actor, second)
  const { text, hasButton } = await asked(card)
  expect(text).toContain('It will not be charged again.')
  expect(text).not.toContain('From then on')
  expect(hasButton).toBe(true)
})

it('lets the only card go where the subscription ends anyway', async () => {
  const { actor, subscription, card, asked } = await subscriber('leaving@example.com')
  await cancelSubscription(world.ports, actor, { params: { id: subscription.id } })
  expect((await asked(card)).hasButton).toBe(true)
})
