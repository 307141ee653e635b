import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBenefit, updateBenefit } from '@verge/server/operations/benefits/benefits'
import { updateProductBenefits } from '@verge/server/operations/benefits/of-product'
import { createCustomer } from '@verge/server/operations/customers/create'
import { ingestEvents } from '@verge/server/operations/meters/ingest'
import { createMeter } from '@verge/server/operations/meters/meters'
import { listCustomerMeters } from '@verge/server/operations/meters/of-customers'
import { revokeSubscription } from '@verge/server/operations/subscriptions/revoke'
import { works } from '../world/checkouts.ts'
import { openStoredWorld, type StoredWorld } from '../world/stored.ts'

let world: StoredWorld
// Sixteen wait for one lock, each for all before it: on a busy machine longer than the product lets anybody wait, who is
// then told to come again. Here nobody is sent away.
beforeAll(async () => void (world = await openStoredWorld({ lock_timeout: 30_000 })))
afterAll(() => world.close())

const people = 12

describe('what comes with a product', () => {
  it('is right for everybody who buys or ends it while it changes again and again', async () => {
    const { db } = world.ports
    const { id } = await db.selectFrom('products').select('id').executeTakeFirstOrThrow()
    const custom = { type: 'custom', properties: { note: null } } as const
    const benefits = await Promise.all(
      ['Support by phone', 'A visit a month'].map((description) =>
        createBenefit(world.ports, world.organization, { body: { ...custom, description } }),
      ),
    )
    const customers = []
    for (let number = 0; number < people; number++)
      customers.push((await world.addCustomer(`benefit-${number}@example.com`, works)).customer.id)
    const put = (ids: string[]) =>
      updateProductBenefits(world.ports, world.organization, { params: { id }, body: { benefits: ids } })
    const buyAndPerhapsEnd = async (customer_id: string, index: number) => {
      const subscription = await world.subscribe(customer_id)
      if (index % 3 === 0)
        await revokeSubscription(world.ports, world.organization, { params: { id: subscription.id } })
    }
    const [one, other] = benefits.map((benefit) => benefit.id) as [string, string]
    const done = await Promise.allSettled([
      ...customers.map(buyAndPerhapsEnd),
      put([one]),
      put([other]),
      put([]),
      put([one, other]),
    ])
    expect(done.filter(({ status }) => status === 'rejected')).toEqual([])
    const coming = await db.selectFrom('product_benefits').select('benefit_id').execute()
    const running = await db.selectFrom('subscriptions').select('id').where('status', '=', 'active').execute()
    expect(running).toHaveLength(people - people / 3)
    const granted = await db
      .selectFrom('benefit_grants')
      .select(['subscription_id', 'benefit_id'])
      .where('granted_at', 'is not', null)
      .execute()
    const keysOf = (all: typeof granted) => all.map((grant) => Object.values(grant).join(' ')).toSorted()
    const wanted = running.flatMap((subscription) =>
      coming.map(({ benefit_id }) => ({ subscription_id: subscription.id, benefit_id })),
    )
    expect(keysOf(granted)).toEqual(keysOf(wanted))
  })
})

describe('a benefit that two change at once', () => {
  it('keeps what each of them changed', async () => {
    const { id } = await createBenefit(world.ports, world.organization, {
      body: { type: 'custom', description: 'A desk', properties: { note: null } },
    })
    const update = (body: object) =>
      updateBenefit(world.ports, world.organization, { params: { id }, body: { type: 'custom', ...body } })
    for (let round = 0; round < 30; round++) {
      const [note, description] = [`Desk ${round}`, `A desk, ${round}`]
      await Promise.all([update({ properties: { note } }), update({ description, properties: {} })])
      const { db } = world.ports
      const kept = await db.selectFrom('benefits').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
      expect(kept).toMatchObject({ description, properties: { note } })
    }
  })
})

describe('usage', () => {
  it('belongs to whoever becomes a customer while it is told, and counts once however often it is told', async () => {
    const filter = { conjunction: 'and' as const, clauses: [] }
    const body = { name: 'Calls', unit: 'scalar' as const, filter, aggregation: { func: 'count' as const } }
    const meter = await createMeter(world.ports, world.organization, { body })
    const names = Array.from({ length: people }, (_, number) => `usage-${number}`)
    const events = names.map((name) => ({ name: 'call', external_customer_id: name, external_id: name }))
    const tell = (told: typeof events) =>
      ingestEvents(world.ports, world.organization, { body: { events: told } })
    const register = (name: string) =>
      createCustomer(world.ports, world.organization, {
        body: { type: 'individual', email: `${name}@example.com`, external_id: name },
      })
    const done = await Promise.allSettled([
      ...names.map(register),
      tell(events),
      tell(events.toReversed()),
      ...names.map((name) => tell(events.filter(({ external_id }) => external_id === name))),
    ])
    expect(done.filter(({ status }) => status === 'rejected')).toEqual([])
    const query = { meter_id: [meter.id], external_customer_id: names, limit: 100 }
    const { items } = await listCustomerMeters(world.ports, world.organization, { query })
    expect(items.map(({ consumed_units }) => consumed_units)).toEqual(names.map(() => 1))
  })
})
