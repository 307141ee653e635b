import { owingTwice } from '../acting.ts'
import { behaviour, cannotTry, type Check } from '../check.ts'
import { answers, fits, isTrue, same } from '../expect.ts'
import { cards, type Subscribed, type Trial } from '../trial.ts'
import { theOne, type Wire } from '../wire.ts'

const seller = '/v1/subscriptions'
const advance = (trial: Trial, duration: string) => trial.sandbox('a clock').advance(duration)
const latest = async (trial: Trial, { customer }: Pick<Subscribed, 'customer'>) =>
  (await trial.orders(customer))[0]
const theOrder = async (trial: Trial, { customer, order }: { customer: Wire; order: Wire }) =>
  theOne(await trial.orders(customer), ({ id }) => id === order.id, 'the order any more')
const days = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 86_400_000

/** The next last day of a month of 31 days that a shorter one follows. */
function next31(now: Date): Date {
  for (let month = now.getUTCMonth(); ; month++) {
    const date = new Date(Date.UTC(now.getUTCFullYear(), month, 31, 12))
    const after = new Date(Date.UTC(now.getUTCFullYear(), month + 1, 31, 12))
    if (date.getUTCDate() === 31 && after.getUTCDate() !== 31 && date > now) return date
  }
}

export const renewal: readonly Check[] = [
  behaviour(100, 'When a period ends the next begins, and is paid for by one order', async (trial) => {
    const subscribed = await trial.subscriber()
    await advance(trial, 'P1M')
    const now = await trial.seen(subscribed)
    isTrue(now.current_period_end > subscribed.subscription.current_period_end, 'The period is the same')
    const orders = await trial.orders(subscribed.customer)
    same(orders.length, 2, 'The number of orders')
    fits(orders[0], { billing_reason: 'subscription_cycle', status: 'paid', total_amount: 2000 })
    same(orders[0].items.length, 1, 'The number of items')
  }),
  behaviour(101, 'The next period begins where the last one ended', async (trial) => {
    const subscribed = await trial.subscriber()
    await advance(trial, 'P33D')
    const { current_period_start } = await trial.seen(subscribed)
    same(current_period_start, subscribed.subscription.current_period_end, 'current_period_start')
  }),
  behaviour(
    102,
    'Begun on the 31st, it ends with a shorter month and comes back to the 31st',
    async (trial) => {
      const { moveTo, now } = trial.sandbox('a clock')
      await moveTo(next31(await now()))
      const subscribed = await trial.subscriber()
      const first = new Date(subscribed.subscription.current_period_end)
      const dayAfter = new Date(first.getTime() + 86_400_000)
      same(dayAfter.getUTCDate(), 1, 'The day after its end')
      await moveTo(new Date(first.getTime() + 3_600_000))
      same(
        new Date((await trial.seen(subscribed)).current_period_end).getUTCDate(),
        31,
        'The day of its next end',
      )
    },
  ),
  behaviour(103, 'Canceled, it ends with its period', async (trial) => {
    const subscribed = await trial.subscriber()
    await trial.delete(`/v1/customer-portal/subscriptions/${subscribed.subscription.id}`, subscribed.token)
    await advance(trial, 'P1M')
    const { status, ended_at, ends_at } = await trial.seen(subscribed)
    same(status, 'canceled', 'The status')
    isTrue(ended_at && Math.abs(days(ends_at, ended_at)) < 0.1, `It ended ${ended_at}, not ${ends_at}`)
    same((await trial.orders(subscribed.customer)).length, 1, 'The number of orders')
  }),
  behaviour(
    104,
    'After its trial it runs and is paid for; canceled in its trial it never does',
    async (trial) => {
      const [stays, leaves] = [
        await trial.subscriber({ product: 'trial' }),
        await trial.subscriber({ product: 'trial' }),
      ]
      fits(stays.subscription, { status: 'trialing', current_period_end: stays.subscription.trial_end })
      await trial.delete(`/v1/customer-portal/subscriptions/${leaves.subscription.id}`, leaves.token)
      await advance(trial, 'P15D')
      fits(await trial.seen(stays), { status: 'active', current_period_start: stays.subscription.trial_end })
      fits(await latest(trial, stays), {
        status: 'paid',
        total_amount: 3000,
        billing_reason: 'subscription_cycle',
      })
      fits(await trial.seen(leaves), { status: 'canceled' })
      const charged = (await trial.orders(leaves.customer)).filter(({ total_amount }) => total_amount > 0)
      same(charged, [], 'What was charged')
    },
  ),
  behaviour(105, 'Whoever owes comes into the next period, and owes that too', async (trial) => {
    const owing = await trial.pastDue()
    await owingTwice(trial, owing)
    const now = await trial.seen(owing)
    same(now.status, 'past_due', 'The status')
    const { current_period_start } = owing.subscription
    isTrue(now.current_period_start !== current_period_start, 'The period is the same')
  }),
  cannotTry(
    106,
    'Where renewals are off, nothing is renewed',
    'needs an organization whose renewals are off; ours has no such switch',
  ),
  behaviour(107, 'A discount for one period counts for one period', async (trial) => {
    const { subscription, ...subscribed } = await trial.subscriber()
    const discount = await trial.post('/v1/discounts/', {
      name: 'Conformance',
      type: 'percentage',
      basis_points: 5000,
      duration: 'once',
    })
    await trial.patch(`${seller}/${subscription.id}`, { discount_id: discount.id })
    await advance(trial, 'P1M')
    fits(await latest(trial, subscribed), { discount_amount: 1000, total_amount: 1000 })
    await advance(trial, 'P1M')
    fits(await latest(trial, subscribed), { discount_amount: 0, total_amount: 2000 })
    same((await trial.get(`${seller}/${subscription.id}`)).discount_id, null, 'discount_id')
  }),
]

