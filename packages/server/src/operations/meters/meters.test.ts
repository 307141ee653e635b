import { beforeEach, describe, expect, it } from 'vitest'
import type { Aggregation, Filter } from '@verge/polar/contract/meters'
import { customerCalls, sellerCalls, type Call } from '../../../../../test/world/call.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'

let world: World
let call: Call
let faults: unknown[]
beforeEach(async () => {
  world = await openWorld()
  faults = []
  call = await sellerCalls(world, faults)
})

const all: Filter = { conjunction: 'and', clauses: [] }
const clause = (property: string, operator: string, value: unknown) => ({ property, operator, value })
const only = (...clauses: unknown[]) => ({ conjunction: 'and', clauses })
const count: Aggregation = { func: 'count' }

async function meter(filter: unknown = all, aggregation: Aggregation = count): Promise<string> {
  const { status, body } = await call('POST', '/v1/meters/', { name: 'Meter', filter, aggregation })
  expect(status).toBe(201)
  return body.id as string
}

async function tell(events: object[]) {
  const { status, body } = await call('POST', '/v1/events/ingest', { events })
  return { status, ...body }
}

const used = (metadata: object = {}, rest: object = {}) => ({
  name: 'call',
  external_customer_id: 'ada@example.com',
  metadata,
  ...rest,
})

/** What the customer is told that they used, by this meter. */
async function consumed(meter_id: string): Promise<number | undefined> {
  const { body } = await call('GET', `/v1/customer-meters/?meter_id=${meter_id}`)
  const items = body.items as { consumed_units: number; balance: number }[]
  expect(items.map(({ balance }) => balance)).toEqual(items.map((one) => 0 - one.consumed_units))
  return items[0]?.consumed_units
}

describe('usage that is told', () => {
  it('counts once, however often it is told under one id', async () => {
    await world.addCustomer('ada@example.com')
    const id = await meter()
    const batch = [used({}, { external_id: 'a' }), used({}, { external_id: 'b' }), used()]
    expect(await tell(batch)).toEqual({ status: 200, inserted: 3, duplicates: 0 })
    expect(await tell(batch)).toEqual({ status: 200, inserted: 1, duplicates: 2 })
    const twice = [used({}, { external_id: 'c' }), used({}, { external_id: 'c' })]
    expect(await tell(twice)).toEqual({ status: 200, inserted: 1, duplicates: 1 })
    expect(await consumed(id)).toBe(5)
    expect(await tell([])).toEqual({ status: 200, inserted: 0, duplicates: 0 })
  })

  it('is counted of the customer, whichever member and whatever other event it is told of', async () => {
    await world.addCustomer('ada@example.com')
    const id = await meter()
    const told = await tell([used({}, { parent_id: 'the-first', external_member_id: 'grace' })])
    expect(told).toEqual({ status: 200, inserted: 1, duplicates: 0 })
    expect(await consumed(id)).toBe(1)
  })

  it('is taken whole or not at all', async () => {
    const { customer } = await world.addCustomer('ada@example.com')
    const good = { name: 'call', customer_id: customer.id }
    const refused = async (bad: object) => {
      const answer = await call('POST', '/v1/events/ingest', { events: [good, bad] })
      expect(answer.status).toBe(422)
      return answer.body.detail
    }
    expect(await refused({ name: 'call', customer_id: crypto.randomUUID() })).toMatchObject([
      { loc: ['body', 'events', 1, 'customer_id'] },
    ])
    expect(await refused({ ...good, timestamp: '2099-01-01T00:00:00Z' })).toMatchObject([
      { loc: ['body', 'events', 1, 'timestamp'] },
    ])
    await refused({ ...good, name: 'x'.repeat(129) })
    await refused({ ...good, metadata: { tokens: 1e300 } })
    await refused({ ...good, metadata: { deep: { deeper: { deepest: 1 } } } })
    await refused({ name: 'call' })
    expect(await world.ports.db.selectFrom('usage_events').select('id').execute()).toEqual([])
    expect(faults).toEqual([])
  })

  it('before somebody is a customer is theirs from the moment that they are', async () => {
    const id = await meter()
    await tell([used(), used(), used({}, { external_customer_id: 'grace@example.com' })])
    expect(await consumed(id)).toBeUndefined()
    await world.addCustomer('ada@example.com')
    expect(await consumed(id)).toBe(2)
    const { body } = await call('POST', '/v1/customers/', { email: 'g@example.com' })
    await call('PATCH', `/v1/customers/${body.id as string}`, { external_id: 'grace@example.com' })
    const meters = await call('GET', '/v1/customer-meters/?external_customer_id=grace@example.com')
    expect(meters.body.items).toMatchObject([{ customer_id: body.id, consumed_units: 1 }])
  })
})

