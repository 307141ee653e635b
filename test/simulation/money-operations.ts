import type { WebhookEventType } from '@verge/polar/contract/webhooks'
import { Refusal } from '@verge/polar/refusals'
import { advanceClock, runDue } from '@verge/server/jobs/run-due'
import type { CustomerActor } from '@verge/server/operations/actor'
import { confirmClientCheckout } from '@verge/server/operations/checkouts/confirm'
import { quoteWithdrawal, withdrawAsQuoted } from '@verge/server/operations/leaving/withdraw'
import {
  quotePurchaseWithdrawal,
  withdrawPurchaseAsQuoted,
} from '@verge/server/operations/leaving/withdraw-purchase'
import { confirmOrderPayment } from '@verge/server/operations/orders/confirm-payment'
import { generateInvoice } from '@verge/server/operations/orders/invoice'
import { updateCustomerOrder } from '@verge/server/operations/orders/update'
import { addPaymentMethod } from '@verge/server/operations/payment-methods/add'
import { receiveProcessorEvent } from '@verge/server/operations/processor-events/receive'
import { createRefund } from '@verge/server/operations/refunds/create'
import { cancelSubscription, uncancelSubscription } from '@verge/server/operations/subscriptions/cancel'
import { resubscribe } from '@verge/server/operations/subscriptions/resubscribe'
import { revokeSubscription } from '@verge/server/operations/subscriptions/revoke'
import { updateCustomerSubscription } from '@verge/server/operations/subscriptions/update'
import { createWebhookEndpoint } from '@verge/server/operations/webhooks/create'
import { begunCheckout } from './actions.ts'
import type { Behavior } from './model/model.ts'
import type { Action, Simulated } from './world.ts'

/** Something that moves money or tells of it, and how often the customer may have been charged for it in the end. */
export interface MoneyOperation {
  charges: readonly number[]
  /** Whose life it is: the first customer's, unless it takes one who owes tax and may withdraw. */
  customer?: number
  /** What the seller lets happen when a customer changes their plan. */
  behavior?: Behavior
  /** Lets the world live up to the moment before. */
  prepare(life: Life): Promise<Action>
}

