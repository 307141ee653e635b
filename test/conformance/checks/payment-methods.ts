import { behaviour, cannotTry, operation, type Check } from '../check.ts'
import { answers, fits, isTrue, refuses, refusesInput, same } from '../expect.ts'
import { cards, type Subscribed, type Trial } from '../trial.ts'
import type { Wire, Wires } from '../wire.ts'

const me = '/v1/customer-portal/customers/me'
const methods = `${me}/payment-methods`
const nobody = crypto.randomUUID()

const withSession = async (trial: Trial) => {
  const customer = await trial.customer()
  return { customer, token: await trial.session(customer) }
}
const withCard = async (trial: Trial) => {
  const given = await withSession(trial)
  return { ...given, card: (await trial.addCard(given.token)).payment_method }
}
const typed = (number: string) => async (trial: Trial) => ({
  ...(await withSession(trial)),
  confirmation_token_id: await trial.sandbox('a test card').cardToken(number),
})
const approved = async (trial: Trial) => {
  const given = await withSession(trial)
  const asked = await trial.addCard(given.token, cards.asksWhenAdded, false)
  same(asked.status, 'requires_action', 'The status of a card that asks')
  return { ...given, setup_intent_id: await trial.sandbox('a bank that asks').approve(asked.client_secret) }
}
const remove = ({ call }: Trial, token: string, id: string) => call('DELETE', `${methods}/${id}`, { token })
const all = async ({ get }: Trial, token: string): Promise<Wires> => (await get(methods, token)).items
const added = (answer: Wire) => {
  same(answer.status, 'succeeded', 'The status')
  fits(answer.payment_method, { type: 'card', processor: 'stripe' })
}

/** A subscriber with the one card that it was bought with. */
async function pinned(trial: Trial): Promise<Subscribed & { card: Wire }> {
  const subscribed = await trial.subscriber()
  const [card] = await all(trial, subscribed.token)
  isTrue(card, 'On the way there: the card that was paid with is not on record')
  return { ...subscribed, card }
}

const inUse = 'PaymentMethodInUseByActiveSubscription'
const path = ({ subscription }: Subscribed) => `/v1/customer-portal/subscriptions/${subscription.id}`