describe('a meter', () => {
  it.each<[string, Aggregation, number]>([
    ['counts', { func: 'count' }, 5],
    ['sums', { func: 'sum', property: 'tokens' }, 12.5],
    ['takes the most', { func: 'max', property: 'tokens' }, 7],
    ['takes the least', { func: 'min', property: 'tokens' }, 2.5],
    ['takes the mean', { func: 'avg', property: 'tokens' }, 12.5 / 3],
    ['counts what is different', { func: 'unique', property: 'model' }, 2],
    ['reaches into what is told', { func: 'sum', property: '_llm.total_tokens' }, 40],
  ])('%s', async (_, aggregation, amount) => {
    await world.addCustomer('ada@example.com')
    const id = await meter(all, aggregation)
    await tell([
      used({ tokens: 3, model: 'small' }),
      used({ tokens: 7, model: 'large' }),
      used({ tokens: 2.5, model: 'small' }),
      used({ tokens: 'many', _llm: { vendor: 'own', total_tokens: 40 } }),
      used(),
    ])
    expect(await consumed(id)).toBeCloseTo(amount, 9)
  })

  it.each<[unknown, number]>([
    [only(clause('name', 'eq', 'call')), 3],
    [only(clause('name', 'ne', 'call')), 1],
    [only(clause('tokens', 'gte', 5)), 2],
    [only(clause('tokens', 'lt', 5)), 1],
    [only(clause('tokens', 'eq', '5')), 2],
    [only(clause('cached', 'eq', true)), 1],
    [only(clause('model', 'like', '%')), 1],
    [only(clause('model', 'not_like', 'large')), 2],
    [only(clause('timestamp', 'lt', '2027-01-30T00:00:00Z')), 1],
    [{ conjunction: 'or', clauses: [clause('tokens', 'gt', 6), clause('tokens', 'lt', 4)] }, 2],
    [
      only(clause('name', 'eq', 'call'), {
        conjunction: 'or',
        clauses: [clause('model', 'eq', 'small'), clause('model', 'eq', '50%')],
      }),
      2,
    ],
    [only(clause('nothing', 'ne', 'x')), 0],
  ])('counts what its filter lets through: %j', async (filter, amount) => {
    await world.addCustomer('ada@example.com')
    const id = await meter(filter)
    await tell([
      used({ tokens: 5, model: 'small' }),
      used({ tokens: 7, model: 'large', cached: true }),
      used({ tokens: 3, model: '50%' }, { timestamp: '2027-01-01T00:00:00Z' }),
      used({ tokens: '5' }, { name: 'other' }),
    ])
    expect((await consumed(id)) ?? 0).toBe(amount)
  })

  it('counts what was told before it was made, and is changed as a whole', async () => {
    await world.addCustomer('ada@example.com')
    await tell([used({ tokens: 3 }), used({ tokens: 4 })])
    const id = await meter()
    expect(await consumed(id)).toBe(2)
    const change = (body: object) => call('PATCH', `/v1/meters/${id}`, body)
    await change({ aggregation: { func: 'sum', property: 'tokens' }, unit: 'token', name: 'Tokens' })
    expect(await consumed(id)).toBe(7)
    expect((await change({ is_archived: true })).body.archived_at).toEqual(expect.any(String))
    world.pass(60)
    await tell([used({ tokens: 100 })])
    expect(await consumed(id)).toBe(7)
    expect((await call('GET', '/v1/meters/?is_archived=true&query=tok')).body.items).toMatchObject([{ id }])
    expect((await call('GET', `/v1/meters/${id}`)).body).toMatchObject({ name: 'Tokens', unit: 'token' })
  })

  it('with a filter that is no filter is refused', async () => {
    const make = async (filter: unknown) =>
      (await call('POST', '/v1/meters/', { name: 'Meter', filter, aggregation: count })).status
    expect(await make({ conjunction: 'xor', clauses: [] })).toBe(422)
    expect(await make(only(clause('a', 'matches', '.*')))).toBe(422)
    expect(await make(only(clause('timestamp', 'gt', 'yesterday')))).toBe(422)
    let deep: unknown = only(clause('a', 'eq', 1))
    for (let level = 0; level < 1000; level++) deep = only(deep)
    expect(await make(deep)).toBe(422)
    expect(faults).toEqual([])
  })
})

describe('the customer', () => {
  it('sees their own usage, and nobody else’s', async () => {
    const { customer } = await world.addCustomer('ada@example.com')
    const other = await world.addCustomer('grace@example.com')
    const calls = await meter()
    const tokens = await meter(all, { func: 'sum', property: 'tokens' })
    await tell([used({ tokens: 9 }), used({ tokens: 1 })])
    const ada = await customerCalls(world, customer.id)
    const { body } = await ada('GET', '/v1/customer-portal/meters/?sorting=-consumed_units')
    expect(body.items).toMatchObject([
      { meter_id: tokens, consumed_units: 10, credited_units: 0, balance: -10, meter: { name: 'Meter' } },
      { meter_id: calls, consumed_units: 2 },
    ])
    const [{ id }] = body.items as [{ id: string }]
    expect((await ada('GET', `/v1/customer-portal/meters/${id}`)).body).toMatchObject({ id })
    const grace = await customerCalls(world, other.customer.id)
    expect((await grace('GET', '/v1/customer-portal/meters/')).body.items).toEqual([])
    expect((await grace('GET', `/v1/customer-portal/meters/${id}`)).status).toBe(404)
  })

  it('has it in their state', async () => {
    const { customer } = await world.addCustomer('ada@example.com')
    const meter_id = await meter()
    await tell([used()])
    const state = await call('GET', `/v1/customers/${customer.id}/state`)
    expect(state.body.active_meters).toMatchObject([{ meter_id, consumed_units: 1, balance: -1 }])
  })
})