export const moneyOperations: Record<string, MoneyOperation> = {
  'a first purchase': {
    charges: [0, 1],
    prepare: (life) => life.purchase('4242424242424242'),
  },
  'a first purchase that is declined': {
    charges: [0],
    prepare: (life) => life.purchase('4000000000000341'),
  },
  'a purchase of what is sold once': {
    charges: [0, 1],
    prepare: (life) => life.purchase('4242424242424242', 'Guide'),
  },
  'a purchase of what is sold once that is declined': {
    charges: [0],
    prepare: (life) => life.purchase('4000000000000341', 'Guide'),
  },
  'a trial': {
    charges: [0],
    prepare: (life) => life.purchase('4242424242424242', 'Team'),
  },
  'a renewal': {
    charges: [1],
    async prepare(life) {
      await life.subscribed()
      return life.boundary()
    },
  },
  'a renewal that is declined': {
    charges: [0],
    async prepare(life) {
      await life.subscribed()
      await life.newCard('4000000000000341')
      return life.boundary()
    },
  },
  'a trial that converts': {
    charges: [1],
    async prepare(life) {
      await life.bought('Team')
      return life.boundary()
    },
  },
  'the end of a canceled period': {
    charges: [0],
    async prepare(life) {
      await life.subscribed()
      await cancelSubscription(life.world.ports, life.actor, { params: await life.subscription() })
      return life.boundary()
    },
  },
  'a dunning retry': {
    charges: [1],
    async prepare(life) {
      await life.pastDue()
      await life.mendCard()
      life.world.moveTo(new Date(life.now().getTime() + 2 * 24 * hour))
      return life.dueWork()
    },
  },
  'a payment by hand': {
    charges: [0, 1],
    async prepare(life) {
      await life.pastDue()
      await life.mendCard()
      const params = await life.pending()
      const body = { payment_method_id: await life.card(), payment_processor: 'stripe' as const }
      return life.asks('pays by hand', (ports, actor) => confirmOrderPayment(ports, actor, { params, body }))
    },
  },
  'a new default card that pays': {
    charges: [0, 1],
    async prepare(life) {
      await life.pastDue()
      const confirmation_token_id = await life.world.cardToken('4242424242424242')
      const body = { confirmation_token_id, set_default: true, return_url: '/' }
      return life.asks('adds a card', (ports, actor) => addPaymentMethod(ports, actor, { body }))
    },
  },
  'a cancellation': {
    charges: [0],
    async prepare(life) {
      await life.subscribed()
      const params = await life.subscription()
      return life.asks('cancels', (ports, actor) => cancelSubscription(ports, actor, { params }))
    },
  },
  'a cancellation that is taken back': {
    charges: [0],
    async prepare(life) {
      await life.subscribed()
      const params = await life.subscription()
      await cancelSubscription(life.world.ports, life.actor, { params })
      return life.asks('goes on', (ports, actor) => uncancelSubscription(ports, actor, { params }))
    },
  },
  'an end by the seller': {
    charges: [0],
    async prepare(life) {
      await life.pastDue()
      const params = await life.subscription()
      return life.asks('is revoked', (ports) => revokeSubscription(ports, life.world.seller, { params }))
    },
  },
  'a purchase of what had ended': {
    charges: [0, 1],
    async prepare(life) {
      await life.subscribed()
      const params = await life.subscription()
      await revokeSubscription(life.world.ports, life.world.seller, { params })
      const body = { agreed_amount: 2_000, idempotency_key: 'a decision of a customer' }
      return life.asks('buys again', (ports, actor) => resubscribe(ports, actor, { params, body }))
    },
  },
  'a purchase that its bank approves': {
    charges: [0, 1],
    async prepare(life) {
      const buys = await life.purchase('4000002760003184')
      await life.does(buys)
      await life.approve()
      await life.does(buys)
      await life.approve()
      return buys
    },
  },
  'money that comes too late': {
    // What was taken is given back.
    charges: [-1],
    async prepare(life) {
      const buys = await life.purchase('4000002760003184')
      await life.does(buys)
      await life.approve()
      await life.does(buys)
      const params = await life.subscription()
      await revokeSubscription(life.world.ports, life.world.seller, { params })
      await life.approve()
      return life.dueWork()
    },
  },
  'an invoice': {
    charges: [0],
    async prepare(life) {
      await life.subscribed()
      const params = await life.order()
      const home = {
        line1: 'Road 1',
        line2: null,
        postal_code: '1',
        city: 'Rome',
        state: null,
        country: 'IT',
      }
      const body = { billing_name: 'Ann', billing_address: home }
      await updateCustomerOrder(life.world.ports, life.actor, { params, body })
      return life.asks('gets an invoice', (ports, actor) => generateInvoice(ports, actor, { params }))
    },
  },
  'a change of plan that is paid': {
    charges: [0, 1],
    async prepare(life) {
      await life.subscribed()
      const params = await life.subscription()
      const body = { product_id: life.world.products[1]! }
      return life.asks('changes the plan', (ports, actor) =>
        updateCustomerSubscription(ports, actor, { params, body }),
      )
    },
  },
  'a change of seats that is paid': {
    charges: [0, 1],
    async prepare(life) {
      await life.bought('Crew')
      const params = await life.subscription()
      return life.asks('adds seats', (ports, actor) =>
        updateCustomerSubscription(ports, actor, { params, body: { seats: 3 } }),
      )
    },
  },
  'a change of plan that waited for the renewal': {
    behavior: 'next_period',
    charges: [1],
    async prepare(life) {
      await life.subscribed()
      const body = { product_id: life.world.products[1]! }
      await updateCustomerSubscription(life.world.ports, life.actor, {
        params: await life.subscription(),
        body,
      })
      return life.boundary()
    },
  },
  'a renewal after a long stop': {
    charges: [1],
    async prepare(life) {
      await life.subscribed()
      life.world.moveTo(new Date(life.now().getTime() + 75 * 24 * hour))
      return life.dueWork()
    },
  },
  'the end of all tries': {
    charges: [0],
    async prepare(life) {
      await life.pastDue()
      const last = new Date(life.now().getTime() + 21 * 24 * hour)
      await advanceClock(life.world.ports, life.world.moveTo, new Date(last.getTime() - hour))
      life.world.moveTo(last)
      return life.dueWork()
    },
  },
  'a refund': {
    // What was paid before goes back.
    charges: [-1, 0],
    async prepare(life) {
      await life.subscribed()
      return life.givesBack(2_000)
    },
  },
  'a refund of a part': {
    charges: [0],
    async prepare(life) {
      await life.subscribed()
      return life.givesBack(700)
    },
  },
  'a refund of what was sold once, with all that came of it': {
    charges: [-1, 0],
    async prepare(life) {
      await life.bought('Guide')
      return life.givesBack(3_333, { revoke_benefits: true })
    },
  },
  'a withdrawal': {
    customer: 1,
    charges: [-1, 0],
    async prepare(life) {
      await life.subscribed()
      const params = await life.subscription()
      const { id: quote_id } = await quoteWithdrawal(life.world.ports, life.actor, { params })
      return life.asks('withdraws', (ports, actor) =>
        withdrawAsQuoted(ports, actor, { params, body: { quote_id } }),
      )
    },
  },
  'a withdrawal from what was sold once': {
    customer: 1,
    charges: [-1, 0],
    async prepare(life) {
      await life.bought('Guide')
      const params = await life.order()
      const { id: quote_id } = await quotePurchaseWithdrawal(life.world.ports, life.actor, { params })
      return life.asks('withdraws from a purchase', (ports, actor) =>
        withdrawPurchaseAsQuoted(ports, actor, { params, body: { quote_id } }),
      )
    },
  },
  'a dispute that is lost': {
    charges: [0],
    async prepare(life) {
      await life.subscribed()
      const { processor } = life.world.ports
      const { id: payment_id } = (await processor.ledger()).find(({ status }) => status === 'succeeded')!
      await processor.openDispute({ payment_id, reason: 'fraudulent' })
      await processor.closeDispute({ payment_id, won: false })
      const told = await processor.told()
      return life.asks('the processor tells of a dispute', async (ports) => {
        for (const event of told) await receiveProcessorEvent(ports, event)
      })
    },
  },
  'what is told of a cancellation': {
    charges: [0],
    async prepare(life) {
      await life.subscribed()
      const events: WebhookEventType[] = ['subscription.updated', 'subscription.canceled']
      const body = { url: 'https://app.example.com/', events, format: 'raw' as const }
      await createWebhookEndpoint(life.world.ports, life.world.seller, { body })
      await cancelSubscription(life.world.ports, life.actor, { params: await life.subscription() })
      return life.dueWork()
    },
  },
  'the end of a pause': {
    charges: [1],
    async prepare(life) {
      await life.subscribed()
      const params = await life.subscription()
      const resumes_at = new Date(life.now().getTime() + 40 * 24 * hour)
      const body = { pause_at_period_end: true, resumes_at }
      await updateCustomerSubscription(life.world.ports, life.actor, { params, body })
      await advanceClock(life.world.ports, life.world.moveTo, new Date(resumes_at.getTime() - hour))
      life.world.moveTo(resumes_at)
      return life.dueWork()
    },
  },
}

