import { operation, rule, type Check } from '../check.ts'
import { answers, fits, isTrue, refuses, same } from '../expect.ts'
import { having, type Having } from '../having.ts'
import type { Trial } from '../trial.ts'
import type { Wire } from '../wire.ts'

type Holding = Omit<Having, 'token'> & { key: Wire }

const path = '/v1/customer-portal/license-keys'

/** Somebody who has a key for two places and three uses. */
async function holding(trial: Trial): Promise<Holding & { token: string }> {
  const has = await having(trial, {
    type: 'license_keys',
    description: 'Conformance app',
    properties: {
      prefix: 'CONFORM',
      expires: { ttl: 1, timeframe: 'year' },
      activations: { limit: 2, enable_customer_admin: true },
      limit_usage: 3,
    },
  })
  const key = await trial.eventually('the key', async () => {
    const { items } = await trial.get(`${path}/`, has.token)
    return items[0]
  })
  return { ...has, key }
}

const named = ({ key: { key, organization_id } }: Holding) => ({ key, organization_id })
const camelNamed = ({ key: { key, organization_id } }: Holding) => ({ key, organizationId: organization_id })
const ask = ({ call }: Trial, what: string, given: Holding, more: object = {}) =>
  call('POST', `${path}/${what}`, { token: null, body: { ...named(given), ...more } })

async function activated(trial: Trial) {
  const given = await holding(trial)
  const { body } = answers(await ask(trial, 'activate', given, { label: 'One' }), 200)
  return { ...given, activation_id: body.id }
}

const theKey = (answer: unknown, { key, benefit, customer }: Holding) =>
  fits(answer, {
    id: key.id,
    key: key.key,
    benefit_id: benefit.id,
    customer_id: customer.id,
    status: 'granted',
  })

export const licenseKeys: readonly Check[] = [
  operation<Holding>('L', `GET ${path}/`, {
    ok: 200,
    given: holding,
    v1: (polar) => polar.customerPortal.licenseKeys.list({}),
    v0: (polar, _, security) => polar.customerPortal.licenseKeys.list(security, {}),
    raw: () => ({}),
    shows: ({ items }, given) => theKey(items[0], given),
  }),
  operation<Holding>('L', `GET ${path}/{id}`, {
    ok: 200,
    given: holding,
    v1: (polar, { key }) => polar.customerPortal.licenseKeys.get(key.id),
    v0: (polar, { key: { id } }, security) => polar.customerPortal.licenseKeys.get(security, { id }),
    raw: ({ key: { id } }) => ({ params: { id } }),
    shows: (answer, given) => {
      theKey(answer, given)
      fits(answer, { limit_activations: 2, limit_usage: 3, activations: [] })
    },
  }),
  operation<Holding>('L', `POST ${path}/{id}/rotate`, {
    ok: 200,
    given: holding,
    v1: (polar, { key }) => polar.customerPortal.licenseKeys.rotate(key.id),
    raw: ({ key: { id } }) => ({ params: { id } }),
    shows: ({ id, key }, { key: before }) => {
      same(id, before.id, 'The id')
      isTrue(key !== before.key && key.startsWith('CONFORM_'), `The new key is ${key}`)
    },
  }),
  operation<Holding>('L', `POST ${path}/validate`, {
    ok: 200,
    given: async (trial) => ({ ...(await holding(trial)), token: undefined }),
    open: true,
    v1: (polar, given) => polar.customerPortal.licenseKeys.validate(named(given)),
    v0: (polar, given) => polar.customerPortal.licenseKeys.validate(camelNamed(given)),
    raw: (given) => ({ body: named(given) }),
    shows: theKey,
  }),
  operation<Holding>('L', `POST ${path}/activate`, {
    ok: 200,
    given: async (trial) => ({ ...(await holding(trial)), token: undefined }),
    open: true,
    v1: (polar, given) => polar.customerPortal.licenseKeys.activate({ ...named(given), label: 'Desk' }),
    v0: (polar, given) => polar.customerPortal.licenseKeys.activate({ ...camelNamed(given), label: 'Desk' }),
    raw: (given) => ({ body: { ...named(given), label: 'Desk' } }),
    shows: (answer, { key }) => fits(answer, { label: 'Desk', license_key_id: key.id }),
  }),
  operation<Holding & { activation_id: string }>('L', `POST ${path}/deactivate`, {
    ok: 204,
    given: async (trial) => ({ ...(await activated(trial)), token: undefined }),
    open: true,
    v1: (polar, given) =>
      polar.customerPortal.licenseKeys.deactivate({ ...named(given), activation_id: given.activation_id }),
    v0: (polar, given) =>
      polar.customerPortal.licenseKeys.deactivate({
        ...camelNamed(given),
        activationId: given.activation_id,
      }),
    raw: (given) => ({ body: { ...named(given), activation_id: given.activation_id } }),
  }),
  rule('key.places', 'A key is in use in as many places as it may, and each can be freed', async (trial) => {
    const given = await activated(trial)
    const second = answers(await ask(trial, 'activate', given, { label: 'Two' }), 200)
    isTrue(second.body, 'The activation is nothing')
    refuses(await ask(trial, 'activate', given, { label: 'Three' }), 403, 'NotPermitted')
    answers(await ask(trial, 'deactivate', given, { activation_id: given.activation_id }), 204)
    answers(await ask(trial, 'activate', given, { label: 'Three' }), 200)
  }),
  rule('key.conditions', 'An activation holds under the conditions that it was made with', async (trial) => {
    const given = await holding(trial)
    const conditions = { version: 1 }
    const { body } = answers(await ask(trial, 'activate', given, { label: 'One', conditions }), 200)
    const activation_id = body.id
    answers(await ask(trial, 'validate', given, { activation_id, conditions }), 200)
    refuses(await ask(trial, 'validate', given, { activation_id }), 404, 'ResourceNotFound')
  }),
  rule('key.usage', 'A key is used so often and no oftener', async (trial) => {
    const given = await holding(trial)
    fits(answers(await ask(trial, 'validate', given, { increment_usage: 3 }), 200).body, { usage: 3 })
    refuses(await ask(trial, 'validate', given, { increment_usage: 1 }), 400, 'BadRequest')
  }),
  rule('key.revoked', 'A key ends with what it came with', async (trial) => {
    const given = await holding(trial)
    await trial.delete(`/v1/subscriptions/${given.grant.subscription_id}`)
    await trial.eventually('the key’s end', async () => (await ask(trial, 'validate', given)).status === 404)
    const rotated = await trial.call('POST', `${path}/${given.key.id}/rotate`, { token: given.token })
    isTrue([400, 404].includes(rotated.status), `It was replaced all the same: ${rotated.status}`)
  }),
]
