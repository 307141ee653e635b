import { failing, atPrice, buys, comesWith, grantsOf, selling } from '../acting.ts'
import { behaviour, operation, rule, type Calls, type Check } from '../check.ts'
import { answers, fits, isTrue, refuses, refusesInput, same } from '../expect.ts'
import { cards, type Trial } from '../trial.ts'
import { inCredit } from './wallets.ts'
import type { Wire } from '../wire.ts'

const portal = '/v1/customer-portal/orders'
const seller = '/v1/orders'
const address = { line1: 'Allee 1', postal_code: '10115', city: 'Berlin', country: 'DE' } as const
const camelAddress = { line1: 'Allee 1', postalCode: '10115', city: 'Berlin', country: 'DE' } as const

interface Given {
  order: Wire
  customer: Wire
}

/** A paid order, and whose it is. */
async function bought(trial: Trial) {
  const subscribed = await trial.subscriber()
  const [order] = await trial.orders(subscribed.customer)
  return { ...subscribed, order }
}
const sold = async (trial: Trial) => ({ ...(await bought(trial)), token: undefined })

/** The same, with what an invoice needs. */
async function billed(trial: Trial) {
  const given = await bought(trial)
  await trial.patch(
    `${portal}/${given.order.id}`,
    { billing_name: 'Ada', billing_address: address },
    given.token,
  )
  return given
}
async function invoiced(trial: Trial) {
  const given = await billed(trial)
  await trial.post(`${portal}/${given.order.id}/invoice`, undefined, given.token)
  await trial.eventually('the invoice', async () => {
    const answer = await trial.call('GET', `${portal}/${given.order.id}/invoice`, { token: given.token })
    return answer.status === 200
  })
  return given
}
async function receipted(trial: Trial) {
  const given = await bought(trial)
  await trial.eventually('the receipt', async () => {
    const answer = await trial.call('GET', `${portal}/${given.order.id}/receipt`, { token: given.token })
    return answer.status === 200 && answer.body
  })
  return given
}
const asSeller =
  <More extends object>(given: (trial: Trial) => Promise<More>) =>
  async (trial: Trial) => ({ ...(await given(trial)), token: undefined })
const byId = ({ order: { id } }: Given) => ({ params: { id } })
const theOrder = (answer: Wire, { order, customer }: Given) =>
  fits(answer, {
    id: order.id,
    customer_id: customer.id,
    status: 'paid',
    paid: true,
    total_amount: 2000,
    due_amount: 2000,
    currency: 'usd',
    billing_reason: 'subscription_create',
  })
const alone = ({ items, pagination }: Wire, given: Given) => {
  same(pagination, { total_count: 1, max_page: 1 }, 'pagination')
  theOrder(items[0], given)
}
const readdressed = (answer: Wire) => fits(answer, { billing_name: 'Ada', billing_address: address })
const aPdf = async ({ url }: Wire) => {
  const document = await fetch(url)
  same([document.status, document.headers.get('content-type')], [200, 'application/pdf'], 'The document')
  await document.body?.cancel()
}

/** Somebody who owes, and types another card. */
async function retrying(trial: Trial) {
  const owing = await trial.pastDue()
  return { ...owing, confirmation_token_id: await trial.sandbox('a test card').cardToken(cards.works) }
}
const retry = ({ call }: Trial, { order, token }: { order: Wire; token: string }, body: object) =>
  call('POST', `${portal}/${order.id}/confirm-payment`, { token, body })
const retryWith = async (trial: Trial, owing: { order: Wire; token: string }, number: string) =>
  retry(trial, owing, { confirmation_token_id: await trial.sandbox('a test card').cardToken(number) })

/** With a card on record whose bank asks about every payment. */
async function retryWithSaved(trial: Trial, owing: { order: Wire; token: string }) {
  const asked = await trial.addCard(owing.token, cards.asksAlways, false)
  const setup_intent_id = await trial.sandbox('a bank that asks').approve(asked.client_secret)
  const confirm = '/v1/customer-portal/customers/me/payment-methods/confirm'
  const { payment_method } = await trial.post(confirm, { setup_intent_id, set_default: false }, owing.token)
  return retry(trial, owing, { payment_method_id: payment_method.id })
}

const refund: Pick<Calls<Given>, 'ok' | 'given'> = { ok: 201, given: sold }
const refunded = (answer: Wire, { order }: Given) =>
  fits(answer, {
    order_id: order.id,
    amount: 500,
    tax_amount: 0,
    reason: 'customer_request',
    status: 'succeeded',
  })

