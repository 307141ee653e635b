import { advanceClock, runDue } from '@verge/server/jobs/run-due'
import type { CustomerActor } from '@verge/server/operations/actor'
import { confirmClientCheckout } from '@verge/server/operations/checkouts/confirm'
import { createCheckout } from '@verge/server/operations/checkouts/create'
import { confirmOrderPayment } from '@verge/server/operations/orders/confirm-payment'
import { addPaymentMethod, confirmPaymentMethod } from '@verge/server/operations/payment-methods/add'
import { deletePaymentMethod } from '@verge/server/operations/payment-methods/delete'
import { setDefaultPaymentMethod } from '@verge/server/operations/payment-methods/set-default'
import { cancelSubscription, uncancelSubscription } from '@verge/server/operations/subscriptions/cancel'
import { revokeSubscription } from '@verge/server/operations/subscriptions/revoke'
import { previewResubscription } from '@verge/server/operations/subscriptions/preview'
import { resubscribe } from '@verge/server/operations/subscriptions/resubscribe'
import type { Chance } from './chance.ts'
import { processorMakers } from './processor-actions.ts'
import type { Simulated } from './simulate.ts'

export const cards = [
  '4242424242424242',
  '4242424242424242',
  '4000000000000002',
  '4000000000000341',
  '4000000000009995',
  '4000002500003155',
  '4000002760003184',
  '4000000000005001',
  '4000000000005019',
  '4000000000007726',
  '4000000000005126',
] as const

const nobody = { kind: 'anonymous' } as const

/** One thing that somebody does. What is chosen by chance is chosen before it begins, so that it can happen twice at once. */
export type Action = { name: string; run(): Promise<unknown> }
export type Maker = (world: Simulated, chance: Chance) => Promise<Action | null>

