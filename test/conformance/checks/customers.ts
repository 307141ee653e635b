import { operation, rule, type Check } from '../check.ts'
import { fits, isTrue, same } from '../expect.ts'
import type { Trial } from '../trial.ts'
import type { Wire } from '../wire.ts'

interface Given {
  customer: Wire
}
const oneCustomer = async (trial: Trial): Promise<Given> => ({
  customer: await trial.customer({ external_id: `app/${crypto.randomUUID()}`, name: 'Ada' }),
})
const oneEmail = async (trial: Trial) => ({ email: trial.newEmail() })
const itself = (answer: Wire, { customer }: Given) =>
  fits(answer, {
    id: customer.id,
    email: customer.email,
    external_id: customer.external_id,
    type: 'individual',
  })
const renamed = (answer: Wire, { customer }: Given) => fits(answer, { id: customer.id, name: 'Ada B.' })
const gone = async (_: unknown, { customer }: Given, { call }: Trial) =>
  same((await call('GET', `/v1/customers/${customer.id}`)).status, 404, 'Reading it again')
const emptyState = (answer: Wire, { customer }: Given) =>
  fits(answer, { id: customer.id, active_subscriptions: [], granted_benefits: [], active_meters: [] })
const withCard = async (trial: Trial) => {
  const given = await oneCustomer(trial)
  const method = await trial.addCard(await trial.session(given.customer))
  return { ...given, method: method.payment_method }
}
const theCard = (answer: Wire, { method }: { method: { id: string } }) => {
  fits(answer.items[0], { id: method.id, type: 'card', is_default: true })
  same(answer.pagination, { total_count: 1, max_page: 1 })
}
const name = 'Ada B.'

export const customers: readonly Check[] = [
  operation<Given>('M', 'GET /v1/customers/', {
    ok: 200,
    given: oneCustomer,
    v1: (polar, { customer }) => polar.customers.list({ email: customer.email.toUpperCase() }),
    v0: (polar, { customer }) => polar.customers.list({ email: customer.email.toUpperCase() }),
    raw: ({ customer }) => ({ query: `email=${encodeURIComponent(customer.email.toUpperCase())}` }),
    shows({ items }, { customer }) {
      same(
        items.map(({ id }: Wire) => id),
        [customer.id],
        'Who has that address',
      )
    },
  }),
  operation<{ email: string }>('M', 'POST /v1/customers/', {
    ok: 201,
    given: oneEmail,
    v1: (polar, { email }) => polar.customers.create({ type: 'individual', email, name }),
    v0: (polar, { email }) => polar.customers.create({ email, name }),
    raw: ({ email }) => ({ body: { email, name } }),
    shows(answer, { email }, { forget }) {
      fits(answer, { email, name, external_id: null, email_verified: false, metadata: {} })
      isTrue(typeof answer.avatar_url === 'string', 'avatar_url is no string')
      forget(`/v1/customers/${answer.id}`)
    },
  }),
  operation<Given>('M', 'GET /v1/customers/{id}', {
    ok: 200,
    given: oneCustomer,
    v1: (polar, { customer }) => polar.customers.get(customer.id),
    v0: (polar, { customer: { id } }) => polar.customers.get({ id }),
    raw: ({ customer: { id } }) => ({ params: { id } }),
    shows: itself,
  }),
  operation<Given>('M', 'PATCH /v1/customers/{id}', {
    ok: 200,
    repeatable: true,
    given: oneCustomer,
    v1: (polar, { customer }) => polar.customers.update(customer.id, { name }),
    v0: (polar, { customer: { id } }) => polar.customers.update({ id, customerUpdate: { name } }),
    raw: ({ customer: { id } }) => ({ params: { id }, body: { name } }),
    shows: renamed,
  }),
  operation<Given>('M', 'DELETE /v1/customers/{id}', {
    ok: 204,
    given: oneCustomer,
    v1: (polar, { customer }) => polar.customers.delete(customer.id),
    v0: (polar, { customer: { id } }) => polar.customers.delete({ id }),
    raw: ({ customer: { id } }) => ({ params: { id } }),
    shows: gone,
  }),
  operation<Given>('M', 'GET /v1/customers/external/{external_id}', {
    ok: 200,
    given: oneCustomer,
    v1: (polar, { customer }) => polar.customers.getExternal(customer.external_id),
    v0: (polar, { customer }) => polar.customers.getExternal({ externalId: customer.external_id }),
    raw: ({ customer: { external_id } }) => ({ params: { external_id } }),
    shows: itself,
  }),
  operation<Given>('M', 'PATCH /v1/customers/external/{external_id}', {
    ok: 200,
    repeatable: true,
    given: oneCustomer,
    v1: (polar, { customer }) => polar.customers.updateExternal(customer.external_id, { name }),
    v0: (polar, { customer: { external_id: externalId } }) =>
      polar.customers.updateExternal({ externalId, customerUpdateExternalID: { name } }),
    raw: ({ customer: { external_id } }) => ({ params: { external_id }, body: { name } }),
    shows: renamed,
  }),
  operation<Given>('S', 'DELETE /v1/customers/external/{external_id}', {
    ok: 204,
    given: oneCustomer,
    v1: (polar, { customer }) => polar.customers.deleteExternal(customer.external_id),
    v0: (polar, { customer }) => polar.customers.deleteExternal({ externalId: customer.external_id }),
    raw: ({ customer: { external_id } }) => ({ params: { external_id } }),
    shows: gone,
  }),
  operation<Given>('M', 'GET /v1/customers/{id}/state', {
    ok: 200,
    given: oneCustomer,
    v1: (polar, { customer }) => polar.customers.getState(customer.id),
    v0: (polar, { customer: { id } }) => polar.customers.getState({ id }),
    raw: ({ customer: { id } }) => ({ params: { id } }),
    shows: emptyState,
  }),
  operation<Given>('M', 'GET /v1/customers/external/{external_id}/state', {
    ok: 200,
    given: oneCustomer,
    v1: (polar, { customer }) => polar.customers.getStateExternal(customer.external_id),
    v0: (polar, { customer }) => polar.customers.getStateExternal({ externalId: customer.external_id }),
    raw: ({ customer: { external_id } }) => ({ params: { external_id } }),
    shows: emptyState,
  }),
  operation<Given & { method: { id: string } }>('S', 'GET /v1/customers/{id}/payment-methods', {
    ok: 200,
    given: withCard,
    v1: (polar, { customer }) => polar.customers.listPaymentMethods(customer.id),
    raw: ({ customer: { id } }) => ({ params: { id } }),
    shows: theCard,
  }),
  operation<Given & { method: { id: string } }>(
    'S',
    'GET /v1/customers/external/{external_id}/payment-methods',
    {
      ok: 200,
      given: withCard,
      v1: (polar, { customer }) => polar.customers.listPaymentMethodsExternal(customer.external_id),
      raw: ({ customer: { external_id } }) => ({ params: { external_id } }),
      shows: theCard,
    },
  ),
  rule('customer.null', 'An address that is null in a change stays what it is', async (trial) => {
    const made = await trial.customer({ name: 'Ada' })
    const body = { email: null, type: null, name: null }
    const changed = await trial.patch(`/v1/customers/${made.id}`, body)
    fits(changed, { email: made.email, type: 'individual', name: null })
  }),
]
