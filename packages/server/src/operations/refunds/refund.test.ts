import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { runDue } from '../../jobs/run-due.ts'
import { UnknownOutcome } from '../../ports/unknown-outcome.ts'
import { updatePortalCustomer } from '../customers/portal.ts'
import { deleteCustomer } from '../customers/delete.ts'
import { createRefund } from './create.ts'
import { listRefunds } from './list.ts'

let world: World
let people = 0
let customer_id: string
let order_id: string
let now: Date

beforeAll(async () => {
  world = await openWorld()
  now = world.ports.clock.now()
})

/** Somebody in Berlin who has just paid 20.00 and 3.80 of tax. */
beforeEach(async () => {
  world.moveTo(now)
  await buyWith('4242424242424242')
})

async function buyWith(card: string): Promise<void> {
  const { customer, actor } = await world.addCustomer(`reader-${people++}@example.com`)
  customer_id = customer.id
  const billing_address = {
    line1: null,
    line2: null,
    postal_code: null,
    city: null,
    state: null,
    country: 'DE',
  }
  await updatePortalCustomer(world.ports, actor, { body: { billing_address } })
  await world.addCard(customer_id, card)
  const { id } = await world.subscribe(customer_id)
  const order = await world.ports.db
    .selectFrom('orders')
    .select('id')
    .where('subscription_id', '=', id)
    .executeTakeFirstOrThrow()
  order_id = order.id
}

const refund = (amount: number, more = {}) =>
  createRefund(world.ports, world.organization, {
    body: { order_id, amount, reason: 'customer_request', revoke_benefits: false, metadata: {}, ...more },
  })
const order = () =>
  world.ports.db.selectFrom('orders').selectAll().where('id', '=', order_id).executeTakeFirstOrThrow()
const rows = () =>
  world.ports.db
    .selectFrom('refunds')
    .selectAll()
    .where('order_id', '=', order_id)
    .orderBy('created_at')
    .execute()
const atProcessor = async () =>
  (await world.ports.processor.ledger()).find((one) => one.customer_reference === customer_id)!
const eventsOf = async (aggregate_id: string) =>
  (
    await world.ports.db
      .selectFrom('events')
      .select('types')
      .where('aggregate_id', '=', aggregate_id)
      .orderBy('version')
      .execute()
  ).map(({ types }) => types)
const mails = async () =>
  (
    await world.ports.db
      .selectFrom('emails')
      .selectAll()
      .where('customer_id', '=', customer_id)
      .orderBy('created_at')
      .execute()
  ).filter(({ dedupe_key }) => dedupe_key.startsWith('refund'))

describe('a refund', () => {
  it('of a part gives its share of the tax back with it, and says so', async () => {
    const made = await refund(500, { comment: 'a bad week', metadata: { case: 7 } })
    expect(made).toMatchObject({
      status: 'succeeded',
      amount: 500,
      tax_amount: 95,
      currency: 'usd',
      customer_id,
      order_id,
      reason: 'customer_request',
      revoke_benefits: false,
      metadata: { case: 7 },
      dispute: null,
    })
    expect(await order()).toMatchObject({
      status: 'partially_refunded',
      refunded_amount: 500,
      refunded_tax_amount: 95,
    })
    expect(await atProcessor()).toMatchObject({ amount: 2380, refunded_amount: 595 })
    expect(await eventsOf(made.id)).toEqual([['refund.created'], ['refund.updated']])
    expect((await eventsOf(order_id)).at(-1)).toEqual(['order.updated', 'order.refunded'])
    expect(await mails()).toMatchObject([{ body: expect.stringContaining('$5.95 of your payment') }])
    expect((await rows())[0]).toMatchObject({ comment: 'a bad week', revoke_benefits: false })
  })

  it('in three parts adds up to what was paid, to the cent', async () => {
    const parts = [await refund(667), await refund(667), await refund(666)]
    expect(parts.map(({ tax_amount }) => tax_amount)).toEqual([127, 126, 127])
    expect(await order()).toMatchObject({
      status: 'refunded',
      refunded_amount: 2000,
      refunded_tax_amount: 380,
    })
    expect(await atProcessor()).toMatchObject({ refunded_amount: 2380 })
  })

  it('of what was all given back is refused, and of more than is left too', async () => {
    await refund(1500)
    await expect(refund(501)).rejects.toMatchObject({ error: 'PolarRequestValidationError', status: 422 })
    await refund(500)
    await expect(refund(1)).rejects.toMatchObject({ error: 'RefundedAlready', status: 403 })
    expect(await atProcessor()).toMatchObject({ refunded_amount: 2380 })
  })

  it('of an order that nobody has, or that was not paid, names the order', async () => {
    const unknown = { error: 'PolarRequestValidationError', detail: [{ loc: ['body', 'order_id'] }] }
    await expect(refund(1, { order_id: crypto.randomUUID() })).rejects.toMatchObject(unknown)
    const stranger = { kind: 'organization', organization_id: crypto.randomUUID() } as const
    const body = { order_id, amount: 1, reason: 'other', revoke_benefits: false, metadata: {} } as const
    await expect(createRefund(world.ports, stranger, { body })).rejects.toMatchObject(unknown)
    await buyWith('4000000000000341')
    await expect(refund(1)).rejects.toMatchObject(unknown)
  })

  it('reaches a customer who was deleted', async () => {
    await deleteCustomer(world.ports, world.organization, { params: { id: customer_id } })
    expect(await refund(2000)).toMatchObject({ status: 'succeeded' })
  })

  it('is found in the list of its order, and only there', async () => {
    const { id } = await refund(100)
    const list = (query: object) => listRefunds(world.ports, world.organization, { query })
    expect(await list({ order_id: [order_id], succeeded: true })).toMatchObject({
      items: [{ id, amount: 100 }],
      pagination: { total_count: 1 },
    })
    expect((await list({ order_id: [order_id], succeeded: false })).items).toEqual([])
    expect((await list({ order_id: [crypto.randomUUID()] })).items).toEqual([])
  })
})

