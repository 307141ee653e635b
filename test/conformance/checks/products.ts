import { operation, rule, type Check } from '../check.ts'
import { answers, fits, isTrue, refuses, refusesInput, same } from '../expect.ts'
import type { Trial } from '../trial.ts'
import type { Wire } from '../wire.ts'

interface Given {
  product: Wire
}
const newProduct = async (trial: Trial): Promise<Given> => ({
  product: await trial.post('/v1/products/', {
    name: `Conformance ${crypto.randomUUID()}`,
    recurring_interval: 'month',
    prices: [{ amount_type: 'fixed', price_amount: 900, price_currency: 'usd' }],
  }),
})
const pro = async (trial: Trial): Promise<Given> => ({ product: await trial.product('pro') })
const monthlyPro = {
  name: 'Conformance Pro',
  is_recurring: true,
  is_archived: false,
  recurring_interval: 'month',
  benefits: [],
}
const archived = (answer: Wire, { product }: Given) =>
  fits(answer, { id: product.id, name: 'Conformance renamed', is_archived: true })

export const products: readonly Check[] = [
  operation<Given>('M', 'GET /v1/products/', {
    ok: 200,
    given: pro,
    v1: (polar, { product }) => polar.products.list({ id: product.id }),
    v0: (polar, { product: { id } }) => polar.products.list({ id }),
    raw: ({ product }) => ({ query: `id=${product.id}` }),
    shows({ items, pagination }, { product }) {
      same(pagination, { total_count: 1, max_page: 1 }, 'pagination')
      fits(items[0], { id: product.id, ...monthlyPro })
    },
  }),
  operation<Given>('M', 'GET /v1/products/{id}', {
    ok: 200,
    given: pro,
    v1: (polar, { product }) => polar.products.get(product.id),
    v0: (polar, { product: { id } }) => polar.products.get({ id }),
    raw: ({ product: { id } }) => ({ params: { id } }),
    shows: (answer, { product }) => fits(answer, { id: product.id, ...monthlyPro }),
  }),
  operation('S', 'POST /v1/products/', {
    ok: 201,
    v1: (polar) =>
      polar.products.create({
        name: 'Conformance made',
        recurring_interval: 'year',
        prices: [{ amount_type: 'fixed', price_amount: 9900, price_currency: 'usd' }],
      }),
    v0: (polar) =>
      polar.products.create({
        name: 'Conformance made',
        recurringInterval: 'year',
        prices: [{ amountType: 'fixed', priceAmount: 9900, priceCurrency: 'usd' }],
      }),
    raw: () => ({
      body: {
        name: 'Conformance made',
        recurring_interval: 'year',
        prices: [{ amount_type: 'fixed', price_amount: 9900, price_currency: 'usd' }],
      },
    }),
    shows(answer) {
      fits(answer, { name: 'Conformance made', recurring_interval: 'year', recurring_interval_count: 1 })
      fits(answer.prices[0], {
        amount_type: 'fixed',
        price_amount: 9900,
        price_currency: 'usd',
        source: 'catalog',
      })
    },
  }),
  operation<Given>('S', 'PATCH /v1/products/{id}', {
    ok: 200,
    repeatable: true,
    given: newProduct,
    v1: (polar, { product }) =>
      polar.products.update(product.id, { name: 'Conformance renamed', is_archived: true }),
    v0: (polar, { product: { id } }) =>
      polar.products.update({ id, productUpdate: { name: 'Conformance renamed', isArchived: true } }),
    raw: ({ product: { id } }) => ({
      params: { id },
      body: { name: 'Conformance renamed', is_archived: true },
    }),
    shows: archived,
  }),
  operation<{ slug: string; product: Wire }>('M', 'GET /v1/customer-portal/organizations/{slug}', {
    ok: 200,
    open: true,
    given: async (trial) => ({ slug: await trial.slug(), ...(await pro(trial)) }),
    v1: (polar, { slug }) => polar.customerPortal.organizations.get(slug),
    v0: (polar, { slug }) => polar.customerPortal.organizations.get({ slug }),
    raw: ({ slug }) => ({ params: { slug } }),
    shows({ organization, products: sold }, { slug, product }) {
      same(organization.slug, slug, 'slug')
      isTrue(
        sold.some(({ id }: Wire) => id === product.id),
        'A public product is not among them',
      )
    },
  }),

  rule(
    'product.public',
    'Strangers see what is public and sold; who does not know the name sees nothing',
    async (trial) => {
      const hidden = await trial.product('hidden')
      const { products: sold } = await trial.get(`/v1/customer-portal/organizations/${await trial.slug()}`)
      same(
        sold.filter(({ id }: Wire) => id === hidden.id),
        [],
        'The hidden product',
      )
      const path = `/v1/customer-portal/organizations/nobody-${crypto.randomUUID()}`
      refuses(await trial.call('GET', path, { token: null }), 404, 'ResourceNotFound')
    },
  ),
  rule('product.filters', 'Products are found by name, visibility and what kind they are', async (trial) => {
    const [one, once, hidden] = [
      await trial.product('pro'),
      await trial.product('once'),
      await trial.product('hidden'),
    ]
    const found = async (query: string) => {
      const { items } = await trial.get(`/v1/products/?id=${one.id}&id=${once.id}&id=${hidden.id}&${query}`)
      return items.map(({ name }: Wire) => name).toSorted()
    }
    same(await found('query=conformance%20p'), [one.name], 'By name')
    same(await found('is_recurring=false'), [once.name], 'What is sold once')
    same(await found('visibility=private'), [hidden.name], 'What is private')
    same(await found('is_archived=true'), [], 'What is archived')
    refusesInput(await trial.call('GET', '/v1/products/?visibility=secret'))
  }),
  rule('product.input', 'A price in fractions, or a product without one, is refused', async ({ call }) => {
    const product = { name: 'Conformance wrong', recurring_interval: 'month' }
    const priced = (prices: object[]) => call('POST', '/v1/products/', { body: { ...product, prices } })
    refusesInput(await priced([]))
    refusesInput(await priced([{ amount_type: 'fixed', price_amount: 9.99, price_currency: 'usd' }]))
    refusesInput(await priced([{ amount_type: 'fixed', price_amount: -1, price_currency: 'usd' }]))
    answers(await call('GET', '/v1/products/?limit=1'), 200)
  }),
]
