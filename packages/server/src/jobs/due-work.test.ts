import { beforeEach, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../../../../test/world/open.ts'
import { triesMax } from '../billing/due-work.ts'
import type { SubscriptionRow } from '../db/tables/subscriptions.ts'
import { countParked, parkedWork, releaseParked } from '../operations/due-work/parked.ts'
import { repairDueWork } from '../operations/due-work/repair.ts'
import { createSubscription } from '../operations/subscriptions/create.ts'
import { movePeriodEnd } from '../operations/subscriptions/move-period-end.ts'
import { updateCustomerSubscription } from '../operations/subscriptions/update.ts'
import { UnknownOutcome } from '../ports/unknown-outcome.ts'
import { runDue, type Trouble, type Worker } from './run-due.ts'

let world: World
let troubles: Trouble[]
let worker: Worker
const boundary = new Date('2027-02-28T12:00:00Z')

beforeEach(async () => {
  world = await openWorld()
  troubles = []
  worker = { name: 'the worker', told: (trouble) => void troubles.push(trouble) }
})

async function customers(count: number) {
  const people = []
  for (let number = 0; number < count; number++) {
    const { actor } = await world.addCustomer(`person-${number}@example.com`, '4242424242424242')
    people.push({ actor, subscription: await world.subscribe(actor.customer_id) })
  }
  return people
}
const ordersOf = ({ id }: SubscriptionRow) =>
  world.ports.db
    .selectFrom('orders')
    .selectAll()
    .where('subscription_id', '=', id)
    .orderBy('invoice_sequence')
    .execute()
const periodsOf = async (subscription: SubscriptionRow) =>
  (await ordersOf(subscription)).map(({ period_start }) => period_start?.toISOString().slice(0, 10))
const charges = async () => (await world.ports.processor.ledger()).length
const dues = () => world.ports.db.selectFrom('due_work').selectAll().orderBy('due_at').execute()

const bankSays = (card: 'insufficient_funds' | 'succeeds') =>
  world.ports.db
    .updateTable('sandbox_processor.cards' as 'orders')
    .set({ card } as never)
    .execute()

/** From now on each charge of this customer ends in an error that is nobody's answer. */
function poison(customer_id: string): void {
  const { charge } = world.ports.processor
  world.ports.processor.charge = async (input) => {
    if (input.customer_reference === customer_id) throw new Error('cannot be charged')
    return charge(input)
  }
}

describe('one thing that always fails', () => {
  it('is tried with growing pauses, parked with its reason and told of; what is behind it goes on', async () => {
    const [bad, ...good] = await customers(4)
    poison(bad!.actor.customer_id)
    world.moveTo(boundary)
    for (let minute = 0; minute < 60; minute++) {
      await runDue(world.ports, worker)
      world.pass(60)
    }
    for (const { subscription } of good)
      expect((await ordersOf(subscription)).map(({ status }) => status)).toEqual(['paid', 'paid'])
    const parked = await parkedWork(world.ports)
    expect(parked).toMatchObject([{ kind: 'attempt', parked_reason: 'cannot be charged' }])
    const told = troubles.filter(({ kind }) => kind === 'attempt')
    expect(told.map(({ isParked }) => isParked)).toEqual([...Array(triesMax - 1).fill(false), true])
  })

  it('goes on where it stopped once somebody has mended it and lets it go', async () => {
    const [bad] = await customers(1)
    const { charge } = world.ports.processor
    poison(bad!.actor.customer_id)
    world.moveTo(boundary)
    for (let minute = 0; minute < 60; minute++) {
      await runDue(world.ports, worker)
      world.pass(60)
    }
    world.ports.processor.charge = charge
    await runDue(world.ports, worker)
    expect((await ordersOf(bad!.subscription)).at(-1)).toMatchObject({ status: 'pending' })
    expect(await releaseParked(world.ports)).toBe(1)
    await runDue(world.ports, worker)
    expect((await ordersOf(bad!.subscription)).at(-1)).toMatchObject({ status: 'paid' })
    expect(await countParked(world.ports)).toBe(0)
  })

  it('is parked also when it ends the whole process each time', async () => {
    const [bad, good] = await customers(2)
    poison(bad!.actor.customer_id)
    world.moveTo(boundary)
    for (let hour = 0; hour < 20; hour++) {
      // Nobody is told: the error ends the run, as a crash would.
      await runDue(world.ports).catch(() => {})
      world.pass(3_600)
    }
    expect(await parkedWork(world.ports)).toMatchObject([{ kind: 'attempt' }])
    expect((await ordersOf(good!.subscription)).at(-1)).toMatchObject({ status: 'paid' })
  })
})

describe('a processor that is silent for a day', () => {
  it('parks nothing, and is caught up with within fifteen minutes', async () => {
    const [person] = await customers(1)
    const { charge, cancel } = world.ports.processor
    const silent = () => Promise.reject(new UnknownOutcome())
    Object.assign(world.ports.processor, { charge: silent, cancel: silent })
    world.moveTo(boundary)
    for (let minute = 0; minute < 24 * 60; minute += 15) {
      await runDue(world.ports, worker)
      world.pass(900)
    }
    expect(await countParked(world.ports)).toBe(0)
    expect(troubles).toEqual([])
    Object.assign(world.ports.processor, { charge, cancel })
    world.pass(900)
    await runDue(world.ports, worker)
    expect((await ordersOf(person!.subscription)).at(-1)).toMatchObject({ status: 'paid' })
    expect(await charges()).toBe(2)
  })
})

it('an answer that is lost again is asked for in seconds, however long it took until somebody asked', async () => {
  const [person] = await customers(1)
  const { charge } = world.ports.processor
  let lost = 0
  world.ports.processor.charge = async (input) => {
    const answer = await charge(input)
    if (lost++ < 2) throw new UnknownOutcome()
    return answer
  }
  world.moveTo(boundary)
  await runDue(world.ports, worker)
  world.pass(2 * 3_600)
  await runDue(world.ports, worker)
  expect((await ordersOf(person!.subscription)).at(-1)).toMatchObject({ status: 'pending' })
  world.pass(6)
  await runDue(world.ports, worker)
  expect((await ordersOf(person!.subscription)).at(-1)).toMatchObject({ status: 'paid' })
  expect(await charges()).toBe(2)
})

describe('renewals that come very late', () => {
  it('wait for a word when the clock has jumped by years, all of them told of at once, and nobody is charged', async () => {
    const people = await customers(3)
    const before = await charges()
    world.moveTo(new Date('2037-02-01T00:00:00Z'))
    await runDue(world.ports, worker)
    expect(await charges()).toBe(before)
    expect(await countParked(world.ports)).toBe(people.length)
    expect(troubles).toHaveLength(1)
    expect(String(troubles[0]!.error)).toContain('nobody was charged')
  })

  it('bill the current period alone once they are let go', async () => {
    const [person] = await customers(1)
    world.moveTo(new Date('2037-02-01T00:00:00Z'))
    await runDue(world.ports, worker)
    await releaseParked(world.ports)
    await runDue(world.ports, worker)
    expect(await periodsOf(person!.subscription)).toEqual(['2027-01-31', '2037-01-31'])
  })

  it('end all the same where that was decided before', async () => {
    const [person] = await customers(1)
    await updateCustomerSubscription(world.ports, person!.actor, {
      params: { id: person!.subscription.id },
      body: { cancel_at_period_end: true },
    })
    world.moveTo(new Date('2037-02-01T00:00:00Z'))
    await runDue(world.ports, worker)
    expect(await countParked(world.ports)).toBe(0)
    expect(await periodsOf(person!.subscription)).toEqual(['2027-01-31'])
  })
})

describe('a try to pay that comes very late', () => {
  async function owing() {
    const [person] = await customers(1)
    await bankSays('insufficient_funds')
    world.moveTo(boundary)
    await runDue(world.ports, worker)
    await bankSays('succeeds')
    world.moveTo(new Date('2037-02-01T00:00:00Z'))
    await runDue(world.ports, worker)
    return person!
  }

  it('waits for a word: nobody is charged, and nothing ends because the clock is wrong', async () => {
    const { subscription } = await owing()
    expect(await charges()).toBe(2)
    expect((await parkedWork(world.ports)).map(({ kind }) => kind).toSorted()).toEqual([
      'payment_retry',
      'period_end',
    ])
    expect((await ordersOf(subscription)).map(({ status }) => status)).toEqual(['paid', 'pending'])
    const { status } = await world.ports.db
      .selectFrom('subscriptions')
      .select('status')
      .executeTakeFirstOrThrow()
    expect(status).toBe('past_due')
  })

  it('is made once it is let go', async () => {
    const { subscription } = await owing()
    await releaseParked(world.ports)
    await runDue(world.ports, worker)
    expect((await ordersOf(subscription)).map(({ status }) => status)).toEqual(['paid', 'paid', 'paid'])
    expect(await countParked(world.ports)).toBe(0)
  })
})

describe('a clock that steps back an hour', () => {
  it('after the renewal charges nobody twice', async () => {
    const [person] = await customers(1)
    world.moveTo(boundary)
    await runDue(world.ports, worker)
    world.pass(-3_600)
    await runDue(world.ports, worker)
    world.pass(2 * 3_600)
    await runDue(world.ports, worker)
    expect(await periodsOf(person!.subscription)).toEqual(['2027-01-31', '2027-02-28'])
    expect(await charges()).toBe(2)
  })

  it('while a dead worker had the renewal does not keep it from the others', async () => {
    const [person] = await customers(1)
    world.moveTo(boundary)
    await world.ports.db
      .updateTable('due_work')
      .set({ leased_until: new Date(boundary.getTime() + 5_400_000), lease_holder: 'a dead one', fence: 1 })
      .execute()
    await runDue(world.ports, worker)
    expect(await periodsOf(person!.subscription)).toEqual(['2027-01-31', '2027-02-28'])
  })
})

describe('a trial whose end is past', () => {
  it('converts at once, and once', async () => {
    const { ports } = world
    const { customer } = await world.addCustomer('tries@example.com', '4242424242424242')
    const price = await ports.db.selectFrom('product_prices').selectAll().executeTakeFirstOrThrow()
    const trying = await ports.db.transaction().execute((tx) =>
      createSubscription(tx, ports, {
        customer,
        terms: {
          product_id: price.product_id,
          product_price_id: price.id,
          amount: 2000,
          seats: null,
          recurring_interval: 'month',
          recurring_interval_count: 1,
        },
        currency: 'usd',
        discount_id: null,
        trial: { interval: 'day', count: 1 },
        payment_method_id: null,
        origin: {},
        metadata: {},
        cause: { actor: 'test', operation: 'test.prepare' },
      }),
    )
    world.pass(10 * 86_400)
    await Promise.all([runDue(ports, worker), runDue(ports, { ...worker, name: 'another' })])
    await runDue(ports, worker)
    expect(await ordersOf(trying)).toMatchObject([
      { billing_reason: 'subscription_cycle_after_trial', period_start: trying.trial_end },
    ])
  })
})

describe('what is due and is not noted, or noted wrongly', () => {
  it('is put right by the repair, and nothing else is touched', async () => {
    const [one, other] = await customers(3)
    const { db } = world.ports
    const before = await dues()
    expect(await repairDueWork(world.ports)).toBe(0)
    await db.deleteFrom('due_work').where('subject_id', '=', one!.subscription.id).execute()
    await db
      .updateTable('due_work')
      .set({ due_at: new Date('2099-01-01T00:00:00Z') })
      .where('subject_id', '=', other!.subscription.id)
      .execute()
    expect(await repairDueWork(world.ports)).toBe(2)
    const facts = (rows: typeof before) =>
      rows.map(({ kind, subject_id, due_at }) => `${due_at.toISOString()} ${kind} ${subject_id}`).toSorted()
    expect(facts(await dues())).toEqual(facts(before))
  })

  it('is dropped when its state says that there is nothing to do', async () => {
    const { db, clock } = world.ports
    const [person] = await customers(1)
    await db
      .insertInto('due_work')
      .values({
        kind: 'resumption',
        subject_id: person!.subscription.id,
        due_at: clock.now(),
        modified_at: clock.now(),
        leased_until: null,
        lease_holder: null,
        waiting_since: null,
        parked_at: null,
        parked_reason: null,
        released_at: null,
      })
      .execute()
    await runDue(world.ports, worker)
    expect((await dues()).map(({ kind }) => kind)).not.toContain('resumption')
  })
})

it('what falls due earlier is charged earlier, whatever its id', async () => {
  const people = await customers(6)
  const minutes = [30, 10, 60, 20, 50, 40]
  for (const [index, { subscription }] of people.entries()) {
    const to = new Date(boundary.getTime() + minutes[index]! * 60_000)
    await movePeriodEnd(world.ports, world.organization, subscription.id, to)
  }
  const charged: number[] = []
  const { charge } = world.ports.processor
  world.ports.processor.charge = (input) => {
    const person = people.findIndex(({ actor }) => actor.customer_id === input.customer_reference)
    charged.push(minutes[person]!)
    return charge(input)
  }
  world.moveTo(new Date(boundary.getTime() + 3_600_000))
  await runDue(world.ports, worker)
  expect(charged).toEqual([10, 20, 30, 40, 50, 60])
})

it('what one turn of it changed is known by one id, and by another what the next one did', async () => {
  await customers(2)
  const during = async (date: string) => {
    world.moveTo(new Date(date))
    await runDue(world.ports, worker)
    const entries = await world.ports.db
      .selectFrom('audit_entries')
      .select('request_id')
      .where('created_at', '=', new Date(date))
      .execute()
    return [...new Set(entries.map(({ request_id }) => request_id))]
  }
  const [february, ...others] = await during('2027-02-28T12:00:00Z')
  expect(others).toEqual([])
  expect(february).toMatch(/^period_end\/\d+$/)
  expect(await during('2027-03-31T12:00:00Z')).not.toContain(february)
})
