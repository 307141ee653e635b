import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '@verge/server/db/database'
import { startEmbeddedPostgres } from '@verge/server/db/embedded'
import type { Database } from '@verge/server/ports/ports'
import { people } from '../people/people.ts'
import { accessToken, launchProduct, newDataDirectory, startProduct, type Product } from '../world/product.ts'
import { callVerge, killVerge, stopVerge } from './verge.ts'

const rounds = Number(process.env.KILL_ROUNDS ?? 6)

let directory: string
let verge: Product
let db: Database

const start = () => startProduct(directory)

beforeAll(async () => {
  directory = newDataDirectory()
  verge = await start()
  const { config } = await startEmbeddedPostgres({ dataDirectory: directory })
  db = openDatabase(config)
})
afterAll(async () => {
  await db.destroy()
  await stopVerge(verge)
  rmSync(directory, { recursive: true, force: true })
})

describe('a second Verge on the same data', () => {
  it("is refused within seconds, in words, with the holder's pid", async () => {
    const second = await launchProduct(directory)
    expect(await second.ended).toBe(1)
    expect(second.said()).toContain(`process ${verge.process.pid}`)
  })
})

type Victim = 'Verge' | 'its PostgreSQL' | 'both'

async function kill(victim: Victim): Promise<void> {
  if (victim !== 'Verge') {
    const [pid] = readFileSync(join(directory, 'postgresql/postmaster.pid'), 'utf8').split('\n')
    process.kill(Number(pid), 'SIGKILL')
  }
  if (victim !== 'its PostgreSQL') await killVerge(verge)
}

describe('kill -9 of Verge, of its PostgreSQL, or of both, while a customer cancels and comes back', () => {
  let id: string
  let token: string
  let acknowledged = 0

  beforeAll(async () => {
    const ada = await db
      .selectFrom('subscriptions')
      .innerJoin('customers', 'customers.id', 'subscriptions.customer_id')
      .select(['subscriptions.id', 'customer_id'])
      .where('customers.external_id', '=', people.ada.id)
      .executeTakeFirstOrThrow()
    id = ada.id
    const { customer_id } = ada
    const session = await callVerge(verge, 'POST', '/v1/customer-sessions/', accessToken, { customer_id })
    token = String(session.body.token)
  })

  /** Clicks until it is killed, and starts again. */
  async function round(number: number, victim: Victim): Promise<void> {
    const { version: before, cancel_at_period_end } = await current(id)
    let isStruck = false
    let killing: Promise<void> | null = null
    /** After some answers, at any moment of the next one. */
    const strike = async () => {
      await new Promise((done) => setTimeout(done, (number * 37) % 60))
      await kill(victim)
      isStruck = true
    }
    const path = `/v1/customer-portal/subscriptions/${id}`
    let answered = 0
    let cancel = !cancel_at_period_end
    while (!isStruck) {
      if (answered === 1 + (number % 5)) killing ??= strike()
      const body = { cancel_at_period_end: cancel }
      const answer = await callVerge(verge, 'PATCH', path, token, body).catch(() => null)
      if (answer?.status !== 200) break
      expect(answer.body.cancel_at_period_end).toBe(cancel)
      answered++
      cancel = !cancel
    }
    await (killing ?? strike())
    // One that lost its database lives on, and is stopped in order.
    if (victim === 'its PostgreSQL') await stopVerge(verge)
    verge = await start()
    const { version: after } = await current(id)
    // The one whose answer was cut off may have been committed or not; every other one was.
    expect([answered, answered + 1]).toContain(after - before)
    acknowledged += answered
  }

  it('loses nothing that was acknowledged', async () => {
    for (let number = 0; number < rounds; number++)
      await round(number, number % 4 === 1 ? 'its PostgreSQL' : number % 4 === 3 ? 'both' : 'Verge')
    const { version } = await current(id)
    const events = await db
      .selectFrom('events')
      .select('version')
      .where('aggregate_id', '=', id)
      .orderBy('version')
      .execute()
    expect(events.map((event) => event.version)).toEqual(
      Array.from({ length: version }, (_, index) => index + 1),
    )
    expect(acknowledged).toBeGreaterThan(rounds)
  }, 600_000)
})

function current(id: string) {
  return db.selectFrom('subscriptions').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}
