import { patch, cancel, revoke, paused } from '../acting.ts'
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
