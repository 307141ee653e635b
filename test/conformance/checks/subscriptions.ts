import { behaviour, operation, rule, type Calls, type Check } from '../check.ts'
import { answers, fits, isTrue, refuses, refusesInput, same } from '../expect.ts'
import type { Subscribed, Trial } from '../trial.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- as the server answered it
type Json = any
const portal = '/v1/customer-portal/subscriptions'
const seller = '/v1/subscriptions'
const reason = { cancellation_reason: 'too_expensive', cancellation_comment: 'Too much' } as const

const subscriber = (trial: Trial) => trial.subscriber()
/** The same, called for by the seller. */
const sold = async (trial: Trial) => ({ ...(await trial.subscriber()), token: undefined })
const withPlus = async (trial: Trial) => ({
  ...(await trial.subscriber()),
  plus: await trial.product('plus'),
})
const soldWithPlus = async (trial: Trial) => ({ ...(await withPlus(trial)), token: undefined })
type WithPlus = Pick<Subscribed, 'subscription'> & { plus: Json }
type One = Pick<Subscribed, 'subscription' | 'customer'>

const itself = (answer: Json, { subscription }: Pick<Subscribed, 'subscription'>) =>
  fits(answer, {
    id: subscription.id,
    status: 'active',
    amount: 2000,
    currency: 'usd',
    cancel_at_period_end: false,
  })
const alone = ({ items, pagination }: Json, given: One) => {
  same(pagination, { total_count: 1, max_page: 1 }, 'pagination')
  itself(items[0], given)
}
const scheduled = (answer: Json, { subscription }: One) =>
  fits(answer, { id: subscription.id, status: 'active', cancel_at_period_end: true, ended_at: null })
const over = (answer: Json, { subscription }: One) =>
  fits(answer, { id: subscription.id, status: 'canceled', cancel_at_period_end: false })
const byId = ({ subscription: { id } }: Pick<Subscribed, 'subscription'>) => ({ params: { id } })

/** A preview's amounts add up, and are whole. */
function addsUp(preview: Json): void {
  for (const [name, value] of Object.entries(preview))
    if (name.endsWith('_amount')) isTrue(Number.isInteger(value), `${name} is ${String(value)}`)
  same(preview.net_amount, preview.subtotal_amount - preview.discount_amount, 'net_amount')
  same(preview.total_amount, preview.net_amount + preview.tax_amount, 'total_amount')
  same(preview.due_amount, Math.max(0, preview.total_amount + preview.applied_balance_amount), 'due_amount')
}

const chargePreview: Calls<One> = { ok: 200, given: subscriber, raw: byId, shows: addsUp }
const cancelPreview: Calls<One> = {
  ok: 200,
  given: subscriber,
  raw: byId,
  shows: (answer) => fits(answer, { stops_collection: false, outstanding_amount: null }),
}
const changePreview: Calls<WithPlus> = {
  ok: 200,
  repeatable: true,
  given: withPlus,
  raw: ({ subscription: { id }, plus }) => ({ params: { id }, body: { product_id: plus.id } }),
  shows: addsUp,
}

