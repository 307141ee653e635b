import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '@verge/server/db/database'
import { createDocuments } from '@verge/server/documents/documents'
import { linkTo } from '@verge/server/operations/orders/document-link'
import { customerCalls, type Call } from '../world/call.ts'
import { openWorld, type World } from '../world/open.ts'
import { openProxy, type Proxy } from '../world/proxy.ts'
import { openStoredBooks, type StoredBooks } from '../world/stored.ts'
import { portalOf, quoteOn, visitorOf, type Visitor } from '../world/visitor.ts'

let books: StoredBooks
let proxy: Proxy
let world: World
let ada: Call
let visitor: Visitor
let id: string
let faults: unknown[]

beforeAll(async () => {
  books = await openStoredBooks()
  proxy = await openProxy(books.config)
  world = await openWorld({ database: openDatabase({ ...proxy.config, max: 8 }) })
  const { actor } = await world.addCustomer('ada@example.com', '4242424242424242')
  id = (await world.subscribe(actor.customer_id)).id
  faults = []
  ada = await customerCalls(world, actor.customer_id, faults)
  visitor = visitorOf(world, portalOf(world).handle)
  await visitor.enter(actor.customer_id)
})
afterAll(async () => {
  await world.ports.db.destroy()
  await proxy.close()
  await books.close()
})

const path = () => `/v1/customer-portal/subscriptions/${id}`
const stateNow = () =>
  books.db.selectFrom('subscriptions').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

async function timed<Result>(run: () => Promise<Result>): Promise<Result & { seconds: number }> {
  const started = performance.now()
  const result = await run()
  return { ...result, seconds: (performance.now() - started) / 1000 }
}

/** Somebody else holds the subscription's row until they are told to let go. */
async function holding<Result>(run: () => Promise<Result>): Promise<Result> {
  let letGo!: () => void
  const until = new Promise<void>((done) => (letGo = done))
  let taken!: () => void
  const isTaken = new Promise<void>((done) => (taken = done))
  const held = books.db.transaction().execute(async (tx) => {
    await sql`SELECT 1 FROM subscriptions WHERE id = ${id} FOR UPDATE`.execute(tx)
    taken()
    await until
  })
  await isTaken
  try {
    return await run()
  } finally {
    letGo()
    await held
  }
}

describe('a row that somebody else does not let go', () => {
  it('makes the API answer within two seconds that nothing was changed and when to come again', async () => {
    const before = await stateNow()
    const { status, headers, body, seconds } = await holding(() =>
      timed(() => ada('PATCH', path(), { cancel_at_period_end: true })),
    )
    expect({ status, error: body.error }).toEqual({ status: 503, error: 'ServiceUnavailable' })
    expect(body.detail).toContain('Nothing was changed.')
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    expect(seconds).toBeLessThan(2)
    expect(await stateNow()).toEqual(before)
    expect(faults.splice(0)).toHaveLength(1)
  })

  it('makes the portal say so on a page', async () => {
    const cancellation = `/verge/portal/subscriptions/${id}/cancel`
    const quote = quoteOn(await visitor.get(cancellation))
    const { status, html, headers } = await holding(() => visitor.post(cancellation, quote))
    expect(status).toBe(503)
    expect(html).toContain('Nothing was changed.')
    expect(headers.get('retry-after')).not.toBeNull()
  })

  it('does not keep anybody from reading', async () => {
    const { status } = await holding(() => ada('GET', path()))
    expect(status).toBe(200)
  })
})

describe('with every connection taken', () => {
  it('a caller waits a few seconds and is told to come again', async () => {
    const naps = Array.from({ length: 8 }, () => sql`SELECT pg_sleep(8)`.execute(world.ports.db))
    const { status, body, seconds } = await timed(() => ada('GET', path()))
    expect({ status, error: body.error }).toEqual({ status: 503, error: 'ServiceUnavailable' })
    expect(seconds).toBeGreaterThan(1)
    expect(seconds).toBeLessThan(6)
    const healthy = await portalOf(world).handle(new Request('http://localhost:4000/healthz'))
    expect(healthy.status).toBe(200)
    await Promise.all(naps)
    expect((await ada('GET', path())).status).toBe(200)
    faults.splice(0)
  }, 30_000)
})

describe('while the database is away', () => {
  it('everything is answered with 503, and works again when it is back, without a restart', async () => {
    proxy.refuse(true)
    proxy.cut()
    const [read, write] = [
      await ada('GET', path()),
      await ada('PATCH', path(), { cancel_at_period_end: true }),
    ]
    expect([read, write].map(({ status, body }) => [status, body.error])).toEqual([
      [503, 'ServiceUnavailable'],
      [503, 'ServiceUnavailable'],
    ])
    const page = await visitor.get('/verge/portal')
    expect(page.status).toBe(503)
    expect(page.html).toContain('Nothing was changed.')
    const { id: order_id } = await books.db.selectFrom('orders').select('id').executeTakeFirstOrThrow()
    const receipt = new Request(linkTo(world.ports, 'receipt', order_id))
    expect((await createDocuments(world.ports)(receipt)).status).toBe(503)
    proxy.refuse(false)
    expect((await ada('PATCH', path(), { cancel_at_period_end: true })).status).toBe(200)
    expect((await visitor.get('/verge/portal')).status).toBe(200)
  })
})