export const paymentMethods: readonly Check[] = [
  operation<{ card: Wire }>('M', `GET ${methods}`, {
    ok: 200,
    given: withCard,
    v1: (polar) => polar.customerPortal.customers.listPaymentMethods(),
    v0: (polar, _, security) => polar.customerPortal.customers.listPaymentMethods(security, {}),
    raw: () => ({}),
    shows: ({ items }, { card }) =>
      fits(items[0], { id: card.id, type: 'card', method_metadata: { brand: 'visa', last4: '4242' } }),
  }),
  operation<{ confirmation_token_id: string }>('M', `POST ${methods}`, {
    ok: 201,
    given: typed(cards.works),
    v1: (polar, { confirmation_token_id }) =>
      polar.customerPortal.customers.addPaymentMethod({
        confirmation_token_id,
        set_default: true,
        return_url: '/',
      }),
    v0: (polar, { confirmation_token_id: confirmationTokenId }, security) =>
      polar.customerPortal.customers.addPaymentMethod(security, {
        confirmationTokenId,
        setDefault: true,
        returnUrl: '/',
      }),
    raw: ({ confirmation_token_id }) => ({
      body: { confirmation_token_id, set_default: true, return_url: '/' },
    }),
    shows: added,
  }),
  operation<{ setup_intent_id: string }>('M', `POST ${methods}/confirm`, {
    ok: 201,
    given: approved,
    v1: (polar, { setup_intent_id }) =>
      polar.customerPortal.customers.confirmPaymentMethod({ setup_intent_id, set_default: false }),
    v0: (polar, { setup_intent_id: setupIntentId }, security) =>
      polar.customerPortal.customers.confirmPaymentMethod(security, { setupIntentId, setDefault: false }),
    raw: ({ setup_intent_id }) => ({ body: { setup_intent_id, set_default: false } }),
    shows: added,
  }),
  operation<{ card: Wire }>('M', `DELETE ${methods}/{id}`, {
    ok: 204,
    given: withCard,
    v1: (polar, { card }) => polar.customerPortal.customers.deletePaymentMethod(card.id),
    v0: (polar, { card: { id } }, security) =>
      polar.customerPortal.customers.deletePaymentMethod(security, { id }),
    raw: ({ card: { id } }) => ({ params: { id } }),
  }),

  behaviour(46, 'Without a token nobody takes a card away', async (trial) => {
    const { card } = await withCard(trial)
    refuses(await trial.call('DELETE', `${methods}/${card.id}`, { token: null }), 401, 'Unauthorized')
  }),
  behaviour(47, 'A card that there is not, or is another’s, is not there', async (trial) => {
    const { token } = await withSession(trial)
    refuses(await remove(trial, token, nobody), 404, 'ResourceNotFound')
    const { card } = await withCard(trial)
    refuses(await remove(trial, token, card.id), 404, 'ResourceNotFound')
  }),
  behaviour(48, 'A card that nothing is paid with can go', async (trial) => {
    const { card, token } = await withCard(trial)
    answers(await remove(trial, token, card.id), 204)
    same(await all(trial, token), [], 'The cards that are left')
  }),
  behaviour(
    49,
    'The card of a running subscription can go where another one is there to take over',
    async (trial) => {
      const { card, token } = await pinned(trial)
      const other = (await trial.addCard(token, cards.works, false)).payment_method
      answers(await remove(trial, token, card.id), 204)
      refuses(await remove(trial, token, other.id), 400, inUse)
    },
  ),
  behaviour(50, 'The only card of a running subscription stays', async (trial) => {
    const { card, token } = await pinned(trial)
    refuses(await remove(trial, token, card.id), 400, inUse)
  }),
  behaviour(51, 'The card of a subscription that is over can go', async (trial) => {
    const { card, token, subscription } = await pinned(trial)
    await trial.delete(`/v1/subscriptions/${subscription.id}`)
    answers(await remove(trial, token, card.id), 204)
  }),
  behaviour(52, 'The card of a subscription that ends with its period can go', async (trial) => {
    const subscribed = await pinned(trial)
    await trial.delete(path(subscribed), subscribed.token)
    answers(await remove(trial, subscribed.token, subscribed.card.id), 204)
  }),
  behaviour(53, 'The card of one who owes stays, though the subscription will end', async (trial) => {
    const owing = await trial.pastDue()
    await trial.delete(path(owing), owing.token)
    const [card] = await all(trial, owing.token)
    refuses(await remove(trial, owing.token, card.id), 400, inUse)
  }),
  behaviour(54, 'The card of a paused subscription that will go on stays', async (trial) => {
    await trial.configure({ pause: true })
    const subscribed = await pinned(trial)
    const resumes_at = new Date(Date.parse(subscribed.subscription.current_period_end) + 20 * 86_400_000)
    await trial.patch(
      path(subscribed),
      { pause_at_period_end: true, resumes_at: resumes_at.toISOString() },
      subscribed.token,
    )
    await trial.sandbox('a clock').advance('P1M')
    same((await trial.seen(subscribed)).status, 'paused', 'The status')
    refuses(await remove(trial, await trial.session(subscribed.customer), subscribed.card.id), 400, inUse)
  }),
  behaviour(55, 'Of several cards the default one takes over', async (trial) => {
    const subscribed = await pinned(trial)
    await trial.addCard(subscribed.token, cards.works, false)
    await trial.addCard(subscribed.token, cards.failsWhenCharged, true)
    await trial.addCard(subscribed.token, cards.works, false)
    answers(await remove(trial, subscribed.token, subscribed.card.id), 204)
    await trial.sandbox('a clock').advance('P1M')
    // Only the default one fails.
    same((await trial.seen(subscribed)).status, 'past_due', 'The status')
  }),
  behaviour(56, 'The default is one of one’s own cards', async (trial) => {
    const { card, token } = await withCard(trial)
    const foreign = await withCard(trial)
    const set = (id: unknown) => trial.call('PATCH', me, { token, body: { default_payment_method_id: id } })
    for (const id of [nobody, foreign.card.id, null])
      refusesInput(await set(id), 'body/default_payment_method_id')
    const other = (await trial.addCard(token, cards.works, false)).payment_method
    same((await trial.get(me, token)).default_payment_method_id, card.id, 'The default')
    same(answers(await set(other.id), 200).body.default_payment_method_id, other.id, 'The default')
  }),
  behaviour(57, 'The same card added again is one, and comes back where it was gone', async (trial) => {
    const { token, confirmation_token_id } = await typed(cards.works)(trial)
    const add = () =>
      trial.post(methods, { confirmation_token_id, set_default: false, return_url: '/' }, token)
    const { payment_method: card } = await add()
    same((await add()).payment_method.id, card.id, 'The card that was added again')
    answers(await remove(trial, token, card.id), 204)
    same((await add()).payment_method.id, card.id, 'The card that came back')
    same((await all(trial, token)).length, 1, 'The number of cards')
  }),
  cannotTry(
    58,
    'A kind of payment that is not a card is listed in general words',
    'needs a customer who pays otherwise; how our portal lists one is tried in `portal/payment-methods/other-ways.test.ts`',
  ),
]
