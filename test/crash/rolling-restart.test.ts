import { copyFileSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { sql } from 'kysely'
import type pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openDatabase } from '@verge/server/db/database'
import { people } from '../people/people.ts'
import { openStoredDatabase, type StoredDatabase } from '../world/stored.ts'
import { accessToken, newDataDirectory, startProduct, type Product } from '../world/product.ts'
import { callVerge, stopVerge } from './verge.ts'

const restarts = Number(process.env.RESTARTS ?? 2)
const clients = 8

interface Instance {
  directory: string
  verge: Product
  /** The proxy in front sends nothing new there. */
  isLeaving: boolean
}

let postgres: StoredDatabase
const instances: Instance[] = []

beforeAll(async () => {
  postgres = await openStoredDatabase()
  for (let number = 0; number < 2; number++) {
    const directory = newDataDirectory()
    // One secret for all, by which each knows the sessions that another one opened.
    const [first] = instances
    if (first) copyFileSync(join(first.directory, 'secret'), join(directory, 'secret'))
    instances.push({ directory, verge: await startOn(directory), isLeaving: false })
  }
}, 120_000)
afterAll(async () => {
  for (const { verge } of instances) await stopVerge(verge)
  await postgres.close()
  for (const { directory } of instances) rmSync(directory, { recursive: true, force: true })
})

const startOn = (directory: string) => startProduct(directory, { DATABASE_URL: addressOf(postgres.config) })

function addressOf(config: pg.PoolConfig): string {
  if (config.connectionString) return config.connectionString
  const { host, port, user, database } = config
  return `postgres://${user}@localhost/${database}?host=${host}&port=${port}`
}

const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds))

/** A connection of its own for each request, as behind a proxy that opens a new one whenever one was closed. */
function send(
  { url }: Product,
  method: string,
  path: string,
  token: string,
  body?: unknown,
): Promise<number> {
  return new Promise((done, failed) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const asked = request(url + path, { method, headers, agent: false }, (answer) => {
      answer.on('error', failed)
      answer.on('end', () => done(answer.statusCode!))
      answer.resume()
    })
    asked.on('error', failed)
    asked.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

it(
  'two that are restarted one after the other under load fail no request, and each ends within ten seconds',
  async () => {
    const db = openDatabase(postgres.config)
    const subscribers = await db
      .selectFrom('subscriptions')
      .innerJoin('customers', 'customers.id', 'subscriptions.customer_id')
      .select(['subscriptions.id', 'customer_id'])
      .where(
        'customers.external_id',
        'in',
        [people.ada, people.grace, people.joan, people.maria, people.linus].map(({ id }) => id),
      )
      .orderBy('customers.external_id')
      .execute()
    const customers = await Promise.all(
      subscribers.map(async ({ id, customer_id }) => {
        const session = await callVerge(instances[0]!.verge, 'POST', '/v1/customer-sessions/', accessToken, {
          customer_id,
        })
        return { id, path: `/v1/customer-portal/subscriptions/${id}`, token: String(session.body.token) }
      }),
    )
    const slow = customers.pop()!

    /** Whoever asks for it meanwhile waits in the middle of their request. */
    async function holding(run: () => Promise<void>): Promise<void> {
      await db.transaction().execute(async (tx) => {
        await sql`SELECT 1 FROM subscriptions WHERE id = ${slow.id} FOR UPDATE`.execute(tx)
        await run()
      })
    }

    const failures: string[] = []
    let answered = 0
    let isOver = false
    let turn = 0
    async function ask(method: string, path: string, token: string, body?: unknown): Promise<void> {
      const serving = instances.filter(({ isLeaving }) => !isLeaving)
      const { verge } = serving[turn++ % serving.length]!
      const outcome = await send(verge, method, path, token, body).catch((error: unknown) => String(error))
      if (typeof outcome === 'string' || outcome >= 500) failures.push(`${method} ${outcome}`)
      else answered++
    }
    const load = Array.from({ length: clients }, async (_, client) => {
      const { path, token } = customers[client % customers.length]!
      for (let round = 0; !isOver; round++) {
        if (client < customers.length)
          await ask('PATCH', path, token, { cancel_at_period_end: round % 2 === 0 })
        else await ask('GET', path, token)
      }
    })

    const took: number[] = []
    for (let restart = 0; restart < restarts; restart++) {
      const instance = instances[restart % instances.length]!
      await pause(500)
      let underWay!: Promise<number>
      let stopped!: Promise<void>
      let started = 0
      await holding(async () => {
        underWay = send(instance.verge, 'PATCH', slow.path, slow.token, {
          cancel_at_period_end: restart % 2 === 0,
        })
        instance.isLeaving = true
        // What the proxy has begun to send arrives.
        await pause(50)
        started = performance.now()
        stopped = stopVerge(instance.verge)
        await pause(300)
      })
      // It was in the middle when the signal came.
      expect(await underWay).toBe(200)
      await stopped
      took.push((performance.now() - started) / 1000)
      instance.verge = await startOn(instance.directory)
      instance.isLeaving = false
    }
    isOver = true
    await Promise.all(load)
    await db.destroy()
    expect(failures).toEqual([])
    expect(answered).toBeGreaterThan(restarts * 50)
    expect(Math.max(...took)).toBeLessThan(10)
  },
  120_000 + restarts * 10_000,
)