/** With a card that is typed in anew. */
async function tryToPay(trial: Trial, owing: { customer: Wire; order: Wire }, card: string) {
  const confirmation_token_id = await trial.sandbox('a test card').cardToken(card)
  const path = `/v1/customer-portal/orders/${owing.order.id}/confirm-payment`
  const token = await trial.session(owing.customer)
  return trial.call('POST', path, { token, body: { confirmation_token_id } })
}

/** What is asked of the customer at their bank. */
async function payWith(trial: Trial, owing: { customer: Wire; order: Wire }, card: string): Promise<Wire> {
  const asked = answers(await tryToPay(trial, owing, card), 200).body
  same(asked.status, 'requires_action', 'The status where the bank asks')
  return asked
}

/** Somebody who begins to pay with the next period, and has no card. */
async function withoutCard(trial: Trial): Promise<Subscribed> {
  const subscribed = await trial.subscriber({ product: 'free' })
  const { id } = await trial.product('pro')
  await trial.patch(`${seller}/${subscribed.subscription.id}`, {
    product_id: id,
    proration_behavior: 'next_period',
  })
  return subscribed
}

/** The charge of that moment finds a card that was lost; it is the next one, whoever else is charged before. */
async function failAt(trial: Trial, instant: string): Promise<void> {
  const { failNext, moveTo } = trial.sandbox('a bank that declines as it is told to')
  await moveTo(new Date(Date.parse(instant) - 1_000))
  await failNext('lost_card')
  await moveTo(new Date(Date.parse(instant) + 60_000))
}

