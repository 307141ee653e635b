import type { CustomerActor } from '@verge/server/operations/actor'
import { confirmClientCheckout } from '@verge/server/operations/checkouts/confirm'
import { createCheckout } from '@verge/server/operations/checkouts/create'
import { createCustomerSession } from '@verge/server/operations/customer-sessions/create'
import { resolveToken } from '@verge/server/operations/customer-sessions/resolve'
import { deleteCustomer } from '@verge/server/operations/customers/delete'
import { eraseCustomer } from '@verge/server/operations/customers/erase'
import { releaseParked } from '@verge/server/operations/due-work/parked'
import { repairDueWork } from '@verge/server/operations/due-work/repair'
import { quoteWithdrawal, withdrawAsQuoted } from '@verge/server/operations/leaving/withdraw'
import {
  quotePurchaseWithdrawal,
  withdrawPurchaseAsQuoted,
} from '@verge/server/operations/leaving/withdraw-purchase'
import { confirmOrderPayment } from '@verge/server/operations/orders/confirm-payment'
import { generateInvoice } from '@verge/server/operations/orders/invoice'
import { getOrderPaymentStatus } from '@verge/server/operations/orders/payment-status'
import { updateCustomerOrder } from '@verge/server/operations/orders/update'
import { addPaymentMethod, confirmPaymentMethod } from '@verge/server/operations/payment-methods/add'
import { deletePaymentMethod } from '@verge/server/operations/payment-methods/delete'
import { setDefaultPaymentMethod } from '@verge/server/operations/payment-methods/set-default'
import { cancelSubscription, uncancelSubscription } from '@verge/server/operations/subscriptions/cancel'
import { previewResubscription } from '@verge/server/operations/subscriptions/preview'
import { resubscribe } from '@verge/server/operations/subscriptions/resubscribe'
import { revokeCustomerSubscription, revokeSubscription } from '@verge/server/operations/subscriptions/revoke'
import { updateCustomerSubscription, updateSubscription } from '@verge/server/operations/subscriptions/update'
import type { Ports } from '@verge/server/ports/ports'
import type { Chance } from './chance.ts'
import { changingMakers } from './changing-actions.ts'
import { anyCard, anyOrder, anyPurchase, anySubscription, one, type Facts } from './found.ts'
import { owingMakers } from './owing-actions.ts'
import { processorMakers } from './processor-actions.ts'
import { timeMakers } from './time-actions.ts'
import { webhookMakers } from './webhook-actions.ts'
import type { Action, Maker, Simulated } from './world.ts'

/** Of whoever is deleted: the processor has the card by then, and is to forget it. */
const cardToForget = ['ResourceNotFound']

export const cards = [
  '4242424242424242',
  '4242424242424242',
  '4242424242424242',
  '4000000000000002',
  '4000000000000341',
  '4000000000009995',
  '4000002500003155',
  '4000002760003184',
  // Banks that take their days, say yes after a no, or are slow to give back.
  '4000000000005001',
  '4000000000005019',
  '4000000000007726',
  '4000000000005126',
] as const

const nobody = { kind: 'anonymous' } as const
const hour = 3_600_000
const paris = { line1: '1 rue de Rivoli', line2: null, postal_code: '75001', city: 'Paris', state: null }