export const orders: readonly Check[] = [
  operation<Given>('M', `GET ${portal}/`, {
    ok: 200,
    given: bought,
    v1: (polar) => polar.customerPortal.orders.list({}),
    v0: (polar, _, security) => polar.customerPortal.orders.list(security, {}),
    raw: () => ({}),
    shows: alone,
  }),
  operation<Given>('M', `GET ${portal}/{id}`, {
    ok: 200,
    given: bought,
    v1: (polar, { order }) => polar.customerPortal.orders.get(order.id),
    v0: (polar, { order: { id } }, security) => polar.customerPortal.orders.get(security, { id }),
    raw: byId,
    shows: theOrder,
  }),
  operation<Given>('M', `PATCH ${portal}/{id}`, {
    ok: 200,
    repeatable: true,
    given: bought,
    v1: (polar, { order }) =>
      polar.customerPortal.orders.update(order.id, { billing_name: 'Ada', billing_address: address }),
    v0: (polar, { order: { id } }, security) =>
      polar.customerPortal.orders.update(security, {
        id,
        customerOrderUpdate: { billingName: 'Ada', billingAddress: camelAddress },
      }),
    raw: (given) => ({ ...byId(given), body: { billing_name: 'Ada', billing_address: address } }),
    shows: readdressed,
  }),
  operation<Given>('M', `POST ${portal}/{id}/invoice`, {
    ok: 202,
    repeatable: true,
    given: billed,
    v1: (polar, { order }) => polar.customerPortal.orders.generateInvoice(order.id),
    v0: (polar, { order: { id } }, security) => polar.customerPortal.orders.generateInvoice(security, { id }),
    raw: byId,
  }),
  operation<Given>('M', `GET ${portal}/{id}/invoice`, {
    ok: 200,
    given: invoiced,
    v1: (polar, { order }) => polar.customerPortal.orders.invoice(order.id),
    v0: (polar, { order: { id } }, security) => polar.customerPortal.orders.invoice(security, { id }),
    raw: byId,
    shows: aPdf,
  }),
  operation<Given>('M', `GET ${portal}/{id}/receipt`, {
    ok: 200,
    given: receipted,
    v1: (polar, { order }) => polar.customerPortal.orders.receipt(order.id),
    raw: byId,
    shows: aPdf,
  }),
  operation<Given>('M', `GET ${portal}/{id}/payment-status`, {
    ok: 200,
    given: bought,
    v1: (polar, { order }) => polar.customerPortal.orders.getPaymentStatus(order.id),
    v0: (polar, { order: { id } }, security) =>
      polar.customerPortal.orders.getPaymentStatus(security, { id }),
    raw: byId,
    shows: (answer) => same(answer, { status: 'succeeded', error: null }, 'The answer'),
  }),
  operation<Given & { confirmation_token_id: string }>('M', `POST ${portal}/{id}/confirm-payment`, {
    ok: 200,
    given: retrying,
    v1: (polar, { order, confirmation_token_id }) =>
      polar.customerPortal.orders.confirmRetryPayment(order.id, { confirmation_token_id }),
    v0: (polar, { order: { id }, confirmation_token_id: confirmationTokenId }, security) =>
      polar.customerPortal.orders.confirmRetryPayment(security, {
        id,
        customerOrderConfirmPayment: { confirmationTokenId },
      }),
    raw: ({ order: { id }, confirmation_token_id }) => ({ params: { id }, body: { confirmation_token_id } }),
    shows: (answer) => fits(answer, { status: 'succeeded', error: null }),
  }),

  operation<Given>('S', `GET ${seller}/`, {
    ok: 200,
    given: sold,
    v1: (polar, { customer }) => polar.orders.list({ customer_id: customer.id }),
    v0: (polar, { customer }) => polar.orders.list({ customerId: customer.id }),
    raw: ({ customer }) => ({ query: `customer_id=${customer.id}` }),
    shows: alone,
  }),
  operation<Given>('S', `GET ${seller}/{id}`, {
    ok: 200,
    given: sold,
    v1: (polar, { order }) => polar.orders.get(order.id),
    v0: (polar, { order: { id } }) => polar.orders.get({ id }),
    raw: byId,
    shows: theOrder,
  }),
  operation<Given>('S', `PATCH ${seller}/{id}`, {
    ok: 200,
    repeatable: true,
    given: sold,
    v1: (polar, { order }) =>
      polar.orders.update(order.id, { billing_name: 'Ada', billing_address: address }),
    v0: (polar, { order: { id } }) =>
      polar.orders.update({ id, orderUpdate: { billingName: 'Ada', billingAddress: camelAddress } }),
    raw: (given) => ({ ...byId(given), body: { billing_name: 'Ada', billing_address: address } }),
    shows: readdressed,
  }),
  operation<Given>('S', `POST ${seller}/{id}/invoice`, {
    ok: 202,
    repeatable: true,
    given: asSeller(billed),
    v1: (polar, { order }) => polar.orders.generateInvoice(order.id),
    v0: (polar, { order: { id } }) => polar.orders.generateInvoice({ id }),
    raw: byId,
  }),
  operation<Given>('S', `GET ${seller}/{id}/invoice`, {
    ok: 200,
    given: asSeller(invoiced),
    v1: (polar, { order }) => polar.orders.invoice(order.id),
    v0: (polar, { order: { id } }) => polar.orders.invoice({ id }),
    raw: byId,
    shows: aPdf,
  }),
  operation<Given>('S', `GET ${seller}/{id}/receipt`, {
    ok: 200,
    given: asSeller(receipted),
    v1: (polar, { order }) => polar.orders.receipt(order.id),
    raw: byId,
    shows: aPdf,
  }),
  operation<Given>('S', 'POST /v1/refunds/', {
    ...refund,
    v1: (polar, { order }) =>
      polar.refunds.create({ order_id: order.id, amount: 500, reason: 'customer_request' }),
    v0: (polar, { order }) =>
      polar.refunds.create({ orderId: order.id, amount: 500, reason: 'customer_request' }),
    raw: ({ order }) => ({ body: { order_id: order.id, amount: 500, reason: 'customer_request' } }),
    shows: refunded,
  }),
  operation<Given>('S', 'GET /v1/refunds/', {
    ok: 200,
    given: async (trial) => {
      const given = await sold(trial)
      await trial.post('/v1/refunds/', { order_id: given.order.id, amount: 500, reason: 'customer_request' })
      return given
    },
    v1: (polar, { order }) => polar.refunds.list({ order_id: order.id }),
    v0: (polar, { order }) => polar.refunds.list({ orderId: order.id }),
    raw: ({ order }) => ({ query: `order_id=${order.id}` }),
    shows: ({ items }, given) => refunded(items[0], given),
  }),
]

