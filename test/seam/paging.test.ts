import { beforeAll, expect, it } from 'vitest'
import { advanceClock } from '@verge/server/jobs/run-due'
import { customerCalls } from '../world/call.ts'
import { openWorld, type World } from '../world/open.ts'

let world: World
let customer_id: string
beforeAll(async () => {
  world = await openWorld()
  customer_id = (await world.addCustomer('ada@example.com', '4242424242424242')).customer.id
  await world.subscribe(customer_id)
  for (let month = 0; month < 9; month++) await renewal()
})

/** One more order. */
async function renewal(): Promise<void> {
  const { current_period_end } = await world.ports.db
    .selectFrom('subscriptions')
    .select('current_period_end')
    .executeTakeFirstOrThrow()
  await advanceClock(world.ports, world.moveTo, current_period_end)
}

async function page(number: number, sorting: string): Promise<string[]> {
  const portal = await customerCalls(world, customer_id)
  const { body } = await portal(
    'GET',
    `/v1/customer-portal/orders/?page=${number}&limit=3&sorting=${sorting}`,
  )
  return (body.items as { id: string }[]).map(({ id }) => id)
}

/** Page after page, with a renewal between each two of them. */
async function walked(sorting: string, pages: number): Promise<string[][]> {
  const seen: string[][] = []
  for (let number = 1; number <= pages; number++) {
    seen.push(await page(number, sorting))
    if (number < pages) await renewal()
  }
  return seen
}

const idsNow = async () =>
  (await world.ports.db.selectFrom('orders').select('id').execute()).map(({ id }) => id)

it('shows every order to whoever turns the pages while new ones come, and only as many twice as came', async () => {
  const before = await idsNow()
  const seen = await walked('-created_at', 5)
  const ids = seen.flat()
  expect(before.filter((id) => !ids.includes(id))).toEqual([])
  expect(ids.length - new Set(ids).size).toBeLessThanOrEqual(4)
  for (const one of seen) expect(new Set(one).size).toBe(one.length)
})

it('shows each exactly once where the oldest come first', async () => {
  const before = await idsNow()
  const ids = (await walked('created_at', Math.ceil(before.length / 3))).flat()
  expect(ids.slice(0, before.length).toSorted()).toEqual(before.toSorted())
  expect(ids.length).toBe(new Set(ids).size)
})
