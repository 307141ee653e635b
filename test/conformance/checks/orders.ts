import { createHash } from 'node:crypto'
import { failing } from '../acting.ts'
import { behaviour, operation, rule, type Check } from '../check.ts'
import { answers, fits, isTrue, refuses, refusesInput, same } from '../expect.ts'
import type { Trial } from '../trial.ts'
import { inCredit } from './wallets.ts'
import type { Wire } from '../wire.ts'

const portal = '/v1/customer-portal/orders'
const seller = '/v1/orders'
const address = { line1: 'Allee 1', postal_code: '10115', city: 'Berlin', country: 'DE' } as const
const camelAddress = { line1: 'Allee 1', postalCode: '10115', city: 'Berlin', country: 'DE' } as const

export interface Given {
  order: Wire
  customer: Wire
}

/** A paid order, and whose it is. */
export async function bought(trial: Trial) {
  const subscribed = await trial.subscriber()
  const [order] = await trial.orders(subscribed.customer)
  return { ...subscribed, order }
}
export const sold = async (trial: Trial) => ({ ...(await bought(trial)), token: undefined })

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

/** What tells the bytes of an invoice from others. */
async function documentOf({ get }: Trial, { order, token }: { order: Wire; token: string }): Promise<string> {
  const { url } = await get(`${portal}/${order.id}/invoice`, token)
  const bytes = await (await fetch(url as string)).arrayBuffer()
  return createHash('sha256').update(Buffer.from(bytes)).digest('hex')
}

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
]

/** Somebody who bought for nothing, and their order. */
export async function gratis(trial: Trial) {
  const subscribed = await trial.subscriber({ product: 'free' })
  const [order] = await trial.orders(subscribed.customer)
  isTrue(order, 'There is no order for what costs nothing')
  return { ...subscribed, order }
}

/** Somebody whose order was given up. */
export async function voided(trial: Trial) {
  const owing = await trial.pastDue()
  await trial.delete(`/v1/subscriptions/${owing.subscription.id}`)
  fits(await trial.get(`${portal}/${owing.order.id}`, owing.token), { status: 'void' })
  return owing
}
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
      const first = await documentOf(trial, given)
      answers(await ask(given), 202)
      same(await documentOf(trial, given), first, 'What was asked for again')
      const billing_address = { ...address, line1: 'Allee 2' }
      await trial.patch(`${portal}/${given.order.id}`, { billing_address }, given.token)
      answers(await ask(given), 202)
      await trial.eventually(
        'the invoice with the new street',
        async () => (await documentOf(trial, given)) !== first,
      )
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
]