/** Somebody who bought for nothing, and their order. */
async function gratis(trial: Trial) {
  const subscribed = await trial.subscriber({ product: 'free' })
  const [order] = await trial.orders(subscribed.customer)
  isTrue(order, 'There is no order for what costs nothing')
  return { ...subscribed, order }
}

/** Somebody whose bank asks about what is sold once: the order waits, and no subscription comes of it. */
async function boughtOnce(trial: Trial) {
  const customer = await trial.customer()
  const { id } = await trial.product('once')
  const { client_secret } = await trial.post('/v1/checkouts/', { products: [id], customer_id: customer.id })
  const confirm = `/v1/checkouts/client/${client_secret}/confirm`
  const confirmation_token_id = await trial.sandbox('a test card').cardToken(cards.asksAlways)
  await trial.post(confirm, { confirmation_token_id })
  const { payment_processor_metadata } = await trial.get(`/v1/checkouts/client/${client_secret}`)
  await trial.sandbox('a bank that asks').approve(payment_processor_metadata.intent_client_secret)
  await trial.post(confirm, {})
  const [order] = await trial.orders(customer)
  fits(order, { status: 'pending', subscription_id: null, billing_reason: 'purchase' })
  return { customer, order: order!, token: await trial.session(customer) }
}

/** Somebody whose order was given up. */
async function voided(trial: Trial) {
  const owing = await trial.pastDue()
  await trial.delete(`/v1/subscriptions/${owing.subscription.id}`)
  fits(await trial.get(`${portal}/${owing.order.id}`, owing.token), { status: 'void' })
  return owing
}
const status = ({ get }: Trial, { order, token }: { order: Wire; token: string }) =>
  get(`${portal}/${order.id}/payment-status`, token)