export const subscriptions: readonly Check[] = [
  operation<One>('M', `GET ${portal}/`, {
    ok: 200,
    given: subscriber,
    v1: (polar) => polar.customerPortal.subscriptions.list({}),
    v0: (polar, _, security) => polar.customerPortal.subscriptions.list(security, {}),
    raw: () => ({}),
    shows: alone,
  }),
  operation<One>('M', `GET ${portal}/{id}`, {
    ok: 200,
    given: subscriber,
    v1: (polar, { subscription }) => polar.customerPortal.subscriptions.get(subscription.id),
    v0: (polar, { subscription: { id } }, security) =>
      polar.customerPortal.subscriptions.get(security, { id }),
    raw: byId,
    shows: itself,
  }),
  operation<One>('M', `PATCH ${portal}/{id}`, {
    ok: 200,
    given: subscriber,
    v1: (polar, { subscription }) =>
      polar.customerPortal.subscriptions.update(subscription.id, { cancel_at_period_end: true, ...reason }),
    v0: (polar, { subscription: { id } }, security) =>
      polar.customerPortal.subscriptions.update(security, {
        id,
        customerSubscriptionUpdate: {
          cancelAtPeriodEnd: true,
          cancellationReason: 'too_expensive',
          cancellationComment: 'Too much',
        },
      }),
    raw: (given) => ({ ...byId(given), body: { cancel_at_period_end: true, ...reason } }),
    shows(answer, given) {
      scheduled(answer, given)
      fits(answer, {
        customer_cancellation_reason: 'too_expensive',
        customer_cancellation_comment: 'Too much',
      })
    },
  }),
  operation<One>('M', `DELETE ${portal}/{id}`, {
    ok: 200,
    given: subscriber,
    v1: (polar, { subscription }) => polar.customerPortal.subscriptions.cancel(subscription.id),
    v0: (polar, { subscription: { id } }, security) =>
      polar.customerPortal.subscriptions.cancel(security, { id }),
    raw: byId,
    shows: scheduled,
  }),
  operation<Subscribed>('S', `POST ${portal}/{id}/revoke`, {
    ok: 200,
    given: (trial) => trial.pastDue(),
    raw: (given) => ({ ...byId(given), body: {} }),
    type: 'CustomerSubscription',
    shows: over,
  }),
  operation('S', `GET ${portal}/{id}/charge-preview`, chargePreview),
  operation('S', `GET ${portal}/{id}/cancel-preview`, cancelPreview),
  operation('S', `POST ${portal}/{id}/change-preview`, changePreview),

  operation<One>('M', `GET ${seller}/`, {
    ok: 200,
    given: sold,
    v1: (polar, { customer }) => polar.subscriptions.list({ customer_id: customer.id }),
    v0: (polar, { customer }) => polar.subscriptions.list({ customerId: customer.id }),
    raw: ({ customer }) => ({ query: `customer_id=${customer.id}` }),
    shows: alone,
  }),
  operation<One>('S', `GET ${seller}/{id}`, {
    ok: 200,
    given: sold,
    v1: (polar, { subscription }) => polar.subscriptions.get(subscription.id),
    v0: (polar, { subscription: { id } }) => polar.subscriptions.get({ id }),
    raw: byId,
    shows: itself,
  }),
  operation<{ customer: Json; free: Json }>('S', `POST ${seller}/`, {
    ok: 201,
    given: async (trial) => ({ customer: await trial.customer(), free: await trial.product('free') }),
    v1: (polar, { customer, free }) =>
      polar.subscriptions.create({ product_id: free.id, customer_id: customer.id }),
    v0: (polar, { customer, free }) =>
      polar.subscriptions.create({ productId: free.id, customerId: customer.id }),
    raw: ({ customer, free }) => ({ body: { product_id: free.id, customer_id: customer.id } }),
    shows: (answer, { customer, free }) =>
      fits(answer, { status: 'active', amount: 0, product_id: free.id, customer_id: customer.id }),
  }),
  operation<One>('S', `PATCH ${seller}/{id}`, {
    ok: 200,
    given: sold,
    v1: (polar, { subscription }) =>
      polar.subscriptions.update(subscription.id, { cancel_at_period_end: true }),
    v0: (polar, { subscription: { id } }) =>
      polar.subscriptions.update({ id, subscriptionUpdate: { cancelAtPeriodEnd: true } }),
    raw: (given) => ({ ...byId(given), body: { cancel_at_period_end: true } }),
    shows: scheduled,
  }),
  operation<One>('S', `DELETE ${seller}/{id}`, {
    ok: 200,
    given: sold,
    v1: (polar, { subscription }) => polar.subscriptions.revoke(subscription.id),
    v0: (polar, { subscription: { id } }) => polar.subscriptions.revoke({ id }),
    raw: byId,
    shows: over,
  }),
  operation('S', `GET ${seller}/{id}/charge-preview`, { ...chargePreview, given: sold }),
  operation('S', `GET ${seller}/{id}/cancel-preview`, { ...cancelPreview, given: sold }),
  operation('S', `POST ${seller}/{id}/change-preview`, { ...changePreview, given: soldWithPlus }),
]

const path = ({ subscription }: Pick<Subscribed, 'subscription'>) => `${portal}/${subscription.id}`
const patch = (trial: Trial, subscribed: Subscribed, body: object) =>
  trial.call('PATCH', path(subscribed), { token: subscribed.token, body })