describe('a refund whose answer was lost', () => {
  it('stays pending, takes part in what is given back, and is made once', async () => {
    const { refund: real } = world.ports.processor
    world.ports.processor.refund = async (input) => {
      await real(input)
      throw new UnknownOutcome()
    }
    try {
      expect(await refund(1500)).toMatchObject({ status: 'pending' })
    } finally {
      world.ports.processor.refund = real
    }
    expect(await order()).toMatchObject({ status: 'paid', refunded_amount: 0 })
    await expect(refund(501)).rejects.toMatchObject({ status: 422 })
    world.pass(60)
    await runDue(world.ports)
    expect(await order()).toMatchObject({ status: 'partially_refunded', refunded_amount: 1500 })
    expect(await atProcessor()).toMatchObject({ refunded_amount: 1785 })
    expect(await rows()).toHaveLength(1)
  })
})

describe('a refund that takes the bank days', () => {
  const inDays = (days: number) => world.moveTo(new Date(now.getTime() + days * 86_400_000))

  it('counts when it has arrived', async () => {
    await buyWith('4000000000007726')
    expect(await refund(2000)).toMatchObject({ status: 'pending' })
    await expect(refund(1)).rejects.toMatchObject({ error: 'RefundedAlready' })
    inDays(4)
    await runDue(world.ports)
    expect(await order()).toMatchObject({ status: 'paid' })
    inDays(6)
    await runDue(world.ports)
    expect(await order()).toMatchObject({ status: 'refunded' })
  })

  it('and fails leaves the amount to be given back again, and nothing counted', async () => {
    await buyWith('4000000000005126')
    await refund(2000)
    inDays(6)
    await runDue(world.ports)
    expect(await rows()).toMatchObject([{ status: 'failed' }])
    expect(await order()).toMatchObject({ status: 'paid', refunded_amount: 0, refunded_tax_amount: 0 })
    expect(await refund(2000)).toMatchObject({ status: 'pending', amount: 2000, tax_amount: 380 })
  })
})

describe('the database refuses', () => {
  const insert = async (set: object) => {
    const [known] = await rows()
    const row = { ...known!, id: world.ports.ids.uuid(), metadata: '{}', processor_refund_id: null, ...set }
    await world.ports.db
      .insertInto('refunds')
      .values(row as never)
      .execute()
  }

  it('a change of a refund that nobody is told of, but not to date its next question', async () => {
    await refund(1000)
    const { id } = (await rows())[0]!
    const change = (set: object) =>
      world.ports.db.updateTable('refunds').set(set).where('id', '=', id).execute()
    await change({ ask_after: now })
    await change({ ask_after: now })
    await expect(change({ ask_after: null, comment: 'otherwise' })).rejects.toThrow('goes from version')
    await expect(change({ status: 'failed' })).rejects.toThrow('goes from version')
  })

  it('refunds of more than was paid, pending ones counted', async () => {
    await refund(1000)
    await expect(insert({ status: 'pending', amount: 1001, tax_amount: 190 })).rejects.toThrow(
      'gives back more',
    )
    await expect(insert({ status: 'pending', amount: 1000, tax_amount: 191 })).rejects.toThrow(
      'gives back more',
    )
    await expect(insert({ status: 'pending', currency: 'eur' })).rejects.toThrow('paid nothing')
    const [known] = await rows()
    const raised = world.ports.db
      .updateTable('refunds')
      .set({ amount: 2000, version: known!.version + 1 })
      .where('id', '=', known!.id)
    await expect(raised.execute()).rejects.toThrow('frozen')
  })
})