const hour = 3_600_000

type Sold = 'Pro' | 'Team' | 'Crew' | 'Guide'

/** A customer's life, in words. */
export function lifeIn(world: Simulated, { customer = 0 }: MoneyOperation) {
  const { ports } = world
  const actor = world.customers[customer]!
  const query = (table: 'orders' | 'subscriptions') =>
    ports.db.selectFrom(table).select(['id', 'status']).orderBy('created_at', 'desc').orderBy('id').execute()
  const first = async (table: 'orders' | 'subscriptions', status?: string) => {
    const rows = await query(table)
    return { id: rows.find((row) => !status || row.status === status)!.id }
  }
  async function does({ run }: Action): Promise<void> {
    await run(ports)
  }
  const life = {
    world,
    actor,
    does,
    now: () => ports.clock.now(),
    subscription: () => first('subscriptions'),
    order: () => first('orders'),
    pending: () => first('orders', 'pending'),
    asks: (
      name: string,
      run: (ports: Parameters<Action['run']>[0], actor: CustomerActor) => Promise<unknown>,
    ): Action => ({
      name,
      actor,
      run: (ported) => run(ported, actor),
    }),
    /** The seller does, of what was bought last. */
    async givesBack(amount: number, { revoke_benefits = false } = {}): Promise<Action> {
      const { id: order_id } = await life.order()
      const body = { order_id, amount, reason: 'other', revoke_benefits, metadata: {} } as const
      return life.asks(`is given ${amount} back`, (ported) => createRefund(ported, world.seller, { body }))
    },
    dueWork: (): Action => ({ name: 'due work', run: (ported) => runDue(ported) }),
    async purchase(card: string, product: Sold = 'Pro'): Promise<Action> {
      const [pro, team, , crew] = world.products
      const id = { Pro: pro!, Team: team!, Crew: crew!, Guide: world.soldOnce }[product]
      const params = (await begunCheckout(world, actor, id, true))!
      const body = { confirmation_token_id: await world.cardToken(card) }
      return {
        name: `buys ${product}`,
        // Whoever comes back to a checkout that has their card already only goes on with it.
        async run(ported) {
          const confirm = (input: object) =>
            confirmClientCheckout(ported, { kind: 'anonymous' }, { params, body: input })
          try {
            return await confirm(body)
          } catch (error) {
            if (error instanceof Refusal && error.error === 'CheckoutLocked') return confirm({})
            throw error
          }
        },
      }
    },
    bought: async (product: Sold) => does(await life.purchase('4242424242424242', product)),
    subscribed: () => life.bought('Pro'),
    async newCard(number: string): Promise<void> {
      const body = {
        confirmation_token_id: await world.cardToken(number),
        set_default: true,
        return_url: '/',
      }
      await addPaymentMethod(ports, actor, { body })
    },
    async pastDue(): Promise<void> {
      await life.subscribed()
      await life.newCard('4000000000000341')
      await does(await life.boundary())
    },
    /** The bank lets the same card through again. */
    mendCard: () => world.turnCards(actor, 'works'),
    async card(): Promise<string> {
      const { default_payment_method_id } = await ports.db
        .selectFrom('customers')
        .select('default_payment_method_id')
        .where('id', '=', actor.customer_id)
        .executeTakeFirstOrThrow()
      return default_payment_method_id!
    },
    async boundary(): Promise<Action> {
      const { current_period_end } = await ports.db
        .selectFrom('subscriptions')
        .select('current_period_end')
        .executeTakeFirstOrThrow()
      world.moveTo(current_period_end)
      return life.dueWork()
    },
    async approve(): Promise<void> {
      const asking = (await ports.processor.ledger()).filter(({ status }) => status === 'requires_action')
      const secrets = [...asking.map(({ client_secret }) => client_secret), ...(await world.openSetups())]
      for (const client_secret of secrets)
        await ports.processor.authenticate({ client_secret, approve: true })
    },
  }
  return life
}
type Life = ReturnType<typeof lifeIn>
