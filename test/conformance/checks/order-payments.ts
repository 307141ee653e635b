import { behaviour, operation, rule, type Check } from '../check.ts'
import { answers, fits, isTrue, refuses, same } from '../expect.ts'
import { cards, type Trial } from '../trial.ts'
import type { Wire } from '../wire.ts'
import { bought, gratis, voided, type Given } from './orders.ts'

const portal = '/v1/customer-portal/orders'

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

const status = ({ get }: Trial, { order, token }: { order: Wire; token: string }) =>
  get(`${portal}/${order.id}/payment-status`, token)

/** Orders that their customers pay themselves. */
export const orderPayments: readonly Check[] = [
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
]
