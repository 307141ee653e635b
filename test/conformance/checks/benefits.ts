import { operation, rule, type Check } from '../check.ts'
import { fits, same } from '../expect.ts'
import { having, type Having } from '../having.ts'
import type { Trial } from '../trial.ts'

/** A subscriber to a product with one benefit of ours. */
const granted = (trial: Trial): Promise<Having> =>
  having(trial, { type: 'custom', description: 'Conformance hotline', properties: { note: 'Call us.' } })
/** Where no benefit can be made, the list is empty and has its shape all the same. */
const withOrWithout = async (trial: Trial): Promise<Having | { token: string }> =>
  (await trial.serves('POST', '/v1/benefits/'))
    ? granted(trial)
    : { token: await trial.session(await trial.customer()) }
const theGrant = (answer: unknown, { benefit, customer }: Having) =>
  fits(answer, {
    benefit_id: benefit.id,
    customer_id: customer.id,
    is_granted: true,
    is_revoked: false,
    benefit: { type: 'custom', metadata: {} },
  })

export const benefits: readonly Check[] = [
  operation<Having | { token: string }>('M', 'GET /v1/customer-portal/benefit-grants/', {
    ok: 200,
    given: withOrWithout,
    v1: (polar) => polar.customerPortal.benefitGrants.list({}),
    v0: (polar, _, security) => polar.customerPortal.benefitGrants.list(security, {}),
    raw: () => ({}),
    shows: ({ items }, given) =>
      'grant' in given ? theGrant(items[0], given) : same(items, [], 'The grants'),
  }),
  operation<Having>('S', 'GET /v1/customer-portal/benefit-grants/{id}', {
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
