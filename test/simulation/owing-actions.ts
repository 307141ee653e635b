import { advanceClock } from '@verge/server/jobs/run-due'
import { confirmOrderPayment } from '@verge/server/operations/orders/confirm-payment'
import { addPaymentMethod } from '@verge/server/operations/payment-methods/add'
import { updateCustomerSubscription } from '@verge/server/operations/subscriptions/update'
import type { CustomerActor } from '@verge/server/operations/actor'
import type { Behaviour } from '@verge/server/ports/sandbox-processor/books'
import { anyCard, anyOrder, anySubscription } from './found.ts'
import type { Maker, Simulated } from './world.ts'

/** How a bank treats a card that it let through before. */
const refusals: readonly Behaviour[] = [
  'fails_when_charged',
  'insufficient_funds',
  'reported_lost',
  'takes_days_and_fails',
]

/** Renewals and changes that a bank refuses, what is tried again, and how those who owe pay after all. */
export const owingMakers: readonly Maker[] = [
  async function theBankTurns(world, chance) {
    const customer = chance.pick(world.customers)
    const card = chance.pick<Behaviour>(['works', 'works', ...refusals])
    return { name: `the bank lets ${card}`, run: () => world.turnCards(customer, card) }
  },

  async function aRenewalFails(world, chance) {
    const found = await anySubscription(world, chance)
    const card = chance.pick(refusals)
    if (!found || found.ended_at || found.current_period_end <= world.ports.clock.now()) return null
    await world.turnCards(found.actor, card)
    return {
      name: `a period goes by, and the card ${card}`,
      doesAllThatIsDue: true,
      run: (ports) => advanceClock(ports, world.moveTo, found.current_period_end),
    }
  },

  async function aChangeFails(world, chance) {
    const found = await anySubscription(world, chance)
    const product_id = chance.pick(world.products)
    const card = chance.pick(refusals)
    if (!found || found.ended_at) return null
    await world.turnCards(found.actor, card)
    return {
      name: `changes the plan, and the card ${card}`,
      actor: found.actor,
      run: (ports) =>
        updateCustomerSubscription(ports, found.actor, { params: found.params, body: { product_id } }),
    }
  },

  async function theNextTryComes(world, chance) {
    const isMended = chance.happens(0.4)
    const next = await nextTry(world)
    if (!next) return null
    if (isMended) await world.turnCards(next, 'works')
    return {
      name: isMended ? 'the next try comes, and the card works' : 'the next try comes',
      doesAllThatIsDue: true,
      run: (ports) => advanceClock(ports, world.moveTo, next.at),
    }
  },

  async function paysWhatIsOwed(world, chance) {
    const found = await anyOrder(world, chance, 'pending')
    const card = found && (await anyCard(world, chance, found.actor))
    // Or the bank has thought better of it.
    const isMended = chance.happens(0.5)
    if (!card) return null
    if (isMended) await world.turnCards(found.actor, 'works')
    const body = { payment_method_id: card.params.id, payment_processor: 'stripe' as const }
    return {
      name: isMended ? 'pays what is owed' : 'tries to pay what is owed',
      actor: found.actor,
      run: (ports) => confirmOrderPayment(ports, found.actor, { params: found.params, body }),
    }
  },

  async function addsCardForWhatIsOwed(world, chance) {
    const found = await anyOrder(world, chance, 'pending')
    if (!found) return null
    const confirmation_token_id = await world.cardToken('4242424242424242')
    const body = { confirmation_token_id, set_default: true, return_url: '/' }
    return {
      name: 'adds a card that works for what is owed',
      actor: found.actor,
      run: (ports) => addPaymentMethod(ports, found.actor, { body }),
    }
  },
]

/** The order that is tried next by itself: whose it is, and when. */
async function nextTry({
  ports,
}: Simulated): Promise<(Pick<CustomerActor, 'customer_id'> & { at: Date }) | null> {
  const order = await ports.db
    .selectFrom('orders')
    .select(['customer_id', 'next_payment_attempt_at'])
    .where('next_payment_attempt_at', '>', ports.clock.now())
    .orderBy('next_payment_attempt_at')
    .orderBy('id')
    .executeTakeFirst()
  return order?.next_payment_attempt_at
    ? { customer_id: order.customer_id, at: order.next_payment_attempt_at }
    : null
}
