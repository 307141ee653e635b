import { answers, fits } from './expect.ts'
import type { Subscribed, Trial } from './trial.ts'
import type { Wire } from './wire.ts'

/** What is done with a subscription, and how it is looked at. */
export const portal = '/v1/customer-portal/subscriptions'
export const seller = '/v1/subscriptions'
export const reason = { cancellation_reason: 'too_expensive', cancellation_comment: 'Too much' } as const

export const itself = (answer: Wire, { subscription }: Pick<Subscribed, 'subscription'>) =>
  fits(answer, {
    id: subscription.id,
    status: 'active',
    amount: 2000,
    currency: 'usd',
    cancel_at_period_end: false,
  })
export const scheduled = (answer: Wire, { subscription }: Pick<Subscribed, 'subscription'>) =>
  fits(answer, { id: subscription.id, status: 'active', cancel_at_period_end: true, ended_at: null })
export const over = (answer: Wire, { subscription }: Pick<Subscribed, 'subscription'>) =>
  fits(answer, { id: subscription.id, status: 'canceled', cancel_at_period_end: false })

export const path = ({ subscription }: Pick<Subscribed, 'subscription'>) => `${portal}/${subscription.id}`
export const patch = (trial: Trial, subscribed: Subscribed, body: object) =>
  trial.call('PATCH', path(subscribed), { token: subscribed.token, body })
export const cancel = async (trial: Trial, subscribed: Subscribed, body: object = {}) =>
  answers(await patch(trial, subscribed, { cancel_at_period_end: true, ...body }), 200).body
export const end = (trial: Trial, { subscription }: Subscribed) =>
  trial.delete(`${seller}/${subscription.id}`)
export const changeTo = async (trial: Trial, subscribed: Subscribed, name: Parameters<Trial['product']>[0]) =>
  patch(trial, subscribed, { product_id: (await trial.product(name)).id })
export const seatsOf = (trial: Trial, seats: number) => trial.subscriber({ product: 'team', seats })
export const revoke = (trial: Trial, subscribed: Subscribed, body: object = {}) =>
  trial.call('POST', `${path(subscribed)}/revoke`, { token: subscribed.token, body })

/** Somebody whose subscription pauses when its period ends; an hour later it does. */
export async function paused(trial: Trial, product: 'pro' | 'free' = 'pro'): Promise<Subscribed> {
  await trial.configure({ pause: true })
  const subscribed = await trial.subscriber({ product })
  answers(await patch(trial, subscribed, { pause_at_period_end: true }), 200)
  await trial.sandbox('a clock').advance('P1M')
  return { ...subscribed, token: await trial.session(subscribed.customer) }
}

/** From now on every charge fails. */
export async function failing(trial: Trial, { token }: { token: string }): Promise<void> {
  const methods = '/v1/customer-portal/customers/me/payment-methods'
  const before = (await trial.get(methods, token)).items
  await trial.addCard(token, '4000 0000 0000 0341')
  for (const { id } of before) await trial.delete(`${methods}/${id}`, token)
}

/** Whoever owes comes into the next period, and owes that too. Some tries later, and before the last. */
export async function owingTwice(
  trial: Trial,
  owing: Subscribed,
): Promise<{ orders: Wire[]; token: string }> {
  const { advance } = trial.sandbox('a clock')
  await advance('P20D')
  const soon = new Date((await trial.now()).getTime() + 3_600_000)
  await trial.patch(`${seller}/${owing.subscription.id}`, { current_billing_period_end: soon.toISOString() })
  await advance('PT2H')
  const orders = (await trial.orders(owing.customer)).filter(({ status }) => status === 'pending')
  if (orders.length !== 2) throw new Error(`On the way there: ${orders.length} orders are owed, not two`)
  return { orders, token: await trial.session(owing.customer) }
}

/** Sold for this check alone. */
export async function selling(trial: Trial, body: object): Promise<Wire> {
  const product = await trial.post('/v1/products/', {
    name: 'Conformance for a while',
    visibility: 'public',
    recurring_interval: 'month',
    ...body,
  })
  return product
}
export const atPrice = (price_amount: number) => [
  { amount_type: 'fixed', price_amount, price_currency: 'usd' },
]

/** What comes with a product from now on. */
export async function comesWith(trial: Trial, product: Wire): Promise<Wire> {
  const made = { type: 'custom', description: 'Conformance', properties: { note: null } }
  const benefit = await trial.post('/v1/benefits/', made)
  trial.forget(`/v1/benefits/${benefit.id}`)
  await trial.post(`/v1/products/${product.id}/benefits`, { benefits: [benefit.id] })
  return benefit
}

/** By their benefits, in no order. */
export async function grantsOf(trial: Trial, customer: { id: string }): Promise<string[]> {
  const token = await trial.session(customer)
  const { items } = await trial.get('/v1/customer-portal/benefit-grants/?limit=100', token)
  return items.filter(({ is_granted }: Wire) => is_granted).map(({ benefit_id }: Wire) => benefit_id)
}

/** Buys it by a checkout, with a card that works where one is asked for. */
export async function buys(
  trial: Trial,
  customer: Wire,
  offer: { products: string[]; seats?: number; discount_id?: string },
): Promise<Wire> {
  const checkout = await trial.post('/v1/checkouts/', { customer_id: customer.id, ...offer })
  const confirmation_token_id = checkout.is_payment_form_required
    ? await trial.sandbox('a test card').cardToken('4242 4242 4242 4242')
    : undefined
  await trial.post(`/v1/checkouts/client/${checkout.client_secret}/confirm`, { confirmation_token_id })
  return checkout
}

/** Somebody who has just subscribed to what is sold for this check alone. */
export async function subscriberTo(
  trial: Trial,
  product: Wire,
  offer: { seats?: number; discount_id?: string } = {},
): Promise<Subscribed> {
  const customer = await trial.customer()
  await buys(trial, customer, { products: [product.id], ...offer })
  const token = await trial.session(customer)
  const { items } = await trial.get(`${portal}/?product_id=${product.id}`, token)
  if (!items[0]) throw new Error('On the way there: what was bought did not begin')
  return { customer, subscription: items[0], token }
}
