import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '@verge/server/db/database'
import { DatabaseFault } from '@verge/server/db/fault'
import { runDue } from '@verge/server/jobs/run-due'
import type { CustomerActor } from '@verge/server/operations/actor'
import { resubscribe } from '@verge/server/operations/subscriptions/resubscribe'
import { revokeSubscription } from '@verge/server/operations/subscriptions/revoke'
import { customerCalls, type Call } from '../world/call.ts'
import { openWorld, type World } from '../world/open.ts'
import { openProxy, type Proxy } from '../world/proxy.ts'
import { openStoredBooks, type StoredBooks } from '../world/stored.ts'
import { portalOf, quoteOn, visitorOf } from '../world/visitor.ts'

/** A few in a test; as many as wanted by hand. */
const rounds = Number(process.env.LOST_ROUNDS ?? 25)

let books: StoredBooks
let proxy: Proxy
let world: World

beforeAll(async () => {
  books = await openStoredBooks()
  proxy = await openProxy(books.config)
  world = await openWorld({ database: openDatabase({ ...proxy.config, max: 8, application_name: 'world' }) })
})
afterAll(async () => {
  await world.ports.db.destroy()
  await proxy.close()
  await books.close()
})

async function subscriber(name: string): Promise<{ actor: CustomerActor; id: string; call: Call }> {
  const { actor } = await world.addCustomer(`${name}@example.com`, '4242424242424242')
  const { id } = await world.subscribe(actor.customer_id)
  return { actor, id, call: await customerCalls(world, actor.customer_id) }
}

/** Read past the proxy. */
const stateOf = (id: string) =>
  books.db.selectFrom('subscriptions').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

async function changesOf(id: string): Promise<number[]> {
  const events = await books.db
    .selectFrom('events')
    .select('version')
    .where('aggregate_id', '=', id)
    .orderBy('version')
    .execute()
  return events.map(({ version }) => version)
}

describe('a connection that breaks in the middle of a transaction', () => {
  it('is replaced, and what was asked is done once or told as not done', async () => {
    const { id, call } = await subscriber('cut')
    const path = `/v1/customer-portal/subscriptions/${id}`
    let isOver = false
    const cutting = (async () => {
      while (!isOver) {
        await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'world'`.execute(
          books.db,
        )
        await new Promise((done) => setTimeout(done, 20 + Math.random() * 40))
      }
    })()
    const seen = new Map<string, number>()
    const lies: string[] = []
    try {
      for (let round = 0; round < rounds * 8; round++) {
        const before = (await stateOf(id)).cancel_at_period_end
        const { status, body } = await call('PATCH', path, { cancel_at_period_end: !before })
        const after = (await stateOf(id)).cancel_at_period_end
        const told = status === 200 ? 'done' : `${status} ${String(body.error)}`
        seen.set(told, (seen.get(told) ?? 0) + 1)
        const isTrue =
          (status === 200 && after !== before) ||
          (body.error === 'ServiceUnavailable' && after === before) ||
          body.error === 'OutcomeUnknown'
        if (!isTrue) lies.push(`${told}: ${before} became ${after}`)
      }
    } finally {
      isOver = true
      await cutting
    }
    expect(lies).toEqual([])
    const expected = ['done', '503 ServiceUnavailable', '503 OutcomeUnknown']
    expect([...seen.keys()].filter((told) => !expected.includes(told))).toEqual([])
    expect(seen.get('done') ?? 0).toBeGreaterThan(0)
    const { version } = await stateOf(id)
    expect(await changesOf(id)).toEqual(Array.from({ length: version }, (_, index) => index + 1))
  }, 120_000)

  it('is tried again unseen where its COMMIT was not sent', async () => {
    const { id, call } = await subscriber('unseen')
    let asked = 0
    const cutOnce = world.ports.db.transaction().execute(async (tx) => {
      await sql`SELECT 1 FROM subscriptions WHERE id = ${id} FOR UPDATE`.execute(tx)
      if (asked++ === 0) proxy.cut()
      await sql`SELECT 1`.execute(tx)
    })
    await cutOnce
    expect(asked).toBe(2)
    expect((await call('GET', `/v1/customer-portal/subscriptions/${id}`)).status).toBe(200)
  })
})

describe('a connection that breaks while the COMMIT is answered', () => {
  it.each([
    ['before it arrived', 'before', false],
    ['after it was carried out', 'after', true],
  ] as const)(
    '%s makes the API say that the outcome is unknown, and does nothing by itself',
    async (_, when, isDone) => {
      const { id, call } = await subscriber(`commit-${when}`)
      const { version } = await stateOf(id)
      proxy.cutAtCommit(when)
      const path = `/v1/customer-portal/subscriptions/${id}`
      const { status, body } = await call('PATCH', path, { cancel_at_period_end: true })
      expect({ status, error: body.error }).toEqual({ status: 503, error: 'OutcomeUnknown' })
      expect(String(body.detail)).not.toContain('Nothing was changed')
      expect(await stateOf(id)).toMatchObject({
        cancel_at_period_end: isDone,
        version: version + (isDone ? 1 : 0),
      })
      // Whoever looks and tries again finds it done, or does it; nothing happens twice.
      const again = await call('PATCH', path, { cancel_at_period_end: true })
      expect(again.body.error).toBe(isDone ? 'AlreadyCanceledSubscription' : undefined)
      expect(await stateOf(id)).toMatchObject({ cancel_at_period_end: true, version: version + 1 })
    },
  )

  it('is read back by the portal before the customer is told', async () => {
    const { id, actor } = await subscriber('portal')
    const visitor = visitorOf(world, portalOf(world).handle)
    await visitor.enter(actor.customer_id)
    const cancellation = `/verge/portal/subscriptions/${id}/cancel`
    const quote = quoteOn(await visitor.get(cancellation))
    proxy.cutAtCommit('after')
    const { location } = await visitor.post(cancellation, quote)
    const { html } = await visitor.get(location!)
    expect(html).toContain('class="notice done"')
    expect(await stateOf(id)).toMatchObject({ cancel_at_period_end: true })
  })

  it('charges once, however often the customer presses the button again', async () => {
    for (let round = 0; round < rounds; round++) {
      const { actor, id } = await subscriber(`buyer-${round}`)
      await revokeSubscription(world.ports, world.organization, { params: { id } })
      const input = {
        params: { id },
        body: { agreed_amount: 2000, idempotency_key: `decision-of-buyer-${round}` },
      }
      // Of each of the first presses a COMMIT is lost: of the order, or of the payment's outcome.
      for (let press = 0; press < 4; press++) {
        proxy.cutAtCommit(press === 3 ? null : (round + press) % 2 === 0 ? 'after' : 'before')
        await resubscribe(world.ports, actor, input).catch((error: unknown) => {
          if (!(error instanceof DatabaseFault)) throw error
        })
      }
      await runDue(world.ports)
      const charges = (await world.ports.processor.ledger()).filter(
        (payment) => payment.customer_reference === actor.customer_id && payment.status === 'succeeded',
      )
      expect(charges).toHaveLength(2)
      const attempts = await books.db
        .selectFrom('payment_attempts')
        .select('status')
        .where('customer_id', '=', actor.customer_id)
        .execute()
      expect(attempts).toEqual([{ status: 'succeeded' }, { status: 'succeeded' }])
    }
  }, 120_000)
})
