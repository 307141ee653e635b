import { NotTried, operation, rule, type Check } from '../check.ts'
import { fits, same } from '../expect.ts'
import type { Trial } from '../trial.ts'
import type { Wire } from '../wire.ts'

interface Given {
  customer: Wire
  name: string
}

const counted = async (trial: Trial): Promise<Given> => ({
  customer: await trial.customer({ external_id: crypto.randomUUID() }),
  name: `conformance.${crypto.randomUUID()}`,
})

/** A customer who used three of what a meter counts. */
async function metered(trial: Trial) {
  if (!(await trial.serves('POST', '/v1/meters/')))
    throw new NotTried('needs a meter, and the server makes none')
  const given = await counted(trial)
  const { customer, name } = given
  const meter = await trial.post('/v1/meters/', {
    name: 'Conformance calls',
    filter: { conjunction: 'and', clauses: [{ property: 'name', operator: 'eq', value: name }] },
    aggregation: { func: 'count' },
  })
  const events = [1, 2, 3].map(() => ({ name, customer_id: customer.id }))
  await trial.post('/v1/events/ingest', { events })
  const of = await trial.eventually('the customer’s meter', async () => {
    const { items } = await trial.get(
      `/v1/customer-portal/meters/?meter_id=${meter.id}`,
      await trial.session(customer),
    )
    return items[0]?.consumed_units === 3 && items[0]
  })
  return { ...given, meter, of, token: await trial.session(customer) }
}
type Listed = { token?: string; meter?: Wire }

/** Where no meter can be made, the list is empty and has its shape all the same. */
const withOrWithout = async (trial: Trial): Promise<Listed> =>
  (await trial.serves('POST', '/v1/meters/'))
    ? metered(trial)
    : { token: await trial.session(await trial.customer()) }
const asSellerAtLeast = async (trial: Trial): Promise<Listed> => ({
  ...(await withOrWithout(trial)),
  token: undefined,
})
type Metered = Given & { meter: Wire; of: Wire }
const three = (answer: Wire, { meter }: { meter?: Wire }) =>
  fits(answer, { meter_id: meter?.id, consumed_units: 3 })

export const usage: readonly Check[] = [
  operation<Given>('M', 'POST /v1/events/ingest', {
    ok: 200,
    given: counted,
    v1: (polar, { customer, name }) =>
      polar.events.ingest({ events: [{ name, external_customer_id: customer.external_id }] }),
    v0: (polar, { customer, name }) =>
      polar.events.ingest({
        events: [{ name, externalCustomerId: customer.external_id, metadata: { tokens: 7 } }],
      }),
    raw: ({ customer, name }) => ({
      body: { events: [{ name, customer_id: customer.id, metadata: { tokens: 7 } }] },
    }),
    shows: (answer) => fits(answer, { inserted: 1, duplicates: 0 }),
  }),
  operation<Listed>('M', 'GET /v1/customer-portal/meters/', {
    ok: 200,
    given: withOrWithout,
    v1: (polar) => polar.customerPortal.customerMeters.list({}),
    v0: (polar, _, security) => polar.customerPortal.customerMeters.list(security, {}),
    raw: () => ({}),
    shows: ({ items }, given) => (given.meter ? three(items[0], given) : same(items, [], 'The meters')),
  }),
  operation<Metered>('S', 'GET /v1/customer-portal/meters/{id}', {
    ok: 200,
    given: metered,
    v1: (polar, { of }) => polar.customerPortal.customerMeters.get(of.id),
    v0: (polar, { of: { id } }, security) => polar.customerPortal.customerMeters.get(security, { id }),
    raw: ({ of: { id } }) => ({ params: { id } }),
    shows: three,
  }),
  operation<Listed>('S', 'GET /v1/meters/', {
    ok: 200,
    given: asSellerAtLeast,
    v1: (polar) => polar.meters.list({ limit: 100 }),
    v0: (polar) => polar.meters.list({ limit: 100 }),
    raw: () => ({ query: 'limit=100' }),
    shows: ({ items }, { meter }) =>
      same(
        items.filter(({ id }: Wire) => id === meter?.id).length,
        meter ? 1 : 0,
        'How often the meter is listed',
      ),
  }),
  operation<Listed>('S', 'GET /v1/customer-meters/', {
    ok: 200,
    given: asSellerAtLeast,
    v1: (polar, { meter }) => polar.customerMeters.list({ meter_id: meter?.id }),
    v0: (polar, { meter }) => polar.customerMeters.list({ meterId: meter?.id }),
    raw: ({ meter }) => ({ query: meter ? `meter_id=${meter.id}` : '' }),
    shows: ({ items }, given) => (given.meter ? three(items[0], given) : same(items, [], 'The meters')),
  }),
  rule('event.duplicate', 'An event with an id that was told before counts once', async (trial) => {
    const { customer, name } = await counted(trial)
    const event = { name, customer_id: customer.id, external_id: crypto.randomUUID() }
    fits(await trial.post('/v1/events/ingest', { events: [event] }), { inserted: 1, duplicates: 0 })
    fits(await trial.post('/v1/events/ingest', { events: [event] }), { inserted: 0, duplicates: 1 })
  }),
]
