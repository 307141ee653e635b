import { operation, type Check } from '../check.ts'
import { fits, refuses, same } from '../expect.ts'
import type { Trial } from '../trial.ts'
import type { Wire } from '../wire.ts'

interface Given {
  discount: Wire
}
const discountsAt = '/v1/discounts'

const half = {
  name: 'Conformance half',
  type: 'percentage',
  basis_points: 5000,
  duration: 'forever',
} as const

async function discount(trial: Trial): Promise<Given> {
  const made = await trial.post(`${discountsAt}/`, half)
  trial.forget(`${discountsAt}/${made.id}`)
  return { discount: made }
}
const byId = ({ discount: { id } }: Given) => ({ params: { id } })
const theHalf = (answer: Wire) => fits(answer, half)

export const discounts: readonly Check[] = [
  operation<Given>('L', `GET ${discountsAt}/`, {
    ok: 200,
    given: discount,
    v1: (polar) => polar.discounts.list({ limit: 100 }),
    v0: (polar) => polar.discounts.list({ limit: 100 }),
    raw: () => ({ query: 'limit=100' }),
    shows: ({ items }, given) =>
      same(items.filter(({ id }: Wire) => id === given.discount.id).length, 1, 'How often it is listed'),
  }),
  operation('L', `POST ${discountsAt}/`, {
    ok: 201,
    v1: (polar) => polar.discounts.create(half),
    v0: (polar) =>
      polar.discounts.create({
        name: 'Conformance half',
        type: 'percentage',
        basisPoints: 5000,
        duration: 'forever',
      }),
    raw: () => ({ body: half }),
    shows(answer, _, { forget }) {
      theHalf(answer)
      forget(`${discountsAt}/${answer.id}`)
    },
  }),
  operation<Given>('L', `GET ${discountsAt}/{id}`, {
    ok: 200,
    given: discount,
    v1: (polar, given) => polar.discounts.get(given.discount.id),
    v0: (polar, { discount: { id } }) => polar.discounts.get({ id }),
    raw: byId,
    shows: theHalf,
  }),
  operation<Given>('L', `PATCH ${discountsAt}/{id}`, {
    ok: 200,
    given: discount,
    v1: (polar, given) => polar.discounts.update(given.discount.id, { name: 'Conformance spring' }),
    v0: (polar, { discount: { id } }) =>
      polar.discounts.update({ id, discountUpdate: { name: 'Conformance spring' } }),
    raw: (given) => ({ ...byId(given), body: { name: 'Conformance spring' } }),
    shows: (answer) => fits(answer, { name: 'Conformance spring', basis_points: 5000 }),
  }),
  operation<Given>('L', `DELETE ${discountsAt}/{id}`, {
    ok: 204,
    given: discount,
    v1: (polar, given) => polar.discounts.delete(given.discount.id),
    v0: (polar, { discount: { id } }) => polar.discounts.delete({ id }),
    raw: byId,
    shows: async (_, given, { call }) =>
      refuses(await call('GET', `${discountsAt}/${given.discount.id}`), 404, 'ResourceNotFound'),
  }),
]
