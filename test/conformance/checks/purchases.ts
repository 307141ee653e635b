import { atPrice, buys, comesWith, grantsOf, selling } from '../acting.ts'
import { rule, type Check } from '../check.ts'
import { fits, same } from '../expect.ts'

const portal = '/v1/customer-portal/orders'

/** What is sold once, and never renews. */
export const purchases: readonly Check[] = [
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
]
