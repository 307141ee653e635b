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
