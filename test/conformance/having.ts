import { NotTried } from './check.ts'
import type { Trial } from './trial.ts'
import type { Wire } from './wire.ts'

/** Somebody who has a benefit by a subscription. */
export interface Having {
  benefit: Wire
  customer: Wire
  grant: Wire
  token: string
  product: Wire
}

/** A subscriber to a free product with this benefit, and none but those beside it. */
export async function having(trial: Trial, made: object, besides: readonly string[] = []): Promise<Having> {
  if (!(await trial.serves('POST', '/v1/benefits/')))
    throw new NotTried('needs a benefit, and the server makes none')
  const benefit = await trial.post('/v1/benefits/', made)
  const product = await trial.post('/v1/products/', {
    name: 'Conformance with a benefit',
    recurring_interval: 'month',
    prices: [{ amount_type: 'fixed', price_amount: 0, price_currency: 'usd' }],
  })
  await trial.post(`/v1/products/${product.id}/benefits`, { benefits: [benefit.id, ...besides] })
  const customer = await trial.customer()
  const offer = { products: [product.id], customer_id: customer.id }
  const checkout = await trial.post('/v1/checkouts/', offer)
  await trial.post(`/v1/checkouts/client/${checkout.client_secret}/confirm`, {})
  const token = await trial.session(customer)
  const grant = await trial.eventually('the grant', async () => {
    const path = '/v1/customer-portal/benefit-grants/'
    const { items } = await trial.get(path, token)
    return items[0]?.is_granted && items[0]
  })
  return { benefit, customer, grant, token, product }
}
