import { beforeEach, describe, expect, it } from 'vitest'
import { createApi } from '../../api/api.ts'
import { customerCalls, sellerCalls, type Call } from '../../../../../test/world/call.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'

let world: World
let call: Call
let portal: Call
let customer_id: string
let subscription_id: string
let key: string
let id: string

/** Ada's subscription brings a key for two places, thirty uses and a year. */
beforeEach(async () => {
  world = await openWorld()
  call = await sellerCalls(world)
  customer_id = (await world.addCustomer('ada@example.com', '4242424242424242')).customer.id
  const properties = {
    prefix: 'PRO',
    expires: { ttl: 1, timeframe: 'year' },
    activations: { limit: 2, enable_customer_admin: true },
    limit_usage: 30,
  }
  const made = await call('POST', '/v1/benefits/', {
    type: 'license_keys',
    description: 'The desktop app',
    properties,
  })
  const subscription = await world.subscribe(customer_id)
  subscription_id = subscription.id
  const benefits = [made.body.id as string]
  await call('POST', `/v1/products/${subscription.product_id}/benefits`, { benefits })
  portal = await customerCalls(world, customer_id)
  const { body } = await portal('GET', '/v1/customer-portal/license-keys/')
  ;[{ id, key }] = body.items as [{ id: string; key: string }]
})

const ask = (what: string, body: object = {}) => {
  const { organization_id } = world.organization
  return call('POST', `/v1/license-keys/${what}`, { key, organization_id, ...body })
}
const activated = async (label: string) => (await ask('activate', { label })).body.id as string

describe('a key', () => {
  it('comes with the product, is named in the grant and in no list of anybody else', async () => {
    expect(key).toMatch(/^PRO_[0-9A-F-]{36}$/)
    const grants = await portal('GET', '/v1/customer-portal/benefit-grants/')
    expect(grants.body.items).toMatchObject([
      { properties: { license_key_id: id, display_key: `****-${key.slice(-6)}` } },
    ])
    const eve = await customerCalls(world, (await world.addCustomer('eve@example.com')).customer.id)
    expect((await eve('GET', '/v1/customer-portal/license-keys/')).body.items).toEqual([])
    expect((await eve('GET', `/v1/customer-portal/license-keys/${id}`)).status).toBe(404)
  })

  it('holds as long as the subscription, and is the same when that comes back to it', async () => {
    expect((await ask('validate')).body).toMatchObject({ status: 'granted', validations: 1, customer_id })
    await call('DELETE', `/v1/subscriptions/${subscription_id}`)
    expect((await ask('validate')).status).toBe(404)
    expect((await call('GET', `/v1/license-keys/${id}`)).body).toMatchObject({ status: 'revoked' })
    expect((await portal('GET', '/v1/customer-portal/license-keys/')).body.items).toEqual([])
  })

  it('that the seller switches off is none, until it is switched on again', async () => {
    await call('PATCH', `/v1/license-keys/${id}`, { status: 'disabled' })
    expect((await ask('validate')).status).toBe(404)
    await call('PATCH', `/v1/license-keys/${id}`, { status: 'granted' })
    expect((await ask('validate')).status).toBe(200)
  })

  it('ends with its time', async () => {
    expect((await ask('validate')).body.expires_at).toBe('2028-01-31T12:00:00.000Z')
    world.moveTo(new Date('2028-01-31T12:00:00Z'))
    expect((await ask('validate')).status).toBe(404)
  })

  it('is used so often and no oftener, and what is refused is not counted', async () => {
    expect((await ask('validate', { increment_usage: 29 })).body).toMatchObject({ usage: 29 })
    const refused = await ask('validate', { increment_usage: 2 })
    expect(refused).toMatchObject({ status: 400, body: { error: 'BadRequest' } })
    expect((await ask('validate', { increment_usage: 1 })).body).toMatchObject({ usage: 30, validations: 2 })
  })

  it('of another benefit, customer or organization than is meant is not found', async () => {
    const stranger = crypto.randomUUID()
    expect((await ask('validate', { customer_id: stranger })).status).toBe(404)
    expect((await ask('validate', { benefit_id: stranger })).status).toBe(404)
    expect((await ask('validate', { organization_id: stranger })).status).toBe(404)
    expect((await ask('validate', { customer_id })).status).toBe(200)
  })
})