const cancel = async (trial: Trial, subscribed: Subscribed, body: object = {}) =>
  answers(await patch(trial, subscribed, { cancel_at_period_end: true, ...body }), 200).body
const end = (trial: Trial, { subscription }: Subscribed) => trial.delete(`${seller}/${subscription.id}`)
const changeTo = async (trial: Trial, subscribed: Subscribed, name: Parameters<Trial['product']>[0]) =>
  patch(trial, subscribed, { product_id: (await trial.product(name)).id })
const seatsOf = (trial: Trial, seats: number) => trial.subscriber({ product: 'team', seats })

export const reading: readonly Check[] = [
  behaviour(59, 'Products show no benefit that is not public', async (trial) => {
    const { subscription, customer } = await trial.subscriber()
    same(subscription.product.benefits, [], 'The benefits of a subscription’s product')
    const [order] = await trial.orders(customer)
    same(order.product?.benefits ?? [], [], 'The benefits of an order’s product')
  }),
  behaviour(60, 'Everybody sees their own subscriptions alone', async (trial) => {
    const [one, other] = [await trial.subscriber(), await trial.subscriber()]
    for (const { subscription, token } of [one, other]) {
      const { items } = await trial.get(`${portal}/?limit=100`, token)
      same(
        items.map(({ id }: Json) => id),
        [subscription.id],
        'The subscriptions',
      )
    }
  }),
  behaviour(61, 'In what is looked for, % and _ are letters like others', async (trial) => {
    const { token } = await trial.subscriber()
    const found = async (query: string) => (await trial.get(`${portal}/?query=${query}`, token)).items.length
    same(await found('conformance%20PRO'), 1, 'By the name, in whatever letters')
    for (const query of ['%25', '_', 'Conf%25Pro', 'Conformance_Pro'])
      same(await found(query), 0, `By ${query}`)
  }),
  behaviour(
    62,
    'Whoever owes is told that canceling stops the collection, and of how much',
    async (trial) => {
      const owing = await trial.pastDue()
      const preview = await trial.get(`${path(owing)}/cancel-preview`, owing.token)
      same(preview, { stops_collection: true, outstanding_amount: owing.order.due_amount }, 'The preview')
    },
  ),
  rule(
    'subscription.active',
    'active=true are those that run; neither true nor false shows one that owes',
    async (trial) => {
      const owing = await trial.pastDue()
      const found = async (active: boolean) =>
        (await trial.get(`${portal}/?active=${active}`, owing.token)).items.length
      same([await found(true), await found(false)], [0, 0], 'How often one that owes is found')
      const running = await trial.subscriber()
      same(
        (await trial.get(`${portal}/?active=true`, running.token)).items.length,
        1,
        'How often one that runs is found',
      )
      await end(trial, running)
      same(
        (await trial.get(`${portal}/?active=false`, running.token)).items.length,
        1,
        'How often one that ended is found',
      )
    },
  ),
  rule(
    'subscription.filters',
    'The seller finds them by status, product, customer and what they know them by',
    async (trial) => {
      const external_id = crypto.randomUUID()
      const { subscription, customer } = await trial.subscriber({
        customer: await trial.customer({ external_id }),
      })
      const found = async (query: string) => {
        const { items } = await trial.get(`${seller}/?customer_id=${customer.id}&${query}`)
        return items.map(({ id }: Json) => id)
      }
      for (const query of [
        'status=active',
        'status=active&status=past_due',
        `product_id=${subscription.product_id}`,
        'active=true',
        'cancel_at_period_end=false',
        `external_customer_id=${external_id}`,
      ])
        same(await found(query), [subscription.id], `By ${query}`)
      for (const query of [
        'status=canceled',
        `product_id=${crypto.randomUUID()}`,
        'active=false',
        'metadata[referenceId]=none',
      ])
        same(await found(query), [], `By ${query}`)
      await trial.patch(`${seller}/${subscription.id}`, { metadata: { referenceId: external_id } })
      same(await found(`metadata[referenceId]=${external_id}`), [subscription.id], 'By its metadata')
    },
  ),
]

