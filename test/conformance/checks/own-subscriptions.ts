import { portal, seller, path, end, owingTwice } from '../acting.ts'
import { behaviour, rule, type Check } from '../check.ts'
import { isTrue, same } from '../expect.ts'
import { having } from '../having.ts'
import type { Wire } from '../wire.ts'

export const ownSubscriptions: readonly Check[] = [
  behaviour(59, 'Products show no benefit that is not public, and neither does who has it', async (trial) => {
    const benefit = (visibility: string) => ({
      type: 'custom',
      description: `Conformance, ${visibility}`,
      visibility,
      properties: { note: null },
    })
    const hidden = await trial.post('/v1/benefits/', benefit('private'))
    trial.forget(`/v1/benefits/${hidden.id}`)
    const { token, grant, customer, product } = await having(trial, benefit('public'), [hidden.id])
    const shown = ({ benefits }: Wire) => benefits.map(({ id }: Wire) => id)
    const [subscription] = (await trial.get(`${portal}/`, token)).items
    same(shown(subscription.product), [grant.benefit_id], 'The benefits of a subscription’s product')
    const [order] = await trial.orders(customer)
    isTrue(order, 'There is no order')
    same(shown(order.product as Wire), [grant.benefit_id], 'The benefits of an order’s product')
    const { products } = await trial.get(`/v1/customer-portal/organizations/${await trial.slug()}`)
    const offered = products.find(({ id }: Wire) => id === product.id)
    isTrue(offered, 'It is not offered')
    same(shown(offered), [grant.benefit_id], 'The benefits of what is offered')
    const { items } = await trial.get('/v1/customer-portal/benefit-grants/', token)
    same(items.length, 1, 'The number of grants')
    same((await trial.get(`/v1/products/${product.id}`)).benefits.length, 2, 'What the seller sees')
  }),
  behaviour(60, 'Everybody sees their own subscriptions alone', async (trial) => {
    const [one, other] = [await trial.subscriber(), await trial.subscriber()]
    for (const { subscription, token } of [one, other]) {
      const { items } = await trial.get(`${portal}/?limit=100`, token)
      same(
        items.map(({ id }: Wire) => id),
        [subscription.id],
        'The subscriptions',
      )
    }
  }),
  behaviour(61, 'In what is looked for, % and _ are letters like others', async (trial) => {
    const { token } = await trial.subscriber()
    const found = async (query: string) => (await trial.get(`${portal}/?query=${query}`, token)).items.length
    same(await found('conformance%20PRO'), 1, 'By the name, in whatever letters')
    for (const query of ['%25', '_', 'Conf%25Pro', 'Conformance_Pro'])
      same(await found(query), 0, `By ${query}`)
  }),
  behaviour(
    62,
    'Whoever owes is told that canceling stops the collection, and of how much',
    async (trial) => {
      const owing = await trial.pastDue()
      const preview = await trial.get(`${path(owing)}/cancel-preview`, owing.token)
      same(preview, { stops_collection: true, outstanding_amount: owing.order.due_amount }, 'The preview')
      const { orders, token } = await owingTwice(trial, owing)
      const due = orders.reduce((sum, { due_amount }) => sum + (due_amount as number), 0)
      const whole = await trial.get(`${path(owing)}/cancel-preview`, token)
      same(whole, { stops_collection: true, outstanding_amount: due }, 'The preview of two that are owed')
    },
  ),
  rule(
    'subscription.active',
    'active=true are those that run; neither true nor false shows one that owes',
    async (trial) => {
      const owing = await trial.pastDue()
      const found = async (active: boolean) =>
        (await trial.get(`${portal}/?active=${active}`, owing.token)).items.length
      same([await found(true), await found(false)], [0, 0], 'How often one that owes is found')
      const running = await trial.subscriber()
      same(
        (await trial.get(`${portal}/?active=true`, running.token)).items.length,
        1,
        'How often one that runs is found',
      )
      await end(trial, running)
      same(
        (await trial.get(`${portal}/?active=false`, running.token)).items.length,
        1,
        'How often one that ended is found',
      )
    },
  ),
  rule(
    'subscription.filters',
    'The seller finds them by status, product, customer and what they know them by',
    async (trial) => {
      const external_id = crypto.randomUUID()
      const { subscription, customer } = await trial.subscriber({
        customer: await trial.customer({ external_id }),
      })
      const found = async (query: string) => {
        const { items } = await trial.get(`${seller}/?customer_id=${customer.id}&${query}`)
        return items.map(({ id }: Wire) => id)
      }
      for (const query of [
        'status=active',
        'status=active&status=past_due',
        `product_id=${subscription.product_id}`,
        'active=true',
        'cancel_at_period_end=false',
        `external_customer_id=${external_id}`,
      ])
        same(await found(query), [subscription.id], `By ${query}`)
      for (const query of [
        'status=canceled',
        `product_id=${crypto.randomUUID()}`,
        'active=false',
        'metadata[referenceId]=none',
      ])
        same(await found(query), [], `By ${query}`)
      await trial.patch(`${seller}/${subscription.id}`, { metadata: { referenceId: external_id } })
      same(await found(`metadata[referenceId]=${external_id}`), [subscription.id], 'By its metadata')
    },
  ),
]