/** Everything that people do to their own subscriptions and to others', and that time does to all of them. */
export const makers: readonly Maker[] = [
  async function buys(world, chance) {
    const customer = chance.pick(world.customers)
    const card = chance.pick(cards)
    const offer = await begunCheckout(world, customer, chance.pick(world.products), chance.happens(0.7))
    if (!offer) return null
    const confirmation_token_id = await world.cardToken(card)
    return {
      name: `buys with ${card.slice(-4)}`,
      isPrepared: true,
      run: (ports) =>
        confirmClientCheckout(ports, nobody, { params: offer, body: { confirmation_token_id } }),
    }
  },

  subscribes,

  buysOnce,

  async function goesOnBuying(world, chance) {
    const open = world.ports.db
      .selectFrom('checkouts')
      .select('client_secret')
      .where('status', '=', 'confirmed')
    const params = one(await open.orderBy('id').execute(), chance)
    return (
      params && {
        name: 'goes on buying',
        // Then it is there to be begun anew.
        leavesBy: ['CheckoutCustomerDeleted', 'PolarRequestValidationError', 'ResourceNotFound'],
        run: (ports) => confirmClientCheckout(ports, nobody, { params, body: {} }),
      }
    )
  },

  async function answersTheBank(world, chance) {
    const payments = (await world.ports.processor.ledger()).filter(
      ({ status }) => status === 'requires_action',
    )
    const asking = [...payments.map(({ client_secret }) => client_secret), ...(await world.openSetups())]
    const client_secret = one(asking, chance)
    const approve = chance.happens(0.7)
    return client_secret === null
      ? null
      : {
          name: approve ? 'approves' : 'declines',
          // At the bank's own page: nothing of ours is asked.
          run: () => world.ports.processor.authenticate({ client_secret, approve }),
        }
  },

  onSubscription('cancels', (ports, actor, params) => cancelSubscription(ports, actor, { params }), {
    command: 'cancel',
  }),
  onSubscription(
    'takes the cancellation back',
    (ports, actor, params) => uncancelSubscription(ports, actor, { params }),
    { command: 'uncancel', isMeant: ({ cancel_at_period_end }) => cancel_at_period_end },
  ),
  onSubscription('ends it at once', (ports, actor, params) =>
    revokeCustomerSubscription(ports, actor, { params, body: {} }),
  ),
  onSubscription('withdraws', async (ports, actor, params) => {
    const { id: quote_id } = await quoteWithdrawal(ports, actor, { params })
    return withdrawAsQuoted(ports, actor, { params, body: { quote_id } })
  }),
  onSubscription('pauses', (ports, actor, params, chance, now) => {
    const resumes_at = chance.happens(0.6)
      ? new Date(now.getTime() + chance.pick([20, 45, 100]) * 24 * hour)
      : null
    return updateCustomerSubscription(ports, actor, {
      params,
      body: { pause_at_period_end: true, resumes_at },
    })
  }),
  onSubscription(
    'takes the pause back',
    (ports, actor, params) =>
      updateCustomerSubscription(ports, actor, { params, body: { pause_at_period_end: false } }),
    { command: 'unpause', isMeant: ({ pause_at_period_end }) => pause_at_period_end },
  ),
  onSubscription(
    'resumes',
    (ports, actor, params) => updateCustomerSubscription(ports, actor, { params, body: { resume: true } }),
    { isMeant: ({ status }) => status === 'paused' },
  ),
  async function changesTheSeats(world, chance) {
    const found = await anySubscription(world, chance, ({ seats }) => seats !== null)
    const seats = 1 + chance.below(9)
    return (
      found && {
        name: 'changes the seats',
        actor: found.actor,
        run: (ports) =>
          updateCustomerSubscription(ports, found.actor, { params: found.params, body: { seats } }),
      }
    )
  },
  onSubscription('takes the scheduled change back', (ports, actor, params) =>
    updateCustomerSubscription(ports, actor, { params, body: { pending_update: null } }),
  ),

  async function changesPlan(world, chance) {
    const found = await anySubscription(world, chance)
    const product_id = chance.pick(world.products)
    return (
      found && {
        name: 'changes the plan',
        actor: found.actor,
        run: (ports) =>
          updateCustomerSubscription(ports, found.actor, { params: found.params, body: { product_id } }),
      }
    )
  },

  async function isRevoked(world, chance) {
    // Mostly while something is on its way: money, which may come too late then, or a change.
    const begun = world.ports.db.selectFrom('subscriptions').select('id').where('status', '=', 'incomplete')
    const incomplete = await begun.orderBy('id').execute()
    const first = one(incomplete.length > 0 ? incomplete : await underWay(world), chance)
    const params = first ?? (await anySubscription(world, chance))?.params
    if (!params || !chance.happens(first ? 0.9 : 0.3)) return null
    return { name: 'is revoked', run: (ports) => revokeSubscription(ports, world.seller, { params }) }
  },

  async function isGivenTime(world, chance) {
    const found = await anySubscription(world, chance)
    if (!found || !chance.happens(0.3)) return null
    const days = chance.pick([1, 10, 40])
    const current_billing_period_end = new Date(world.ports.clock.now().getTime() + days * 24 * hour)
    const body = { current_billing_period_end }
    return {
      name: `has the period end in ${days} days`,
      run: (ports) => updateSubscription(ports, world.seller, { params: found.params, body }),
    }
  },

  async function buysAgain(world, chance) {
    const found = await anySubscription(world, chance)
    const idempotency_key = `decision-${chance.below(1_000_000_000)}-of-a-customer`
    return (
      found && {
        name: 'buys again',
        actor: found.actor,
        async run(ports) {
          const { actor, params } = found
          const { due_amount } = await previewResubscription(ports, actor, { params })
          const body = { agreed_amount: due_amount, idempotency_key }
          return resubscribe(ports, actor, { params, body })
        },
      }
    )
  },

  async function addsCard(world, chance) {
    const actor = chance.pick(world.customers)
    const card = chance.pick(cards)
    const confirmation_token_id = await world.cardToken(card)
    const body = { confirmation_token_id, set_default: chance.happens(0.7), return_url: '/' }
    return {
      name: `adds ${card.slice(-4)}`,
      actor,
      leavesBy: cardToForget,
      run: (ports) => addPaymentMethod(ports, actor, { body }),
    }
  },

  async function confirmsCard(world, chance) {
    const actor = chance.pick(world.customers)
    const setup_intent_id = one(await world.setupsOf(actor.customer_id), chance)
    const set_default = chance.happens(0.7)
    return setup_intent_id === null
      ? null
      : {
          name: 'confirms a card',
          actor,
          leavesBy: cardToForget,
          run: (ports) => confirmPaymentMethod(ports, actor, { body: { setup_intent_id, set_default } }),
        }
  },

  async function choosesDefault(world, chance) {
    const found = await anyCard(world, chance)
    return (
      found && {
        name: 'chooses a default',
        actor: found.actor,
        run: (ports) => setDefaultPaymentMethod(ports, found.actor, found.params.id),
      }
    )
  },

  async function removesCard(world, chance) {
    const found = await anyCard(world, chance)
    return (
      found && {
        name: 'removes a card',
        actor: found.actor,
        run: (ports) => deletePaymentMethod(ports, found.actor, { params: found.params }),
      }
    )
  },

  async function paysByHand(world, chance) {
    const found = await anyOrder(world, chance, 'pending')
    const card = found && (await anyCard(world, chance, found.actor))
    if (!card) return null
    const body = { payment_method_id: card.params.id, payment_processor: 'stripe' as const }
    return {
      name: 'pays by hand',
      actor: found.actor,
      run: (ports) => confirmOrderPayment(ports, found.actor, { params: found.params, body }),
    }
  },

  async function asksHowItStands(world, chance) {
    const found = await anyOrder(world, chance)
    return (
      found && {
        name: 'asks how the payment stands',
        actor: found.actor,
        run: (ports) => getOrderPaymentStatus(ports, found.actor, { params: found.params }),
      }
    )
  },

  async function correctsAnInvoice(world, chance) {
    const found = await anyOrder(world, chance)
    if (!found) return null
    const { actor, params, billing_address } = found
    const home = billing_address ?? { ...paris, country: 'FR' }
    const body = { billing_name: chance.pick(['Ann Arbor', 'Ben Nevis', 'Cem Etery']), billing_address: home }
    return {
      name: 'corrects an invoice',
      actor,
      run: (ports) => updateCustomerOrder(ports, actor, { params, body }),
    }
  },

  async function getsAnInvoice(world, chance) {
    const found = await anyOrder(world, chance)
    return (
      found && {
        name: 'gets an invoice',
        actor: found.actor,
        run: (ports) => generateInvoice(ports, found.actor, { params: found.params }),
      }
    )
  },

  async function meddles(world, chance) {
    const found = chance.happens(0.5) ? await anySubscription(world, chance) : await anyOrder(world, chance)
    const actor = chance.pick(world.customers)
    if (!found || found.actor.customer_id === actor.customer_id) return null
    const { params } = found
    const agreed = { agreed_amount: 1, idempotency_key: 'x'.repeat(20) }
    type Attempt = (ports: Ports) => Promise<unknown>
    const withSubscription: Attempt[] = [
      (ports) => cancelSubscription(ports, actor, { params }),
      (ports) => uncancelSubscription(ports, actor, { params }),
      (ports) => updateCustomerSubscription(ports, actor, { params, body: { seats: 3 } }),
      (ports) => resubscribe(ports, actor, { params, body: agreed }),
    ]
    const withOrder: Attempt[] = [
      (ports) => getOrderPaymentStatus(ports, actor, { params }),
      (ports) => generateInvoice(ports, actor, { params }),
      (ports) => updateCustomerOrder(ports, actor, { params, body: { billing_name: 'Mallory' } }),
      (ports) => quotePurchaseWithdrawal(ports, actor, { params }),
    ]
    const attempt = chance.pick('billing_address' in found ? withOrder : withSubscription)
    return { name: 'meddles with what is not theirs', actor, mustBeRefused: true, run: attempt }
  },

  async function isDeleted(world, chance) {
    const actor = chance.pick(world.customers)
    if (!chance.happens(0.15)) return null
    const way = chance.pick(['erased', 'anonymized', 'kept', 'erased'])
    const id = actor.customer_id
    if (way === 'erased')
      return {
        name: 'is erased',
        actor,
        about: id,
        command: 'beForgotten',
        run: (ports) => eraseCustomer(ports, actor),
      }
    const input = { params: { id }, query: { anonymize: way === 'anonymized' } }
    return { name: 'is deleted', run: (ports) => deleteCustomer(ports, world.seller, input) }
  },

  async function signsIn(world, chance) {
    const { customer_id } = chance.pick(world.customers)
    return {
      name: 'signs in',
      async run(ports) {
        const { token, expires_at } = await createCustomerSession(ports, world.seller, {
          body: { customer_id },
        })
        world.tokens.push({ token, customer_id, expires_at })
      },
    }
  },

  async function knocks(world, chance) {
    const known = one(world.tokens, chance)
    if (!known) return null
    const { token, customer_id, expires_at } = known
    return {
      name: 'knocks with a session',
      async run(ports) {
        const isOver = expires_at <= world.ports.clock.now()
        const actor = await resolveToken(ports, token)
        if (!actor) return
        if (isOver || actor.kind !== 'customer' || actor.customer_id !== customer_id)
          throw new Error('a session opened what it must not open')
      },
    }
  },

  ...timeMakers,

  async function somebodyLooks() {
    return { name: 'somebody releases what is parked', releases: true, run: (ports) => releaseParked(ports) }
  },

  async function theBooksAreRepaired() {
    return { name: 'what falls due is compared with the books', run: (ports) => repairDueWork(ports) }
  },

  ...processorMakers,
  ...owingMakers,
  ...webhookMakers,

  // Who learns to act stands last: so those before them are in each simulation as often as they were.
  async function withdrawsFromPurchase(world, chance) {
    const found = await anyPurchase(world, chance)
    return (
      found && {
        name: 'withdraws from a purchase',
        actor: found.actor,
        about: found.params.id,
        command: 'withdrawFromPurchase',
        async run(ports) {
          const { actor, params } = found
          const { id: quote_id } = await quotePurchaseWithdrawal(ports, actor, { params })
          return withdrawPurchaseAsQuoted(ports, actor, { params, body: { quote_id } })
        },
      }
    )
  },

  ...changingMakers,
]

