import { itself, path, patch, changeTo, failing, atPrice, comesWith, grantsOf, selling } from '../acting.ts'
import { behaviour, rule, type Check } from '../check.ts'
import { answers, fits, refuses, refusesInput, same } from '../expect.ts'
import type { Wire } from '../wire.ts'

export const planChanges: readonly Check[] = [
  behaviour(63, 'Without a token nobody changes anything', async (trial) => {
    const subscribed = await trial.subscriber()
    for (const [method, at] of [
      ['PATCH', ''],
      ['DELETE', ''],
      ['POST', '/revoke'],
      ['POST', '/change-preview'],
    ] as const)
      refuses(await trial.call(method, path(subscribed) + at, { token: null, body: {} }), 401, 'Unauthorized')
  }),
  behaviour(64, 'Another’s subscription is not there, whatever is done to it', async (trial) => {
    const subscribed = await trial.subscriber()
    const token = await trial.session(await trial.customer())
    const plus = await trial.product('plus')
    const tries = [
      ['PATCH', '', { cancel_at_period_end: true }],
      ['PATCH', '', { product_id: plus.id }],
      ['DELETE', '', undefined],
      ['POST', '/revoke', {}],
      ['POST', '/change-preview', { product_id: plus.id }],
    ] as const
    for (const [method, at, body] of tries)
      refuses(await trial.call(method, path(subscribed) + at, { token, body }), 404, 'ResourceNotFound')
    itself(await trial.seen(subscribed), subscribed)
  }),
  behaviour(
    65,
    'To a product that there is not, that is sold once, or that is private: refused',
    async (trial) => {
      const subscribed = await trial.subscriber()
      refusesInput(await patch(trial, subscribed, { product_id: crypto.randomUUID() }), 'body/product_id')
      refusesInput(await changeTo(trial, subscribed, 'once'), 'body/product_id')
      refusesInput(await changeTo(trial, subscribed, 'hidden'), 'body/product_id')
    },
  ),
  behaviour(66, 'Where the organization does not let them, nobody changes their plan', async (trial) => {
    const subscribed = await trial.subscriber()
    await trial.configure({ update_plan: false })
    refuses(await changeTo(trial, subscribed, 'plus'), 403, 'UpdateSubscriptionPlanNotAllowed')
    const plus = await trial.product('plus')
    const preview = { token: subscribed.token, body: { product_id: plus.id } }
    const previewed = await trial.call('POST', `${path(subscribed)}/change-preview`, preview)
    refuses(previewed, 403, 'UpdateSubscriptionPlanNotAllowed')
  }),
  behaviour(67, 'To a public product: changed', async (trial) => {
    const subscribed = await trial.subscriber()
    const { body } = answers(await changeTo(trial, subscribed, 'plus'), 200)
    fits(body, { amount: 5000, status: 'active', product_id: (await trial.product('plus')).id })
  }),
  behaviour(68, 'A key that nobody knows, or keys of two changes at once, are refused', async (trial) => {
    const subscribed = await trial.subscriber()
    refusesInput(await patch(trial, subscribed, { cancel_at_period_ends: true }))
    refusesInput(await patch(trial, subscribed, { cancel_at_period_end: true, seats: 2 }))
    itself(answers(await patch(trial, subscribed, {}), 200).body, subscribed)
  }),
  behaviour(69, 'Customers choose no proration, not even in a preview', async (trial) => {
    const subscribed = await trial.subscriber()
    const body = { product_id: (await trial.product('plus')).id, proration_behavior: 'invoice' }
    refusesInput(
      await trial.call('POST', `${path(subscribed)}/change-preview`, { token: subscribed.token, body }),
    )
    refusesInput(await patch(trial, subscribed, body))
  }),
  behaviour(71, 'To a product without a price in one’s currency: refused', async (trial) => {
    refusesInput(await changeTo(trial, await trial.subscriber(), 'euros'), 'body/product_id')
  }),
  behaviour(72, 'Where a change is paid at once and the card fails, the old plan stays', async (trial) => {
    await trial.configure({ proration_behavior: 'invoice' })
    const subscribed = await trial.subscriber()
    await failing(trial, subscribed)
    refuses(await changeTo(trial, subscribed, 'plus'), 402, 'PaymentFailed')
    itself(await trial.seen(subscribed), subscribed)
  }),
  rule('change.declined', 'A change whose card fails leaves no order behind', async (trial) => {
    await trial.configure({ proration_behavior: 'invoice' })
    const subscribed = await trial.subscriber()
    await failing(trial, subscribed)
    refuses(await changeTo(trial, subscribed, 'plus'), 402, 'PaymentFailed')
    same((await trial.orders(subscribed.customer)).length, 1, 'The number of orders')
  }),
  behaviour(
    73,
    'A change for the next period waits there; a second takes its place, and one at once removes it',
    async (trial) => {
      await trial.configure({ proration_behavior: 'next_period' })
      const subscribed = await trial.subscriber()
      const { plus, yearly } = { plus: await trial.product('plus'), yearly: await trial.product('yearly') }
      const first = answers(await changeTo(trial, subscribed, 'plus'), 200).body
      fits(first, { product_id: subscribed.subscription.product_id, pending_update: { product_id: plus.id } })
      const second = answers(await changeTo(trial, subscribed, 'yearly'), 200).body
      fits(second, { pending_update: { product_id: yearly.id } })
      await trial.configure({ proration_behavior: 'prorate' })
      fits(answers(await changeTo(trial, subscribed, 'plus'), 200).body, {
        product_id: plus.id,
        pending_update: null,
      })
    },
  ),
  behaviour(74, 'What waits is applied when the period ends', async (trial) => {
    await trial.configure({ proration_behavior: 'next_period' })
    const subscribed = await trial.subscriber()
    answers(await changeTo(trial, subscribed, 'plus'), 200)
    await trial.sandbox('a clock').advance('P1M')
    fits(await trial.seen(subscribed), { amount: 5000, pending_update: null, status: 'active' })
    const [latest] = await trial.orders(subscribed.customer)
    fits(latest, { billing_reason: 'subscription_cycle', subtotal_amount: 5000 })
    const richer = await selling(trial, { prices: atPrice(7000) })
    const benefit = await comesWith(trial, richer)
    const gaining = await trial.subscriber()
    answers(await patch(trial, gaining, { product_id: richer.id }), 200)
    same(await grantsOf(trial, gaining.customer), [], 'What they have before')
    const keeping = await trial.subscriber()
    const dearer = await selling(trial, { prices: atPrice(8000) })
    answers(await patch(trial, keeping, { product_id: dearer.id }), 200)
    await trial.patch(`/v1/products/${dearer.id}`, { prices: atPrice(9000) })
    await trial.sandbox('a clock').advance('P1M')
    fits(await trial.seen(gaining), { product_id: richer.id })
    const has = await trial.eventually('what comes with the new product', async () => {
      const grants = await grantsOf(trial, gaining.customer)
      return grants.length > 0 && grants
    })
    same(has, [benefit.id], 'What they have then')
    // Nobody is moved to a price that is sold no more.
    const { product_id } = keeping.subscription
    fits(await trial.seen(keeping), { product_id, amount: 2000, pending_update: null, status: 'active' })
  }),
  behaviour(
    75,
    'In a trial: a longer one extends it; none, or one that would be over, ends it and the whole price is paid',
    async (trial) => {
      const longer = await trial.subscriber({ product: 'trial' })
      same(longer.subscription.status, 'trialing', 'The status')
      const extended = answers(await changeTo(trial, longer, 'longTrial'), 200).body
      const days = (Date.parse(extended.trial_end) - Date.parse(extended.trial_start)) / 86_400_000
      fits(extended, { status: 'trialing' })
      same(Math.round(days), 30, 'The days of the trial')
      const short = await selling(trial, {
        trial_interval: 'day',
        trial_interval_count: 3,
        prices: atPrice(2000),
      })
      const [ended, late] = [
        await trial.subscriber({ product: 'trial' }),
        await trial.subscriber({ product: 'trial' }),
      ]
      fits(answers(await changeTo(trial, ended, 'pro'), 200).body, { status: 'active', amount: 2000 })
      await trial.sandbox('a clock').advance('P5D')
      const token = await trial.session(late.customer)
      const { body } = answers(await patch(trial, { ...late, token }, { product_id: short.id }), 200)
      fits(body, { status: 'active', amount: 2000 })
      for (const { customer } of [ended, late]) {
        const [order] = await trial.orders(customer)
        fits(order, { subtotal_amount: 2000, status: 'paid' })
        same(
          order.items.filter(({ proration }: Wire) => proration),
          [],
          'The prorated items',
        )
      }
    },
  ),
  behaviour(78, 'What waits can be dropped, once', async (trial) => {
    await trial.configure({ proration_behavior: 'next_period' })
    const subscribed = await trial.subscriber()
    answers(await changeTo(trial, subscribed, 'plus'), 200)
    fits(answers(await patch(trial, subscribed, { pending_update: null }), 200).body, {
      pending_update: null,
    })
    refusesInput(await patch(trial, subscribed, { pending_update: null }), 'body/pending_update')
  }),
]
