import { scheduled, over, reason, path, patch, cancel, end, revoke } from '../acting.ts'
import { behaviour, type Check } from '../check.ts'
import { answers, fits, isTrue, refuses, same } from '../expect.ts'

export const cancellation: readonly Check[] = [
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
    for (const grace_days of [0, 3]) {
      await trial.configure({ grace_days })
      fits(await cancel(trial, await trial.pastDue()), {
        status: 'past_due',
        cancel_at_period_end: true,
        ended_at: null,
      })
    }
  }),
  behaviour(82, 'A pause that was planned gives way to a cancellation', async (trial) => {
    await trial.configure({ pause: true })
    const subscribed = await trial.subscriber()
    const resumes_at = new Date(Date.parse(subscribed.subscription.current_period_end) + 10 * 86_400_000)
    const planned = { pause_at_period_end: true, resumes_at: resumes_at.toISOString() }
    fits(answers(await patch(trial, subscribed, planned), 200).body, { pause_at_period_end: true })
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