type OnSubscription = (
  ports: Ports,
  actor: CustomerActor,
  params: { id: string },
  chance: Chance,
  now: Date,
) => Promise<unknown>

/** What somebody does to one of their subscriptions. Its own chance is drawn before, so that doing it twice is the same. */
function onSubscription(
  name: string,
  act: OnSubscription,
  { command, isMeant }: { command?: Action['command']; isMeant?: (facts: Facts) => boolean } = {},
): Maker {
  const maker: Maker = async (world, chance) => {
    const meant = isMeant && (await anySubscription(world, chance, isMeant))
    // Where there is none that it fits, it is refused.
    const found = meant ?? (await anySubscription(world, chance))
    if (!found) return null
    const { actor, params } = found
    const drawn = chance.below(1_000)
    const now = world.ports.clock.now()
    const decided: Chance = {
      below: (limit) => drawn % limit,
      pick: (items) => items[drawn % items.length]!,
      happens: (share) => drawn < share * 1_000,
    }
    const run = (ports: Ports) => act(ports, actor, params, decided, now)
    return { name, actor, about: params.id, command, run }
  }
  return Object.defineProperty(maker, 'name', { value: name })
}

/** Subscriptions whose money is at a bank that has not answered, or that are to change with the next period. */
async function underWay({ ports }: Simulated): Promise<{ id: string }[]> {
  return ports.db
    .selectFrom('subscriptions')
    .select('id')
    .where('ended_at', 'is', null)
    .where(({ or, eb, exists, selectFrom }) =>
      or([
        eb('pending_update', 'is not', null),
        exists(
          selectFrom('payment_attempts')
            .innerJoin('orders', 'orders.id', 'payment_attempts.order_id')
            .select('payment_attempts.id')
            .whereRef('orders.subscription_id', '=', 'subscriptions.id')
            .where('payment_attempts.status', 'in', ['unknown', 'requires_action', 'processing']),
        ),
      ]),
    )
    .orderBy('id')
    .execute()
}