export const ordering: readonly Check[] = [
  behaviour(120, 'Another’s order is not there, whatever is done to it', async (trial) => {
    const { order } = await bought(trial)
    const token = await trial.session(await trial.customer())
    const tries = [
      ['GET', '', undefined],
      ['PATCH', '', { billing_name: 'Eve' }],
      ['POST', '/invoice', undefined],
      ['GET', '/invoice', undefined],
      ['GET', '/receipt', undefined],
      ['GET', '/payment-status', undefined],
      ['POST', '/confirm-payment', { payment_method_id: crypto.randomUUID() }],
    ] as const
    for (const [method, at, body] of tries)
      refuses(
        await trial.call(method, `${portal}/${order.id}${at}`, { token, body }),
        404,
        'ResourceNotFound',
      )
  }),
  behaviour(121, 'How the payment went: none, succeeded, or failed and why', async (trial) => {
    same((await status(trial, await bought(trial))).status, 'succeeded', 'The status of what was paid')
    const failed = await status(trial, await trial.pastDue())
    same(failed.status, 'failed', 'The status of what was declined')
    isTrue(typeof failed.error === 'string' && failed.error, 'Nothing says why')
    same(
      await status(trial, await gratis(trial)),
      { status: 'no_payment', error: null },
      'The status of what costs nothing',
    )
  }),
  behaviour(
    122,
    'Paid again by the customer: whatever the bank says is an answer, not an error',
    async (trial) => {
      const owing = await trial.pastDue()
      const declined = answers(await retryWith(trial, owing, cards.failsWhenCharged), 200).body
      fits(declined, { status: 'failed', client_secret: null })
      isTrue(declined.error, 'Nothing says why')
      const asked = answers(await retryWithSaved(trial, owing), 200).body
      same(asked.status, 'requires_action', 'The status where the bank asks')
      await trial.sandbox('a bank that asks').approve(asked.client_secret)
      await trial.eventually('the payment', async () => (await status(trial, owing)).status === 'succeeded')
      const other = await trial.pastDue()
      fits(answers(await retryWith(trial, other, cards.works), 200).body, {
        status: 'succeeded',
        client_secret: null,
      })
    },
  ),
  behaviour(123, 'What is paid, or owed no more, is not paid again', async (trial) => {
    const paid = await bought(trial)
    refuses(await retryWith(trial, paid, cards.works), 422, 'OrderNotEligibleForRetry')
    refuses(await retryWith(trial, await voided(trial), cards.works), 422, 'OrderNotEligibleForRetry')
    refuses(await retryWith(trial, await boughtOnce(trial), cards.works), 422, 'OrderNotEligibleForRetry')
    const owing = await trial.pastDue()
    answers(await retry(trial, owing, {}), 422)
    const both = { payment_method_id: crypto.randomUUID(), confirmation_token_id: 'ctoken_1' }
    answers(await retry(trial, owing, both), 422)
  }),
  behaviour(124, 'While the bank asks, nobody pays a second time', async (trial) => {
    const owing = await trial.pastDue()
    fits(answers(await retryWithSaved(trial, owing), 200).body, { status: 'requires_action' })
    refuses(await retryWith(trial, owing, cards.works), 409, 'PaymentAlreadyInProgress')
  }),
  rule('retry.typed', 'A new card whose bank asks pays as soon as the customer approved', async (trial) => {
    const owing = await trial.pastDue()
    const asked = answers(await retryWith(trial, owing, cards.asksAlways), 200).body
    same(asked.status, 'requires_action', 'The status where the bank asks')
    await trial.sandbox('a bank that asks').approve(asked.client_secret)
    await trial.eventually(
      'the payment',
      async () => (await status(trial, owing)).status === 'succeeded',
      1_000,
    )
  }),
  behaviour(125, 'The sixth try is one too many, and that is no rate limit', async (trial) => {
    const owing = await trial.pastDue()
    for (let tries = 0; tries < 5; tries++)
      fits(answers(await retryWith(trial, owing, cards.failsWhenCharged), 200).body, { status: 'failed' })
    const sixth = await retryWith(trial, owing, cards.failsWhenCharged)
    refuses(sixth, 429, 'ManualRetryLimitExceeded')
    same(sixth.headers.get('retry-after'), null, 'Retry-After')
  }),
  behaviour(126, 'A receipt is there for what was paid, and for nothing else', async (trial) => {
    const { order, token } = await receipted(trial)
    isTrue(
      /^RCPT-[A-Z]{8}-\d{4,}$/.test((await trial.get(`${portal}/${order.id}`, token)).receipt_number),
      'Its number has another form',
    )
    const owing = await trial.pastDue()
    refuses(
      await trial.call('GET', `${portal}/${owing.order.id}/receipt`, { token: owing.token }),
      404,
      'ReceiptNotAllocated',
    )
  }),
  behaviour(
    127,
    'An invoice needs who is billed, and is there for what is owed too, not for what is void',
    async (trial) => {
      const bare = await bought(trial)
      const ask = ({ order, token }: { order: Wire; token: string }) =>
        trial.call('POST', `${portal}/${order.id}/invoice`, { token })
      refuses(
        await trial.call('GET', `${portal}/${bare.order.id}/invoice`, { token: bare.token }),
        404,
        'InvoiceDoesNotExist',
      )
      const missing = await ask(bare)
      refuses(missing, 422, 'MissingInvoiceBillingDetails')
      same(typeof missing.body.detail, 'string', 'The kind of the detail')
      const owing = await trial.pastDue()
      await trial.patch(
        `${portal}/${owing.order.id}`,
        { billing_name: 'Ada', billing_address: address },
        owing.token,
      )
      answers(await ask(owing), 202)
      refuses(await ask(await voided(trial)), 409, 'OrderNotEligibleForInvoice')
      const given = await invoiced(trial)
      answers(await ask(given), 202)
      fits(await trial.get(`${portal}/${given.order.id}`, given.token), {
        is_invoice_generated: true,
        invoice_number: given.order.invoice_number,
      })
    },
  ),
  behaviour(128, 'On an order the country stays, and the street may change', async (trial) => {
    const { order, token } = await billed(trial)
    const set = (billing_address: object) =>
      trial.call('PATCH', `${portal}/${order.id}`, { token, body: { billing_address } })
    refusesInput(await set({ ...address, country: 'FR' }), 'body/billing_address/country')
    refusesInput(await set({ ...address, state: 'BE' }), 'body/billing_address/state')
    fits(answers(await set({ ...address, line1: 'Allee 2' }), 200).body, {
      billing_address: { line1: 'Allee 2' },
    })
  }),
  behaviour(129, 'Everybody’s orders are numbered on their own', async (trial) => {
    const [one, other] = [await bought(trial), await bought(trial)]
    const numbers = [one, other].map(({ order }) => /^(.+)-(\d{4,})$/.exec(order.invoice_number)?.slice(1))
    isTrue(
      numbers[0] && numbers[1],
      `The numbers are ${one.order.invoice_number} and ${other.order.invoice_number}`,
    )
    isTrue(numbers[0][0] !== numbers[1][0], `Both begin with ${numbers[0][0]}`)
    same([numbers[0][1], numbers[1][1]], ['0001', '0001'], 'Where they begin')
  }),
  behaviour(130, 'What costs nothing is paid once', async (trial) => {
    const types = ['order.created', 'order.updated', 'order.paid']
    const receiver = await trial.receiver(types)
    const { order } = await gratis(trial)
    fits(order, { status: 'paid', total_amount: 0, due_amount: 0, receipt_number: null })
    await trial.eventually('the order’s payment', async () =>
      receiver.heard.some(({ type }) => type === 'order.paid'),
    )
    same(
      receiver.heard.map(({ type }) => type),
      types,
      'What was told',
    )
  }),
  behaviour(131, 'Credit that a void order used up comes back', async (trial) => {
    const { advance } = trial.sandbox('a clock')
    const { customer, subscription, wallet } = await inCredit(trial)
    const balance = async () =>
      (await trial.get(`/v1/customer-portal/wallets/${wallet.id}`, await trial.session(customer))).balance
    // The credit pays for the first period, and for a part of the second.
    await advance('P1M')
    const rest = await balance()
    isTrue(rest > 0 && rest < 2000, `The credit that is left is ${rest}`)
    await failing(trial, { token: await trial.session(customer) })
    await advance('P1M')
    const [order] = await trial.orders(customer)
    fits(order, { status: 'pending', applied_balance_amount: -rest })
    same(await balance(), 0, 'The credit while the order is open')
    await trial.delete(`/v1/subscriptions/${subscription.id}`)
    same((await trial.orders(customer))[0].status, 'void', 'The status')
    same(await balance(), rest, 'The credit')
  }),

  rule('order.purchase', 'What is sold once is one order without a subscription', async (trial) => {
    const customer = await trial.customer()
    const product = await trial.product('once')
    const types = ['order.created', 'order.updated', 'order.paid']
    const receiver = await trial.receiver([...types, 'subscription.created'])
    const checkout = await buys(trial, customer, { products: [product.id] })
    const [order, ...others] = await trial.orders(customer)
    same(others, [], 'The other orders')
    fits(order, {
      status: 'paid',
      billing_reason: 'purchase',
      subscription_id: null,
      subscription: null,
      product_id: product.id,
      checkout_id: checkout.id,
      total_amount: 900,
    })
    same((await trial.get(`/v1/subscriptions/?customer_id=${customer.id}`)).items, [], 'The subscriptions')
    await trial.eventually('the order’s payment', async () =>
      receiver.heard.some(({ type }) => type === 'order.paid'),
    )
    same(
      receiver.heard.map(({ type }) => type),
      types,
      'What was told',
    )
    const token = await trial.session(customer)
    const found = async (kind: string) =>
      (await trial.get(`${portal}/?product_billing_type=${kind}`, token)).items.length
    same([await found('one_time'), await found('recurring')], [1, 0], 'How often it is found')
  }),
  rule(
    'order.purchase.benefits',
    'What comes with a purchase is had by its order, until a refund takes it',
    async (trial) => {
      const customer = await trial.customer()
      const product = await selling(trial, { recurring_interval: null, prices: atPrice(900) })
      const benefit = await comesWith(trial, product)
      await buys(trial, customer, { products: [product.id] })
      await trial.eventually('the grant', async () => (await grantsOf(trial, customer)).length === 1)
      const [order] = await trial.orders(customer)
      const token = await trial.session(customer)
      const path = `/v1/customer-portal/benefit-grants/?order_id=${order!.id}`
      const { items } = await trial.get(path, token)
      fits(items[0], { benefit_id: benefit.id, order_id: order!.id, subscription_id: null, is_granted: true })
      fits(await trial.get(`/v1/customers/${customer.id}/state`), {
        active_subscriptions: [],
        granted_benefits: [{ benefit_id: benefit.id }],
      })
      const give = (amount: number, revoke_benefits: boolean) =>
        trial.post('/v1/refunds/', { order_id: order!.id, amount, reason: 'other', revoke_benefits })
      await give(400, false)
      same(await grantsOf(trial, customer), [benefit.id], 'What they have after a refund')
      await give(500, true)
      await trial.eventually('that it is gone', async () => (await grantsOf(trial, customer)).length === 0)
    },
  ),

  rule('order.amounts', 'An order’s amounts add up', async (trial) => {
    const { order } = await bought(trial)
    const items = order.items.reduce((sum: number, { amount }: Wire) => sum + amount, 0)
    same(order.subtotal_amount, items, 'subtotal_amount')
    same(order.net_amount, order.subtotal_amount - order.discount_amount, 'net_amount')
    same(order.total_amount, order.net_amount + order.tax_amount, 'total_amount')
    same(order.refundable_amount, order.net_amount, 'refundable_amount')
  }),
  rule(
    'order.filters',
    'Orders are found by product, its kind, subscription and name, and sorted',
    async (trial) => {
      const { order, token, subscription } = await bought(trial)
      const found = async (query: string) =>
        (await trial.get(`${portal}/?${query}`, token)).items.map(({ id }: Wire) => id)
      for (const query of [
        `product_id=${order.product_id}`,
        'product_billing_type=recurring',
        `subscription_id=${subscription.id}`,
        'query=conformance%20pro',
        'sorting=-amount&sorting=product',
      ])
        same(await found(query), [order.id], `By ${query}`)
      for (const query of ['product_billing_type=one_time', `product_id=${crypto.randomUUID()}`, 'query=%25'])
        same(await found(query), [], `By ${query}`)
    },
  ),
  rule('refund.twice', 'What was given back whole is not given back again', async (trial) => {
    const { order } = await sold(trial)
    const give = (amount: number) =>
      trial.call('POST', '/v1/refunds/', { body: { order_id: order.id, amount, reason: 'duplicate' } })
    answers(await give(500), 201)
    fits(await trial.get(`${seller}/${order.id}`), {
      status: 'partially_refunded',
      refunded_amount: 500,
      refundable_amount: 1500,
    })
    answers(await give(1500), 201)
    fits(await trial.get(`${seller}/${order.id}`), { status: 'refunded', refundable_amount: 0 })
    refuses(await give(1), 403, 'RefundedAlready')
  }),
]
