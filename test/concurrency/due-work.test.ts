import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { runDue } from '@verge/server/jobs/run-due'
import { claimDue, concludeClaim } from '@verge/server/operations/due-work/claim'
import { cancelSubscription } from '@verge/server/operations/subscriptions/cancel'
import { passPeriodEnds } from '@verge/server/operations/subscriptions/pass-period-end'
import { sideBySide } from '@verge/server/operations/turns'
import { openBossQueue, type BossQueue } from '@verge/server/ports/boss-queue'
import { systemClock } from '@verge/server/ports/clock'
import { openSandboxClock } from '@verge/server/ports/sandbox-clock'
import { clearSandbox } from '@verge/server/sandbox/clear'
import { openWorld, type World } from '../world/open.ts'
import { openStoredBooks, type StoredBooks } from '../world/stored.ts'

const boundary = new Date('2027-02-28T12:00:00Z')
/** More than one worker takes at once. */
const many = 110
const at = (seconds: number) => new Date(boundary.getTime() + seconds * 1000)

let books: StoredBooks
let world: World

beforeAll(async () => void (books = await openStoredBooks()))
afterAll(() => books.close())
beforeEach(async () => {
  await clearSandbox(books.db)
  world = await openWorld({ database: books.db })
})

async function subscribers(count: number): Promise<void> {
  const one = async (number: number) => {
    const { customer } = await world.addCustomer(`person-${number}@example.com`, '4242424242424242')
    await world.subscribe(customer.id)
  }
  for (const ends of await sideBySide(6, [...Array(count).keys()], one)) expect(ends.status).toBe('fulfilled')
}
const another = (seconds = 0) => ({
  ...world.ports,
  db: books.elsewhere,
  clock: { now: () => new Date(world.ports.clock.now().getTime() + seconds * 1000) },
})
const renewals = () =>
  books.db.selectFrom('orders').selectAll().where('billing_reason', '=', 'subscription_cycle').execute()
const charges = async () => (await world.ports.processor.ledger()).length
const told = (trouble: { error: unknown }) => {
  throw trouble.error
}
const one = { name: 'one', told }
const other = { name: 'another', told }

describe('two workers on the same renewals', () => {
  it('bill each of them once, and share them', async () => {
    await subscribers(many)
    world.moveTo(boundary)
    const done = await Promise.all([runDue(world.ports, one), runDue(another(), other)])
    expect(done.reduce((sum, count) => sum + count)).toBe(many)
    expect(await renewals()).toHaveLength(many)
    expect(await charges()).toBe(2 * many)
  }, 60_000)

  it.each([
    ['five minutes ahead and five behind', 300, -300],
    ['an hour ahead and right', 3_600, 0],
  ])('bill each of them once when their clocks are %s', async (_, ahead, behind) => {
    await subscribers(20)
    for (const seconds of [-4_000, -200, 0, 200, 4_000]) {
      world.moveTo(at(seconds))
      await Promise.all([runDue(another(ahead), one), runDue(another(behind), other)])
    }
    expect(await renewals()).toHaveLength(20)
    expect(await charges()).toBe(40)
  })

  it('meet customers who cancel meanwhile, and each comes to one end', async () => {
    await subscribers(30)
    world.moveTo(boundary)
    const all = await books.db.selectFrom('subscriptions').selectAll().execute()
    const cancels = all.map(({ id, customer_id, organization_id }) =>
      cancelSubscription(
        world.ports,
        { kind: 'customer', customer_id, organization_id, session_id: id },
        { params: { id } },
      ),
    )
    await Promise.all([...cancels, runDue(world.ports, one), runDue(another(), other)])
    const ended = await books.db
      .selectFrom('subscriptions')
      .selectAll()
      .where('ended_at', 'is not', null)
      .execute()
    expect(ended.length + (await renewals()).length).toBe(30)
  })
})

describe('a worker that was too slow', () => {
  it('is refused: what it had belongs to the one who took it over', async () => {
    await subscribers(3)
    world.moveTo(boundary)
    const [slow] = await claimDue(world.ports, 'slow')
    world.moveTo(at(31))
    const [fresh] = await claimDue(another(), 'fresh')
    expect(fresh!.fence).toBeGreaterThan(slow!.fence)
    await passPeriodEnds(world.ports, slow!.subject_ids, slow!)
    await concludeClaim(world.ports, slow!)
    expect(await renewals()).toHaveLength(0)
    await passPeriodEnds(another(), fresh!.subject_ids, fresh!)
    expect(await renewals()).toHaveLength(3)
    await passPeriodEnds(world.ports, slow!.subject_ids, slow!)
    expect(await charges()).toBe(6)
  })

  it('because its clock is behind is refused too, whatever it believes of its lease', async () => {
    await subscribers(1)
    world.moveTo(boundary)
    const [slow] = await claimDue(world.ports, 'slow')
    const [fresh] = await claimDue(another(300), 'ahead')
    expect(fresh!.subject_ids).toEqual(slow!.subject_ids)
    await passPeriodEnds(world.ports, slow!.subject_ids, slow!)
    expect(await renewals()).toHaveLength(0)
    await passPeriodEnds(another(300), fresh!.subject_ids, fresh!)
    expect(await renewals()).toHaveLength(1)
  })

  it('keeps nobody out for longer than its lease', async () => {
    await subscribers(2)
    world.moveTo(boundary)
    await claimDue(world.ports, 'dead')
    world.moveTo(at(14))
    expect(await runDue(another(), other)).toBe(0)
    world.moveTo(at(15))
    expect(await runDue(another(), other)).toBe(2)
  })
})

