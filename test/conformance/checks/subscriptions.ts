import { itself, over, portal, reason, scheduled, seller } from '../acting.ts'
import { operation, type Calls, type Check } from '../check.ts'
import { fits, isTrue, same } from '../expect.ts'
import type { Subscribed, Trial } from '../trial.ts'
import type { Wire } from '../wire.ts'

const subscriber = (trial: Trial) => trial.subscriber()
/** The same, called for by the seller. */
const sold = async (trial: Trial) => ({ ...(await trial.subscriber()), token: undefined })
const withPlus = async (trial: Trial) => ({
  ...(await trial.subscriber()),
  plus: await trial.product('plus'),
})
const soldWithPlus = async (trial: Trial) => ({ ...(await withPlus(trial)), token: undefined })
type WithPlus = Pick<Subscribed, 'subscription'> & { plus: Wire }
type One = Pick<Subscribed, 'subscription' | 'customer'>

const alone = ({ items, pagination }: Wire, given: One) => {
  same(pagination, { total_count: 1, max_page: 1 }, 'pagination')
  itself(items[0], given)
}
const byId = ({ subscription: { id } }: Pick<Subscribed, 'subscription'>) => ({ params: { id } })

/** A preview's amounts add up, and are whole. */
function addsUp(preview: Wire): void {
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
  operation<{ customer: Wire; free: Wire }>('S', `POST ${seller}/`, {
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
