import type { WebhookEventType } from '@verge/polar/contract/webhooks'
import { releaseParked } from '@verge/server/operations/due-work/parked'
import { advanceClock, runDue } from '@verge/server/jobs/run-due'
import type { CustomerActor } from '@verge/server/operations/actor'
import { confirmClientCheckout } from '@verge/server/operations/checkouts/confirm'
import { confirmOrderPayment } from '@verge/server/operations/orders/confirm-payment'
import { generateInvoice } from '@verge/server/operations/orders/invoice'
import { updateCustomerOrder } from '@verge/server/operations/orders/update'
import { addPaymentMethod } from '@verge/server/operations/payment-methods/add'
import { cancelSubscription, uncancelSubscription } from '@verge/server/operations/subscriptions/cancel'
import { resubscribe } from '@verge/server/operations/subscriptions/resubscribe'
import { revokeSubscription } from '@verge/server/operations/subscriptions/revoke'
import { updateCustomerSubscription } from '@verge/server/operations/subscriptions/update'
import { createWebhookEndpoint } from '@verge/server/operations/webhooks/create'
import type { Database } from '@verge/server/ports/ports'
import { begunCheckout } from './actions.ts'
import { openJudge } from './judge.ts'
import { rewindableLineTo, type RewindableLine } from './line.ts'
import { steady, type Call, type Ending, type Fortune } from './schedule.ts'
import { wordsFor } from './simulate.ts'
import { beginWorld, type Action, type Simulated } from './world.ts'

/** Something that moves money or tells of it, and how often the customer may have been charged for it in the end. */
interface MoneyOperation {
  charges: readonly number[]
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

/** The first customer's life, in words. */
function lifeIn(world: Simulated) {
  const { ports } = world
  const actor = world.customers[0]!
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
    dueWork: (): Action => ({ name: 'due work', run: (ported) => runDue(ported) }),
    async purchase(card: string, product: 'Pro' | 'Team' | 'Guide' = 'Pro'): Promise<Action> {
      const [pro, team] = world.products
      const id = { Pro: pro!, Team: team!, Guide: world.soldOnce }[product]
      const params = (await begunCheckout(world, actor, id, true))!
      const body = { confirmation_token_id: await world.cardToken(card) }
      let isBegun = false
      return {
        name: `buys ${product}`,
        run(ported) {
          const input = { params, body: isBegun ? {} : body }
          isBegun = true
          return confirmClientCheckout(ported, { kind: 'anonymous' }, input)
        },
      }
    },
    bought: async (product: 'Pro' | 'Team') => does(await life.purchase('4242424242424242', product)),
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

export interface Enumeration {
  /** How many calls to ports the operation makes. */
  points: number
  /** How many courses with one crash, and with a second one in the recovery, were gone through. */
  single: number
  double: number
  /** What did not hold, and where the process had died. */
  failed: string[]
}

export interface Extent {
  /** Also at calls that take no time; what they leave is what a crash at the next call leaves. */
  everywhere: boolean
  /** Of how many second crashes one is tried; 1 tries all. */
  oneSecondIn: number
}

/** Lets the process die at each of the operation's calls, and again in the recovery. */
export async function enumerateCrashes(
  database: Database,
  { charges, prepare }: MoneyOperation,
  { everywhere, oneSecondIn }: Extent,
): Promise<Enumeration> {
  let line: RewindableLine | null = null
  const openLine = async (over: Database) => (line = await rewindableLineTo(over))
  const world = await beginWorld(database, 1, { openLine, behavior: 'invoice' })
  const { clock } = world.ports
  try {
    const action = await prepare(lifeIn(world))
    const begun = clock.now()
    const before = await chargesIn(world)
    await line!.mark()

    const failed: string[] = []

    /** One course: the process dies at `first`, and in its recovery at `second`. Gives the calls that the recovery made. */
    const course = async (first: number, second: number): Promise<Call[]> => {
      await line!.rewind()
      world.moveTo(begun)
      world.beginStep(1)
      world.told.length = 0
      world.listeners.sent.length = 0
      const judge = await openJudge(world)
      const where = second < 0 ? `call ${first}` : `call ${first}, and at call ${second} of the recovery`
      try {
        await attempt(world, action, dyingAt(first))
        // Whoever has a lease loses it first; and the customer comes back, every other time.
        world.moveTo(new Date(clock.now().getTime() + 10 * 60_000))
        const { fortune, calls } = listening(dyingAt(second))
        await attempt(world, { name: 'recovery', run: (ports) => runDue(ports) }, fortune)
        if (first % 2 === 0) await attempt(world, action, steady)
        await releaseParked(world.ports)
        for (const hours of [2, 26]) {
          const to = new Date(begun.getTime() + hours * hour)
          await advanceClock(world.ports, world.moveTo, to)
        }
        await judge.settled()
        const charged = (await chargesIn(world)) - before
        if (!charges.includes(charged)) throw new Error(`the customer was charged ${charged} times`)
        return calls
      } catch (error) {
        failed.push(`dying at ${where}: ${(error as Error).message}`)
        return []
      }
    }

    const { fortune, calls } = listening(steady)
    await world.perform([action], fortune)
    const points = calls.flatMap(({ port }, point) => (everywhere || !isInstant(port) ? [point] : []))
    let double = 0
    for (const first of points) {
      const recovery = await course(first, -1)
      const seconds = recovery.flatMap(({ port }, point) => (everywhere || !isInstant(port) ? [point] : []))
      for (const second of seconds.filter((point) => (point * 7 + first) % oneSecondIn === 0)) {
        await course(first, second)
        double++
      }
    }
    return { points: calls.length, single: points.length, double, failed }
  } finally {
    await line!.close()
  }
}

const isInstant = (port: Call['port']) => port === 'clock' || port === 'ids'

function dyingAt(point: number): Fortune {
  return { choose: () => 0, fateOf: (_call, now) => (now === point ? 'crashes before' : 'happens') }
}

/** Notes the calls that are made. */
function listening(fortune: Fortune): { fortune: Fortune; calls: Call[] } {
  const calls: Call[] = []
  const fateOf = (call: Call, point: number) => {
    calls.push(call)
    return fortune.fateOf(call, point)
  }
  return { fortune: { ...fortune, fateOf }, calls }
}

async function attempt(world: Simulated, action: Action, fortune: Fortune): Promise<void> {
  const endings: Ending[] = await world.perform([action], fortune)
  wordsFor(endings[0]!)
}

/** Money that the processor took and kept. */
async function chargesIn({ ports }: Simulated): Promise<number> {
  const ledger = await ports.processor.ledger()
  return ledger.filter(({ status, refunded_at }) => status === 'succeeded' && !refunded_at).length
}