describe('an activation', () => {
  it('takes one of the places, of which those at once take no more than there are', async () => {
    const answers = await Promise.all(
      ['one', 'two', 'three', 'four'].map((label) => ask('activate', { label })),
    )
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 403, 403])
    const { body } = await portal('GET', `/v1/customer-portal/license-keys/${id}`)
    expect(body.activations).toHaveLength(2)
  })

  it('that is given up leaves its place to another', async () => {
    const [one] = [await activated('one'), await activated('two')]
    expect((await ask('deactivate', { activation_id: one })).status).toBe(204)
    expect((await ask('deactivate', { activation_id: one })).status).toBe(404)
    expect((await ask('activate', { label: 'three' })).status).toBe(200)
  })

  it('is asked for with what was agreed then, in any order', async () => {
    const conditions = { version: 2, os: 'linux' }
    const { body } = await ask('activate', { label: 'one', conditions, meta: { host: 'desk' } })
    const activation_id = body.id as string
    const again = { activation_id, conditions: { os: 'linux', version: 2 } }
    expect((await ask('validate', again)).body).toMatchObject({ activation: { meta: { host: 'desk' } } })
    expect((await ask('validate', { activation_id })).status).toBe(404)
    const path = `/v1/license-keys/${id}/activations/${activation_id}`
    expect((await call('GET', path)).body).toMatchObject({ label: 'one', license_key: { id } })
  })
})

describe('a key that is replaced', () => {
  it('has other letters and the same prefix; the ones before open nothing, and its activations stay', async () => {
    await activated('one')
    const { status, body } = await portal('POST', `/v1/customer-portal/license-keys/${id}/rotate`)
    expect([status, body.id]).toEqual([200, id])
    expect(body.key).toMatch(/^PRO_[0-9A-F-]{36}$/)
    expect(body.key).not.toBe(key)
    expect((await ask('validate')).status).toBe(404)
    expect((await ask('validate', { key: body.key })).status).toBe(200)
    const own = await portal('GET', `/v1/customer-portal/license-keys/${id}`)
    expect(own.body.activations).toHaveLength(1)
  })

  it('is told of to whoever listens to its grant', async () => {
    await call('POST', `/v1/license-keys/${id}/rotate`)
    const { types } = await world.ports.db
      .selectFrom('events')
      .select('types')
      .where('aggregate_type', '=', 'benefit_grant')
      .orderBy('version', 'desc')
      .executeTakeFirstOrThrow()
    expect(types).toEqual(['benefit_grant.updated', 'customer.state_changed'])
  })

  it('may be switched off, and not taken away', async () => {
    await call('PATCH', `/v1/license-keys/${id}`, { status: 'disabled' })
    expect((await call('POST', `/v1/license-keys/${id}/rotate`)).body.status).toBe('disabled')
    await call('DELETE', `/v1/subscriptions/${subscription_id}`)
    const refused = await portal('POST', `/v1/customer-portal/license-keys/${id}/rotate`)
    expect(refused).toMatchObject({ status: 400, body: { error: 'RotateNotPermitted' } })
  })
})

describe('whoever tries keys without a token', () => {
  const from = (address: string) => {
    const api = createApi(world.ports, { report: () => {} })
    const { organization_id } = world.organization
    return (what: string) =>
      api(
        new Request(`http://localhost:4000/v1/customer-portal/license-keys/${what}`, {
          method: 'POST',
          body: JSON.stringify({ key, organization_id }),
        }),
        { address },
      )
  }

  it('may ask three times in a second, then waits for a minute', async () => {
    const asks = from('198.51.100.7')
    for (const _ of [1, 2, 3]) expect((await asks('validate')).status).toBe(200)
    const refused = await asks('validate')
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60'])
    expect((await asks('deactivate')).status).not.toBe(204)
    expect((await from('198.51.100.8')('validate')).status).toBe(200)
    world.pass(60)
    expect((await asks('validate')).status).toBe(200)
  })
})

it('a customer who is forgotten leaves no place in which they used their keys', async () => {
  await activated('The desk of Ada')
  await call('DELETE', `/v1/customers/${customer_id}?anonymize=true`)
  expect(await world.ports.db.selectFrom('license_key_activations').select('id').execute()).toEqual([])
})
