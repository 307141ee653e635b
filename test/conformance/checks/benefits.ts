import { NotTried, operation, rule, type Check } from '../check.ts'
import { fits, same } from '../expect.ts'
import type { Trial } from '../trial.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- as the server answered it
type Json = any
interface Given {
  grant: Json
  customer: Json
  benefit: Json
  token: string
}

/** A subscriber to a product with one benefit of ours. */
async function granted(trial: Trial): Promise<Given> {
  if (!(await trial.serves('POST', '/v1/benefits/')))
    throw new NotTried('needs a benefit, and the server makes none')
  const benefit = await trial.post('/v1/benefits/', {
    type: 'custom',
    description: 'Conformance hotline',
    properties: { note: 'Call us.' },
  })
  const product = await trial.post('/v1/products/', {
    name: 'Conformance with a benefit',
    recurring_interval: 'month',
    prices: [{ amount_type: 'fixed', price_amount: 0, price_currency: 'usd' }],
  })
  await trial.post(`/v1/products/${product.id}/benefits`, { benefits: [benefit.id] })
  const customer = await trial.customer()
  const checkout = await trial.post('/v1/checkouts/', { products: [product.id], customer_id: customer.id })
  await trial.post(`/v1/checkouts/client/${checkout.client_secret}/confirm`, {})
  const token = await trial.session(customer)
  const grant = await trial.eventually('the grant', async () => {
    const { items } = await trial.get('/v1/customer-portal/benefit-grants/', token)
    return items[0]?.is_granted && items[0]
  })
  return { grant, customer, benefit, token }
}
/** Where no benefit can be made, the list is empty and has its shape all the same. */
const withOrWithout = async (trial: Trial): Promise<Given | { token: string }> =>
  (await trial.serves('POST', '/v1/benefits/'))
    ? granted(trial)
    : { token: await trial.session(await trial.customer()) }
const theGrant = (answer: Json, { benefit, customer }: Given) =>
  fits(answer, {
    benefit_id: benefit.id,
    customer_id: customer.id,
    is_granted: true,
    is_revoked: false,
    benefit: { type: 'custom', metadata: {} },
  })

export const benefits: readonly Check[] = [
  operation<Given | { token: string }>('M', 'GET /v1/customer-portal/benefit-grants/', {
    ok: 200,
    given: withOrWithout,
    v1: (polar) => polar.customerPortal.benefitGrants.list({}),
    v0: (polar, _, security) => polar.customerPortal.benefitGrants.list(security, {}),
    raw: () => ({}),
    shows: ({ items }, given) =>
      'grant' in given ? theGrant(items[0], given) : same(items, [], 'The grants'),
  }),
  operation<Given>('S', 'GET /v1/customer-portal/benefit-grants/{id}', {
    ok: 200,
    given: granted,
    v1: (polar, { grant }) => polar.customerPortal.benefitGrants.get(grant.id),
    v0: (polar, { grant: { id } }, security) => polar.customerPortal.benefitGrants.get(security, { id }),
    raw: ({ grant: { id } }) => ({ params: { id } }),
    shows: theGrant,
  }),
  rule(
    'grant.revoked',
    'What was granted is taken back with the subscription, and listed no more',
    async (trial) => {
      const { grant, customer } = await granted(trial)
      await trial.delete(`/v1/subscriptions/${grant.subscription_id}`)
      await trial.eventually('the grant’s end', async () => {
        const { items } = await trial.get(
          '/v1/customer-portal/benefit-grants/',
          await trial.session(customer),
        )
        return items.length === 0
      })
      const { granted_benefits } = await trial.get(`/v1/customers/${customer.id}/state`)
      same(granted_benefits, [], 'granted_benefits')
    },
  ),
]