/** Mostly they work; but a bank may say no to the first payment, ask its customer, or take its days, also to give back. */
const usual = [
  cards[0],
  cards[0],
  cards[0],
  '4000000000000341',
  '4000002760003184',
  '4000000000005001',
] as const

/** Somebody buys what they do not have yet. */
export async function subscribes(world: Simulated, chance: Chance): Promise<Action | null> {
  const running = await world.ports.db
    .selectFrom('subscriptions')
    .select(['customer_id', 'product_id'])
    .where('ended_at', 'is', null)
    .execute()
  const wishes = world.customers.flatMap((customer) =>
    world.products
      .filter((product) => !running.some((row) => isOf(row, customer, product)))
      .map((product) => ({ customer, product })),
  )
  const wish = one(wishes, chance)
  const params = wish && (await begunCheckout(world, wish.customer, wish.product, true))
  if (!params) return null
  const card = chance.pick(usual)
  const body = { confirmation_token_id: await world.cardToken(card) }
  return {
    name: `subscribes with ${card.slice(-4)}`,
    isPrepared: true,
    run: (ports) => confirmClientCheckout(ports, nobody, { params, body }),
  }
}

/** Somebody buys what does not renew, as often as they like. */
export async function buysOnce(world: Simulated, chance: Chance): Promise<Action | null> {
  const customer = chance.pick(world.customers)
  const card = chance.pick(usual)
  const params = await begunCheckout(world, customer, world.soldOnce, chance.happens(0.7))
  if (!params) return null
  const body = { confirmation_token_id: await world.cardToken(card) }
  return {
    name: `buys what is sold once with ${card.slice(-4)}`,
    isPrepared: true,
    run: (ports) => confirmClientCheckout(ports, nobody, { params, body }),
  }
}

function isOf(
  row: { customer_id: string; product_id: string },
  { customer_id }: CustomerActor,
  product: string,
): boolean {
  return row.customer_id === customer_id && row.product_id === product
}

/** Somebody looks at an offer. */
export async function begunCheckout(
  world: Simulated,
  customer: CustomerActor,
  product: string,
  isNamed: boolean,
): Promise<{ client_secret: string } | null> {
  const body = {
    products: [product],
    // Named by the seller, or merely typed by whoever knows the address.
    ...(isNamed ? { customer_id: customer.customer_id } : { customer_email: await world.emailOf(customer) }),
    allow_trial: true,
    allow_discount_codes: true,
    require_billing_address: false,
  }
  if (isNamed && (await isGone(world, customer))) return null
  const { client_secret } = await createCheckout(world.ports, world.seller, { body })
  return { client_secret }
}

async function isGone({ ports }: Simulated, { customer_id }: CustomerActor): Promise<boolean> {
  const found = ports.db.selectFrom('customers').select('deleted_at').where('id', '=', customer_id)
  return (await found.executeTakeFirstOrThrow()).deleted_at !== null
}