export const dunning: readonly Check[] = [
  behaviour(108, 'Without a card it is owed, and the next try is told', async (trial) => {
    const subscribed = await withoutCard(trial)
    const receiver = await trial.receiver(['order.updated'])
    await advance(trial, 'P1M')
    fits(await trial.seen(subscribed), { status: 'past_due' })
    await trial.eventually('the order', async () =>
      receiver.heard.some(
        ({ data }) => data.customer_id === subscribed.customer.id && data.next_payment_attempt_at,
      ),
    )
  }),
  behaviour(109, 'After the first failure it is past due, and tried again in two days', async (trial) => {
    const { subscription, order } = await trial.pastDue()
    same(subscription.status, 'past_due', 'The status')
    isTrue(subscription.past_due_at, 'past_due_at is empty')
    same(
      Math.round(days(subscription.past_due_at, order.next_payment_attempt_at)),
      2,
      'The days until the next try',
    )
  }),
  behaviour(110, 'Then after five, seven and seven days', async (trial) => {
    const owing = await trial.pastDue()
    let { next_payment_attempt_at: last } = owing.order
    for (const [wait, expected] of [
      ['P2D', 5],
      ['P5D', 7],
      ['P7D', 7],
    ] as const) {
      await advance(trial, wait)
      const { next_payment_attempt_at: next } = await theOrder(trial, owing)
      same(Math.round(days(last, next)), expected, 'The days until the next try')
      last = next
    }
  }),
  behaviour(111, 'After the last failure it is over, and nothing is tried any more', async (trial) => {
    const owing = await trial.pastDue()
    await advance(trial, 'P22D')
    const seen = await trial.seen(owing)
    same(seen.status, 'canceled', 'The status')
    isTrue(seen.ended_at, 'ended_at is empty')
    fits(await theOrder(trial, owing), { status: 'void', next_payment_attempt_at: null })
  }),
  ...[112, 113].map((number) =>
    behaviour(
      number,
      number === 112
        ? 'A failure after the three weeks ends it, however few came before'
        : 'A card that will never work is tried once more, when the three weeks are over',
      async (trial) => {
        const subscribed = await trial.subscriber()
        await failAt(trial, subscribed.subscription.current_period_end)
        const order = await latest(trial, subscribed)
        const { past_due_at } = await trial.seen(subscribed)
        same(Math.round(days(past_due_at, order.next_payment_attempt_at)), 21, 'The days until the next try')
        if (number === 113) return
        await failAt(trial, order.next_payment_attempt_at)
        same((await trial.seen(subscribed)).status, 'canceled', 'The status')
      },
    ),
  ),
  behaviour(114, 'What the customer tries themselves does not count', async (trial) => {
    const owing = await trial.pastDue()
    const confirmation_token_id = await trial.sandbox('a test card').cardToken(cards.failsWhenCharged)
    const path = `/v1/customer-portal/orders/${owing.order.id}/confirm-payment`
    fits(await trial.post(path, { confirmation_token_id }, owing.token), { status: 'failed' })
    const { next_payment_attempt_at } = await theOrder(trial, owing)
    same(next_payment_attempt_at, owing.order.next_payment_attempt_at, 'The next try')
  }),
  behaviour(115, 'A failure that comes after the payment changes nothing', async (trial) => {
    const owing = await trial.pastDue()
    const { client_secret } = await payWith(trial, owing, cards.asksAlways)
    let paid = await tryToPay(trial, owing, cards.works)
    if (paid.status === 409) {
      // Whoever locks an order while its bank is asked does so for an hour at most.
      await advance(trial, 'PT61M')
      paid = await tryToPay(trial, owing, cards.works)
    }
    fits(answers(paid, 200).body, { status: 'succeeded' })
    await trial.eventually('the payment', async () => (await theOrder(trial, owing)).status === 'paid')
    await trial.sandbox('a bank that answers late').approve(client_secret, 'decline')
    await advance(trial, 'P3D')
    fits(await theOrder(trial, owing), { status: 'paid', next_payment_attempt_at: null })
    same((await trial.seen(owing)).status, 'active', 'The status')
  }),
  behaviour(116, 'A failure of a void order leads to no other try', async (trial) => {
    const owing = await trial.pastDue()
    const { client_secret } = await payWith(trial, owing, cards.asksAlways)
    await trial.delete(`${seller}/${owing.subscription.id}`)
    await trial.sandbox('a bank that answers late').approve(client_secret, 'decline')
    await advance(trial, 'P8D')
    fits(await theOrder(trial, owing), { status: 'void', next_payment_attempt_at: null })
  }),
  behaviour(117, 'Ended by the seller, what was owed is tried no more', async (trial) => {
    const owing = await trial.pastDue()
    await trial.delete(`${seller}/${owing.subscription.id}`)
    await advance(trial, 'P3D')
    fits(await theOrder(trial, owing), { status: 'void', next_payment_attempt_at: null })
  }),
  behaviour(118, 'Paid, it runs again, where nothing else is owed', async (trial) => {
    const owing = await trial.pastDue()
    const confirmation_token_id = await trial.sandbox('a test card').cardToken(cards.works)
    const path = `/v1/customer-portal/orders/${owing.order.id}/confirm-payment`
    fits(
      answers(await trial.call('POST', path, { token: owing.token, body: { confirmation_token_id } }), 200)
        .body,
      {
        status: 'succeeded',
      },
    )
    const running = await trial.eventually('the subscription', async () => {
      const seen = await trial.seen(owing)
      return seen.status === 'active' && seen
    })
    fits(running, { past_due_at: null })
    fits(await theOrder(trial, owing), { status: 'paid', next_payment_attempt_at: null })
    const twice = await trial.pastDue()
    const [one, other] = (await owingTwice(trial, twice)).orders
    const pay = async (order: Wire) => {
      const paid = answers(await tryToPay(trial, { ...twice, order }, cards.works), 200)
      fits(paid.body, { status: 'succeeded' })
      await trial.eventually('the payment', async () => {
        return (await theOrder(trial, { ...twice, order })).status === 'paid'
      })
    }
    await pay(one!)
    same((await trial.seen(twice)).status, 'past_due', 'The status with one of two paid')
    await pay(other!)
    await trial.eventually('the subscription', async () => (await trial.seen(twice)).status === 'active')
  }),
  behaviour(119, 'With a new default card what is owed is paid at once', async (trial) => {
    const owing = await trial.pastDue()
    await trial.addCard(owing.token, cards.works, true)
    await trial.eventually('the payment', async () => (await theOrder(trial, owing)).status === 'paid')
    same((await trial.seen(owing)).status, 'active', 'The status')
    const ended = await trial.pastDue()
    await trial.delete(`${seller}/${ended.subscription.id}`)
    await trial.addCard(ended.token, cards.works, true)
    await advance(trial, 'PT1H')
    fits(await theOrder(trial, ended), { status: 'void' })
    const status = `/v1/customer-portal/orders/${ended.order.id}/payment-status`
    same((await trial.get(status, await trial.session(ended.customer))).status, 'failed', 'The payment')
  }),
]
