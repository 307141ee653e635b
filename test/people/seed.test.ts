import { afterAll, beforeAll, expect, it } from 'vitest'
import { getCustomerStateByExternalId } from '@verge/server/operations/customers/state'
import { openWorld, type World } from '../world/open.ts'
import { people } from './people.ts'
import { seedPeople } from './seed.ts'

let world: World
const now = new Date('2026-11-23T13:00:00Z')

beforeAll(async () => void (world = await begun()))
afterAll(() => world.ports.db.destroy())

async function begun(): Promise<World> {
  const opened = await openWorld({ empty: true })
  opened.moveTo(now)
  const clock = {
    ...opened.ports.clock,
    moveTo: async () => {},
    hasBegun: async () => false,
    begin: async () => {},
  }
  await seedPeople({ ports: opened.ports, clock })
  return opened
}

async function lifeOf({ id }: { id: string }) {
  const { db } = world.ports
  const customer = await db
    .selectFrom('customers')
    .selectAll()
    .where('external_id', '=', id)
    .executeTakeFirstOrThrow()
  const of = customer.id
  const [subscriptions, orders] = await Promise.all([
    db.selectFrom('subscriptions').selectAll().where('customer_id', '=', of).execute(),
    db.selectFrom('orders').selectAll().where('customer_id', '=', of).execute(),
  ])
  return { customer, subscriptions, orders, statuses: orders.map(({ status }) => status) }
}

it('lets Ada pay fourteen invoices with her Visa and renew next month', async () => {
  const { subscriptions, statuses } = await lifeOf(people.ada)
  expect(subscriptions).toMatchObject([{ status: 'active', cancel_at_period_end: false }])
  expect(statuses).toEqual(Array(14).fill('paid'))
  expect(subscriptions[0]!.current_period_end > now).toBe(true)
})

it('lets Grace have a cancellation scheduled', async () => {
  const { subscriptions } = await lifeOf(people.grace)
  expect(subscriptions).toMatchObject([{ status: 'active', cancel_at_period_end: true }])
})

it('lets Linus be past due, because his new card fails', async () => {
  const { subscriptions, statuses } = await lifeOf(people.linus)
  expect(subscriptions).toMatchObject([{ status: 'past_due' }])
  expect(statuses.filter((status) => status === 'pending')).toHaveLength(1)
})

it('lets Joan try Team for two weeks', async () => {
  const { subscriptions, orders } = await lifeOf(people.joan)
  expect(subscriptions).toMatchObject([{ status: 'trialing', recurring_interval: 'year' }])
  expect(orders).toEqual([])
})

it('lets Alan have ended last month', async () => {
  const { subscriptions } = await lifeOf(people.alan)
  expect(subscriptions).toMatchObject([{ status: 'canceled', ended_at: new Date('2026-10-15T10:00:00Z') }])
})

it('lets Maria pay in euro, with German tax and her VAT id on the invoice', async () => {
  const { subscriptions, orders } = await lifeOf(people.maria)
  expect(subscriptions).toMatchObject([{ status: 'active', currency: 'eur', recurring_interval: 'year' }])
  expect(orders).toMatchObject([
    { net_amount: 19_000, tax_amount: 3_610, customer_tax_id: ['DE136695976', 'eu_vat'] },
  ])
})

it('lets Noa have signed up and bought nothing', async () => {
  const organization = await world.ports.db.selectFrom('organizations').select('id').executeTakeFirstOrThrow()
  const seller = { kind: 'organization', organization_id: organization.id } as const
  const state = await getCustomerStateByExternalId(world.ports, seller, {
    params: { external_id: people.new.id },
  })
  expect(state.active_subscriptions).toEqual([])
})

it('gives the same ids to the same first start', async () => {
  const again = await begun()
  const idsOf = ({ ports: { db } }: World) =>
    db.selectFrom('subscriptions').select('id').orderBy('id').execute()
  expect(await idsOf(again)).toEqual(await idsOf(world))
  await again.ports.db.destroy()
})
