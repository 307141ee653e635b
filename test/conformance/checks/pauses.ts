import {
  patch,
  cancel,
  revoke,
  paused,
  atPrice,
  comesWith,
  grantsOf,
  selling,
  subscriberTo,
} from '../acting.ts'
import { behaviour, rule, type Check } from '../check.ts'
import { answers, fits, isTrue, refuses, refusesInput, same } from '../expect.ts'

export const pauses: readonly Check[] = [
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
    await trial.configure({ pause: true })
    const product = await selling(trial, { prices: atPrice(2000) })
    const benefit = await comesWith(trial, product)
    const subscribed = await subscriberTo(trial, product)
    answers(await patch(trial, subscribed, { pause_at_period_end: true }), 200)
    same(await grantsOf(trial, subscribed.customer), [benefit.id], 'What they have until then')
    await trial.sandbox('a clock').advance('P1M')
    fits(await trial.seen(subscribed), { status: 'paused', pause_at_period_end: false })
    same((await trial.orders(subscribed.customer)).length, 1, 'The number of orders')
    same(await grantsOf(trial, subscribed.customer), [], 'What they have while it is paused')
    const token = await trial.session(subscribed.customer)
    answers(await patch(trial, { ...subscribed, token }, { resume: true }), 200)
    await trial.eventually('what they have again', async () => {
      const grants = await grantsOf(trial, subscribed.customer)
      return grants.length === 1
    })
  }),
  behaviour(97, 'Without a card it is not resumed; what costs nothing is', async (trial) => {
    const subscribed = await paused(trial)
    const methods = '/v1/customer-portal/customers/me/payment-methods'
    for (const { id } of (await trial.get(methods, subscribed.token)).items)
      await trial.delete(`${methods}/${id}`, subscribed.token)
    refuses(await patch(trial, subscribed, { resume: true }), 409, 'PaymentMethodRequired')
    refuses(await patch(trial, await trial.subscriber(), { resume: true }), 409, 'NotPausedSubscription')
    const gratis = await paused(trial, 'free')
    fits(answers(await patch(trial, gratis, { resume: true }), 200).body, { status: 'active' })
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
  rule('resume.discount', 'Resumed after its discount is over, the whole price is paid', async (trial) => {
    await trial.configure({ pause: true })
    const discount = await trial.post('/v1/discounts/', {
      name: 'Conformance',
      type: 'percentage',
      basis_points: 5000,
      duration: 'once',
    })
    const product = await trial.product('pro')
    const subscribed = await subscriberTo(trial, product, { discount_id: discount.id })
    fits((await trial.orders(subscribed.customer))[0], { total_amount: 1000 })
    answers(await patch(trial, subscribed, { pause_at_period_end: true }), 200)
    await trial.sandbox('a clock').advance('P1M')
    const token = await trial.session(subscribed.customer)
    answers(await patch(trial, { ...subscribed, token }, { resume: true }), 200)
    await trial.eventually('the order', async () => (await trial.orders(subscribed.customer)).length === 2)
    fits((await trial.orders(subscribed.customer))[0], { total_amount: 2000, discount_amount: 0 })
    fits(await trial.seen(subscribed), { discount_id: null })
  }),
  rule('revoke.paused', 'What is paused only the seller ends', async (trial) => {
    refuses(await revoke(trial, await paused(trial)), 403, 'AlreadyCanceledSubscription')
  }),
]
