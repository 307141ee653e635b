import { operation, rule, type Calls, type Check } from '../check.ts'
import { answers, fits, refuses } from '../expect.ts'
import type { Wire } from '../wire.ts'
import { sold, type Given } from './orders.ts'

const refund: Pick<Calls<Given>, 'ok' | 'given'> = { ok: 201, given: sold }
const refunded = (answer: Wire, { order }: Given) =>
  fits(answer, {
    order_id: order.id,
    amount: 500,
    tax_amount: 0,
    reason: 'customer_request',
    status: 'succeeded',
  })

export const refunds: readonly Check[] = [
  operation<Given>('S', 'POST /v1/refunds/', {
    ...refund,
    v1: (polar, { order }) =>
      polar.refunds.create({ order_id: order.id, amount: 500, reason: 'customer_request' }),
    v0: (polar, { order }) =>
      polar.refunds.create({ orderId: order.id, amount: 500, reason: 'customer_request' }),
    raw: ({ order }) => ({ body: { order_id: order.id, amount: 500, reason: 'customer_request' } }),
    shows: refunded,
  }),
  operation<Given>('S', 'GET /v1/refunds/', {
    ok: 200,
    given: async (trial) => {
      const given = await sold(trial)
      await trial.post('/v1/refunds/', { order_id: given.order.id, amount: 500, reason: 'customer_request' })
      return given
    },
    v1: (polar, { order }) => polar.refunds.list({ order_id: order.id }),
    v0: (polar, { order }) => polar.refunds.list({ orderId: order.id }),
    raw: ({ order }) => ({ query: `order_id=${order.id}` }),
    shows: ({ items }, given) => refunded(items[0], given),
  }),
  rule('refund.twice', 'What was given back whole is not given back again', async (trial) => {
    const { order } = await sold(trial)
    const give = (amount: number) =>
      trial.call('POST', '/v1/refunds/', { body: { order_id: order.id, amount, reason: 'duplicate' } })
    answers(await give(500), 201)
    fits(await trial.get(`/v1/orders/${order.id}`), {
      status: 'partially_refunded',
      refunded_amount: 500,
      refundable_amount: 1500,
    })
    answers(await give(1500), 201)
    fits(await trial.get(`/v1/orders/${order.id}`), { status: 'refunded', refundable_amount: 0 })
    refuses(await give(1), 403, 'RefundedAlready')
  }),
]