describe('a worker that is told to stop', () => {
  it('ends what it began, and gives back what it had not begun for others to take at once', async () => {
    await subscribers(4)
    // What has failed before goes alone: four things to do one after the other.
    await books.db.updateTable('due_work').set({ tries: 3 }).execute()
    world.moveTo(boundary)
    const stopping = new AbortController()
    const { charge } = world.ports.processor
    world.ports.processor.charge = (input) => {
      stopping.abort()
      return charge(input)
    }
    expect(await runDue(world.ports, { ...one, stopping: stopping.signal })).toBe(1)
    world.ports.processor.charge = charge
    expect((await renewals()).map(({ status }) => status)).toEqual(['paid'])
    expect(await runDue(another(), other)).toBe(3)
    expect((await renewals()).map(({ status }) => status)).toEqual(Array(4).fill('paid'))
  })
})

describe('the queue', () => {
  let queue: BossQueue
  beforeEach(async () => {
    queue = await openBossQueue({ database: books.config, clock: systemClock, failed: told as never })
  })
  afterEach(() => queue.close())

  const calls = async () => {
    const { rows } = await sql<{ waiting: number }>`
      SELECT count(*)::int AS waiting FROM verge_queue.job WHERE name = 'due_work' AND state = 'created'
    `.execute(books.db)
    return rows[0]!.waiting
  }

  it('is told of what falls due in the transaction that causes it, and of nothing that is rolled back', async () => {
    const { customer } = await world.addCustomer('ada@example.com', '4242424242424242')
    world.ports.queue = queue
    const before = await calls()
    await world.subscribe(customer.id)
    const after = await calls()
    expect(after).toBeGreaterThan(before)
    const undone = books.db.transaction().execute(async (tx) => {
      await queue.wake(tx, [new Date()])
      throw new Error('changed its mind')
    })
    await expect(undone).rejects.toThrow('changed its mind')
    expect(await calls()).toBe(after)
  })

  it('wakes a worker when the time has come', async () => {
    let woken = 0
    await queue.work(() => void woken++)
    await books.db.transaction().execute((tx) => queue.wake(tx, [systemClock.now()]))
    for (let tries = 0; tries < 100 && woken === 0; tries++) await sleep(100)
    expect(woken).toBeGreaterThan(0)
  })

  it('loses nothing: what it forgot is found by the next look at the rows', async () => {
    world.ports.queue = queue
    await subscribers(2)
    await sql`DELETE FROM verge_queue.job`.execute(books.db)
    world.moveTo(boundary)
    expect(await runDue(world.ports, one)).toBe(2)
    expect((await renewals()).map(({ status }) => status)).toEqual(['paid', 'paid'])
  })
})

describe('the clock of a sandbox that several processes share', () => {
  const year = 365 * 86_400_000
  const ahead = (clock: { now(): Date }) => Math.round((clock.now().getTime() - Date.now()) / 1000)

  it('is followed by the others, and never moved back by the slower one of two', async () => {
    const [here, there] = [await openSandboxClock(books.db), await openSandboxClock(books.elsewhere)]
    await here.moveTo(new Date(Date.now() + year))
    expect(ahead(there)).toBe(0)
    await there.follow()
    expect(ahead(there)).toBe(year / 1000)
    await Promise.all([
      here.moveTo(new Date(Date.now() + 3 * year)),
      there.moveTo(new Date(Date.now() + 2 * year)),
    ])
    for (const clock of [here, there]) {
      await clock.follow()
      expect(ahead(clock)).toBe((3 * year) / 1000)
    }
  })

  it('is moved by one of them at a time', async () => {
    const [here, there] = [await openSandboxClock(books.db), await openSandboxClock(books.elsewhere)]
    const steps: string[] = []
    const walk = (name: string) => async () => {
      steps.push(`${name} begins`)
      await sleep(100)
      steps.push(`${name} ends`)
    }
    await Promise.all([here.alone(walk('here')), there.alone(walk('there'))])
    const [first] = steps[0]!.split(' ')
    expect(steps[1]).toBe(`${first} ends`)
  })
})