export const changing: readonly Check[] = [
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
  behaviour(
    70,
    'From seats there is no way to a fixed price; to seats there is, with one taken',
    async (trial) => {
      refusesInput(await changeTo(trial, await seatsOf(trial, 2), 'pro'), 'body/product_id')
      const subscribed = await trial.subscriber()
      fits(answers(await changeTo(trial, subscribed, 'team'), 200).body, { seats: 1 })
      const { seats } = await trial.get(`/v1/customer-seats?subscription_id=${subscribed.subscription.id}`)
      same(
        seats.map(({ status }: Json) => status),
        ['claimed'],
        'The seats',
      )
      await trial.configure({ proration_behavior: 'next_period' })
      const waiting = await changeTo(trial, await trial.subscriber(), 'team')
      refusesInput(waiting, 'body/proration_behavior')
    },
  ),
  rule('change.team', 'Whoever changes to seats is a team from then on', async (trial) => {
    await trial.configure({ member_model_enabled: true })
    const subscribed = await trial.subscriber()
    answers(await changeTo(trial, subscribed, 'team'), 200)
    same((await trial.get(`/v1/customers/${subscribed.customer.id}`)).type, 'team', 'type')
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
  }),
  behaviour(
    75,
    'In a trial: a longer one extends it, none ends it and the whole price is paid',
    async (trial) => {
      const longer = await trial.subscriber({ product: 'trial' })
      same(longer.subscription.status, 'trialing', 'The status')
      const extended = answers(await changeTo(trial, longer, 'longTrial'), 200).body
      const days = (Date.parse(extended.trial_end) - Date.parse(extended.trial_start)) / 86_400_000
      fits(extended, { status: 'trialing' })
      same(Math.round(days), 30, 'The days of the trial')
      const ended = await trial.subscriber({ product: 'trial' })
      fits(answers(await changeTo(trial, ended, 'pro'), 200).body, { status: 'active', amount: 2000 })
      const [order] = await trial.orders(ended.customer)
      fits(order, { subtotal_amount: 2000, status: 'paid' })
      same(
        order.items.filter(({ proration }: Json) => proration),
        [],
        'The prorated items',
      )
    },
  ),
  behaviour(
    76,
    'Fewer seats than are taken, or more than are sold, are refused; without seats too',
    async (trial) => {
      const team = await seatsOf(trial, 3)
      const seat = (body: object) => trial.post('/v1/customer-portal/seats', body, team.token)
      for (const _ of [1, 2]) await seat({ subscription_id: team.subscription.id, email: trial.newEmail() })
      refuses(await patch(trial, team, { seats: 1 }), 400, 'SeatsAlreadyAssigned')
      refuses(await patch(trial, team, { seats: 11 }), 400, 'AboveMaximumSeats')
      refusesInput(await patch(trial, team, { seats: 0 }))
      refuses(await patch(trial, await trial.subscriber(), { seats: 2 }), 400, 'NotASeatBasedSubscription')
    },
  ),
  behaviour(
    77,
    'As many seats as before change nothing and tell nobody; a change that waits is dropped',
    async (trial) => {
      const team = await seatsOf(trial, 2)
      const receiver = await trial.receiver(['subscription.updated'])
      fits(answers(await patch(trial, team, { seats: 2 }), 200).body, { seats: 2, pending_update: null })
      await trial.configure({ proration_behavior: 'next_period' })
      fits(answers(await patch(trial, team, { seats: 4 }), 200).body, {
        seats: 2,
        pending_update: { seats: 4 },
      })
      fits(answers(await patch(trial, team, { seats: 2 }), 200).body, { seats: 2, pending_update: null })
      await trial.eventually('both changes', async () => receiver.heard.length >= 2)
      same(
        receiver.heard.map(({ data }) => data.pending_update?.seats ?? null),
        [4, null],
        'What was told',
      )
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

/** From now on every charge fails. */
async function failing(trial: Trial, { token }: Subscribed): Promise<void> {
  const methods = '/v1/customer-portal/customers/me/payment-methods'
  const before = (await trial.get(methods, token)).items
  await trial.addCard(token, '4000 0000 0000 0341')
  for (const { id } of before) await trial.delete(`${methods}/${id}`, token)
}

export const ending: readonly Check[] = [
  behaviour(79, 'Canceled, it runs to the end of what is paid, and keeps why', async (trial) => {
    const subscribed = await trial.subscriber()
    const { current_period_end } = subscribed.subscription
    const body = await cancel(trial, subscribed, reason)
    scheduled(body, subscribed)
    fits(body, {
      ends_at: current_period_end,
      customer_cancellation_reason: 'too_expensive',
      customer_cancellation_comment: 'Too much',
    })
    isTrue(body.canceled_at, 'canceled_at is empty')
  }),
  behaviour(80, 'Canceled twice: refused', async (trial) => {
    const subscribed = await trial.subscriber()
    await cancel(trial, subscribed)
    refuses(
      await patch(trial, subscribed, { cancel_at_period_end: true }),
      403,
      'AlreadyCanceledSubscription',
    )
    const again = await trial.call('DELETE', path(subscribed), { token: subscribed.token })
    refuses(again, 403, 'AlreadyCanceledSubscription')
  }),
  behaviour(81, 'Whoever owes cancels for the period’s end too, and owes still', async (trial) => {
    fits(await cancel(trial, await trial.pastDue()), {
      status: 'past_due',
      cancel_at_period_end: true,
      ended_at: null,
    })
  }),
  behaviour(82, 'A pause that was planned gives way to a cancellation', async (trial) => {
    await trial.configure({ pause: true })
    const subscribed = await trial.subscriber()
    answers(await patch(trial, subscribed, { pause_at_period_end: true }), 200)
    fits(await cancel(trial, subscribed), {
      pause_at_period_end: false,
      resumes_at: null,
      cancel_at_period_end: true,
    })
  }),
  behaviour(83, 'Taken back, nothing is left of it', async (trial) => {
    const subscribed = await trial.subscriber()
    await cancel(trial, subscribed, reason)
    fits(answers(await patch(trial, subscribed, { cancel_at_period_end: false }), 200).body, {
      cancel_at_period_end: false,
      canceled_at: null,
      ends_at: null,
      customer_cancellation_reason: null,
      customer_cancellation_comment: null,
    })
  }),
  behaviour(84, 'Without a card nothing is taken back', async (trial) => {
    const subscribed = await trial.subscriber()
    await cancel(trial, subscribed)
    const methods = '/v1/customer-portal/customers/me/payment-methods'
    for (const { id } of (await trial.get(methods, subscribed.token)).items)
      await trial.delete(`${methods}/${id}`, subscribed.token)
    refuses(await patch(trial, subscribed, { cancel_at_period_end: false }), 409, 'PaymentMethodRequired')
  }),
  behaviour(85, 'What is over is not taken back', async (trial) => {
    const subscribed = await trial.subscriber()
    await end(trial, subscribed)
    refuses(await patch(trial, subscribed, { cancel_at_period_end: false }), 410, 'ResourceUnavailable')
  }),
  behaviour(86, 'What was not canceled is not taken back', async (trial) => {
    refuses(await patch(trial, await trial.subscriber(), { cancel_at_period_end: false }), 400, 'BadRequest')
  }),
  behaviour(87, 'Whoever owes takes it back, and owes still', async (trial) => {
    const owing = await trial.pastDue()
    await cancel(trial, owing)
    const { body } = answers(await patch(trial, owing, { cancel_at_period_end: false }), 200)
    fits(body, { status: 'past_due', cancel_at_period_end: false })
  }),
  behaviour(88, 'Whoever owes may end it at once', async (trial) => {
    const owing = await trial.pastDue()
    const { body } = answers(await revoke(trial, owing, reason), 200)
    over(body, owing)
    isTrue(body.ended_at, 'ended_at is empty')
    fits(body, { customer_cancellation_reason: 'too_expensive' })
  }),
  behaviour(89, 'What is paid for is canceled, not ended at once', async (trial) => {
    refuses(await revoke(trial, await trial.subscriber()), 409, 'RevokeNotAllowed')
  }),
  behaviour(90, 'In the days of grace whoever owes cancels, and does not end it at once', async (trial) => {
    await trial.configure({ grace_days: 3 })
    refuses(await revoke(trial, await trial.pastDue()), 409, 'RevokeNotAllowed')
  }),
  behaviour(91, 'What is over is not ended again', async (trial) => {
    const subscribed = await trial.subscriber()
    await end(trial, subscribed)
    refuses(await revoke(trial, subscribed), 403, 'AlreadyCanceledSubscription')
  }),
  behaviour(92, 'Canceled and then ended at once, it is told as canceled and as ended', async (trial) => {
    const subscribed = await trial.subscriber()
    await cancel(trial, subscribed)
    const types = ['subscription.updated', 'subscription.canceled', 'subscription.revoked']
    const receiver = await trial.receiver(types)
    await end(trial, subscribed)
    await trial.eventually('all three', async () => receiver.heard.length >= 3)
    same(
      receiver.heard.map(({ type }) => type),
      types,
      'What was told',
    )
  }),
]

const revoke = (trial: Trial, subscribed: Subscribed, body: object = {}) =>
  trial.call('POST', `${path(subscribed)}/revoke`, { token: subscribed.token, body })

/** Somebody whose subscription pauses when its period ends; an hour later it does. */
async function paused(trial: Trial, product: 'pro' | 'free' = 'pro'): Promise<Subscribed> {
  await trial.configure({ pause: true })
  const subscribed = await trial.subscriber({ product })
  answers(await patch(trial, subscribed, { pause_at_period_end: true }), 200)
  await trial.sandbox('a clock').advance('P1M')
  return { ...subscribed, token: await trial.session(subscribed.customer) }
}

export const pausing: readonly Check[] = [
  behaviour(93, 'Where the organization does not let them, nobody pauses', async (trial) => {
    await trial.configure({ pause: false })
    const subscribed = await trial.subscriber()
    refuses(await patch(trial, subscribed, { pause_at_period_end: true }), 403, 'PauseResumeNotAllowed')
    refuses(await patch(trial, subscribed, { resume: true }), 403, 'PauseResumeNotAllowed')
  }),
  behaviour(94, 'In a trial, or canceled, there is nothing to pause', async (trial) => {
    await trial.configure({ pause: true })
    const inTrial = await trial.subscriber({ product: 'trial' })
    refuses(await patch(trial, inTrial, { pause_at_period_end: true }), 409, 'CannotPauseSubscription')
    const leaving = await trial.subscriber()
    await cancel(trial, leaving)
    refuses(await patch(trial, leaving, { pause_at_period_end: true }), 409, 'CannotPauseSubscription')
    refuses(
      await patch(trial, await trial.subscriber(), { pause_at_period_end: false }),
      409,
      'NoScheduledPause',
    )
  }),
  behaviour(95, 'A pause ends after it began', async (trial) => {
    await trial.configure({ pause: true })
    const subscribed = await trial.subscriber()
    const body = { pause_at_period_end: true, resumes_at: subscribed.subscription.current_period_end }
    refusesInput(await patch(trial, subscribed, body), 'body/resumes_at')
  }),
  behaviour(96, 'It pauses when the period ends, and nothing is charged', async (trial) => {
    const subscribed = await paused(trial)
    fits(await trial.seen(subscribed), { status: 'paused', pause_at_period_end: false })
    same((await trial.orders(subscribed.customer)).length, 1, 'The number of orders')
  }),
  behaviour(97, 'Without a card it is not resumed; what costs nothing is', async (trial) => {
    const subscribed = await paused(trial)
    const methods = '/v1/customer-portal/customers/me/payment-methods'
    for (const { id } of (await trial.get(methods, subscribed.token)).items)
      await trial.delete(`${methods}/${id}`, subscribed.token)
    refuses(await patch(trial, subscribed, { resume: true }), 409, 'PaymentMethodRequired')
    refuses(await patch(trial, await trial.subscriber(), { resume: true }), 409, 'NotPausedSubscription')
  }),
  behaviour(98, 'Resumed, a new period begins now and is paid', async (trial) => {
    const subscribed = await paused(trial)
    await trial.sandbox('a clock').advance('P10D')
    const token = await trial.session(subscribed.customer)
    const { body } = answers(await patch(trial, { ...subscribed, token }, { resume: true }), 200)
    fits(body, { status: 'active', paused_at: null, resumes_at: null })
    const since = (await trial.now()).getTime() - Date.parse(body.current_period_start)
    isTrue(since < 600_000, `The period began ${since / 1000} s ago`)
    await trial.eventually('the order', async () => (await trial.orders(subscribed.customer)).length === 2)
  }),
  rule('revoke.paused', 'What is paused only the seller ends', async (trial) => {
    refuses(await revoke(trial, await paused(trial)), 403, 'AlreadyCanceledSubscription')
  }),
]