export const makers: readonly Maker[] = [
  async function buys(world, chance) {
    const customer = chance.pick(world.customers)
    const product = chance.pick(world.products)
    const card = chance.pick(cards)
    const { client_secret } = await createCheckout(world.ports, world.seller, {
      body: {
        products: [product],
        // Named by the seller, or merely typed by whoever knows the address.
        ...(chance.happens(0.7)
          ? { customer_id: customer.customer_id }
          : { customer_email: await world.emailOf(customer) }),
        allow_trial: true,
        allow_discount_codes: true,
        require_billing_address: false,
      },
    })
    const confirmation_token_id = await world.cardToken(card)
    const params = { client_secret }
    return {
      name: `buys with ${card.slice(-4)}`,
      run: () => confirmClientCheckout(world.ports, nobody, { params, body: { confirmation_token_id } }),
    }
  },

  async function goesOnBuying(world, chance) {
    const open = await world.ports.db
      .selectFrom('checkouts')
      .select('client_secret')
      .where('status', '=', 'confirmed')
      .orderBy('id')
      .execute()
    if (open.length === 0) return null
    const params = chance.pick(open)
    return {
      name: 'goes on buying',
      run: () => confirmClientCheckout(world.ports, nobody, { params, body: {} }),
    }
  },

  async function answersTheBank(world, chance) {
    const payments = (await world.processor.ledger()).filter(({ status }) => status === 'requires_action')
    const asking = [...payments.map(({ client_secret }) => client_secret), ...(await world.openSetups())]
    if (asking.length === 0) return null
    const client_secret = chance.pick(asking)
    const approve = chance.happens(0.7)
    return {
      name: approve ? 'approves' : 'declines',
      run: () => world.processor.authenticate({ client_secret, approve }),
    }
  },

  async function cancels(world, chance) {
    const one = await anySubscription(world, chance)
    const run = one && (() => cancelSubscription(world.ports, one.actor, { params: { id: one.id } }))
    return run ? { name: 'cancels', run } : null
  },

  async function uncancels(world, chance) {
    const one = await anySubscription(world, chance)
    const run = one && (() => uncancelSubscription(world.ports, one.actor, { params: { id: one.id } }))
    return run ? { name: 'takes the cancellation back', run } : null
  },

  async function isRevoked(world, chance) {
    // Mostly while a first payment is on its way: then its money may come too late.
    const begun = await world.ports.db
      .selectFrom('subscriptions')
      .select('id')
      .where('status', '=', 'incomplete')
      .orderBy('id')
      .execute()
    const one = begun.length > 0 ? chance.pick(begun) : await anySubscription(world, chance)
    if (!one || !chance.happens(begun.length > 0 ? 0.9 : 0.3)) return null
    return {
      name: 'is revoked',
      run: () => revokeSubscription(world.ports, world.seller, { params: { id: one.id } }),
    }
  },

  async function buysAgain(world, chance) {
    const one = await anySubscription(world, chance)
    if (!one) return null
    const params = { id: one.id }
    const idempotency_key = `decision-${chance.below(1_000_000_000)}-of-a-customer`
    return {
      name: 'buys again',
      async run() {
        const { total_amount } = await previewResubscription(world.ports, one.actor, { params })
        const body = { agreed_amount: total_amount, idempotency_key }
        return resubscribe(world.ports, one.actor, { params, body })
      },
    }
  },

  async function addsCard(world, chance) {
    const actor = chance.pick(world.customers)
    const card = chance.pick(cards)
    const confirmation_token_id = await world.cardToken(card)
    const body = { confirmation_token_id, set_default: chance.happens(0.7), return_url: '/' }
    return { name: `adds ${card.slice(-4)}`, run: () => addPaymentMethod(world.ports, actor, { body }) }
  },

  async function confirmsCard(world, chance) {
    const actor = chance.pick(world.customers)
    const setups = await world.setupsOf(actor.customer_id)
    if (setups.length === 0) return null
    const body = { setup_intent_id: chance.pick(setups), set_default: chance.happens(0.7) }
    return { name: 'confirms a card', run: () => confirmPaymentMethod(world.ports, actor, { body }) }
  },

  async function choosesDefault(world, chance) {
    const one = await anyCard(world, chance)
    return (
      one && { name: 'chooses a default', run: () => setDefaultPaymentMethod(world.ports, one.actor, one.id) }
    )
  },

  async function removesCard(world, chance) {
    const one = await anyCard(world, chance)
    const run = one && (() => deletePaymentMethod(world.ports, one.actor, { params: { id: one.id } }))
    return run ? { name: 'removes a card', run } : null
  },

  async function paysByHand(world, chance) {
    const actor = chance.pick(world.customers)
    const card = await anyCard(world, chance)
    const orders = await world.ports.db
      .selectFrom('orders')
      .select('id')
      .where('customer_id', '=', actor.customer_id)
      .where('status', '=', 'pending')
      .orderBy('id')
      .execute()
    if (orders.length === 0 || !card) return null
    const params = chance.pick(orders)
    const body = { payment_method_id: card.id, payment_processor: 'stripe' as const }
    return { name: 'pays by hand', run: () => confirmOrderPayment(world.ports, actor, { params, body }) }
  },

  async function timePasses(world, chance) {
    const hours = chance.pick([1, 12, 24, 24 * 3, 24 * 8, 24 * 31, 24 * 70])
    const to = new Date(world.ports.clock.now().getTime() + hours * 3_600_000)
    return { name: `${hours} hours pass`, run: () => advanceClock(world.ports, world.moveTo, to) }
  },

  async function theServerWasOff(world, chance) {
    const hours = chance.pick([5, 24 * 4, 24 * 40])
    const to = new Date(world.ports.clock.now().getTime() + hours * 3_600_000)
    return {
      name: `the server was off for ${hours} hours`,
      run: async () => {
        world.moveTo(to)
        await runDue(world.ports)
      },
    }
  },

  ...processorMakers,

  async function dueWorkRuns(world) {
    return { name: 'due work runs', run: () => runDue(world.ports) }
  },
]

async function anySubscription(
  world: Simulated,
  chance: Chance,
): Promise<{ id: string; actor: CustomerActor } | null> {
  const subscriptions = await world.ports.db
    .selectFrom('subscriptions')
    .select(['id', 'customer_id'])
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  if (subscriptions.length === 0) return null
  const { id, customer_id } = chance.pick(subscriptions)
  return { id, actor: world.customers.find((one) => one.customer_id === customer_id)! }
}

async function anyCard(
  world: Simulated,
  chance: Chance,
): Promise<{ id: string; actor: CustomerActor } | null> {
  const methods = await world.ports.db
    .selectFrom('payment_methods')
    .select(['id', 'customer_id'])
    .where('deleted_at', 'is', null)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  if (methods.length === 0) return null
  const { id, customer_id } = chance.pick(methods)
  return { id, actor: world.customers.find((one) => one.customer_id === customer_id)! }
}
