import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '@verge/server/db/database'
import { startEmbeddedPostgres } from '@verge/server/db/embedded'
import type { Database } from '@verge/server/ports/ports'
import { people } from '../people/people.ts'

const rounds = Number(process.env.KILL_ROUNDS ?? 20)
const port = 4_871
const url = `http://localhost:${port}`
const accessToken = 'polar_oat_of_the_seller_who_is_killed'

let directory: string
let verge: ChildProcess
let db: Database

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'verge-kill-'))
  chmodSync(directory, 0o755)
  verge = await start()
  const { config } = await startEmbeddedPostgres({ dataDirectory: directory })
  db = openDatabase(config)
})
afterAll(async () => {
  await db.destroy()
  verge.kill('SIGTERM')
  const [code] = (await once(verge, 'exit')) as [number]
  rmSync(directory, { recursive: true, force: true })
  if (code !== 0) throw new Error(`SIGTERM ended with ${code}`)
})

function launch(): ChildProcess {
  const environment = {
    ...process.env,
    PORT: String(port + 1),
    PORTAL_PORT: String(port),
    VERGE_DATA_DIR: directory,
    POLAR_ACCESS_TOKEN: accessToken,
  }
  return spawn('node', ['--import', 'tsx', 'start.ts'], {
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
}

async function start(): Promise<ChildProcess> {
  const process = launch()
  for (let tries = 0; tries < 300; tries++) {
    if (
      await fetch(`${url}/healthz`).then(
        (answer) => answer.ok,
        () => false,
      )
    )
      return process
    await new Promise((done) => setTimeout(done, 100))
  }
  throw new Error('Verge did not start within 30 seconds')
}

async function call(method: string, path: string, token: string, body: unknown) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const answer = await fetch(url + path, { method, headers, body: JSON.stringify(body) })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

describe('a second Verge on the same data', () => {
  it("is refused within seconds, in words, with the holder's pid", async () => {
    const second = launch()
    let words = ''
    second.stderr!.on('data', (chunk) => (words += String(chunk)))
    const [code] = (await once(second, 'close')) as [number]
    expect(code).toBe(1)
    expect(words).toContain(`process ${verge.pid}`)
  })
})

describe(`kill -9, ${rounds} times, while a customer cancels and comes back`, () => {
  it('loses nothing that was acknowledged', async () => {
    const { id, customer_id } = await db
      .selectFrom('subscriptions')
      .innerJoin('customers', 'customers.id', 'subscriptions.customer_id')
      .select(['subscriptions.id', 'customer_id'])
      .where('customers.external_id', '=', people.ada.id)
      .executeTakeFirstOrThrow()
    const session = await call('POST', '/v1/customer-sessions/', accessToken, { customer_id })
    const token = String(session.body.token)
    const path = `/v1/customer-portal/subscriptions/${id}`
    let acknowledged = 0

    for (let round = 0; round < rounds; round++) {
      let killed = false
      const killing = new Promise<void>((done) => {
        setTimeout(
          () => {
            killed = true
            verge.kill('SIGKILL')
            verge.once('exit', () => done())
          },
          20 + ((round * 37) % 150),
        )
      })
      const { version: before } = await current(id)
      let answered = 0
      let cancel = !(await current(id)).cancel_at_period_end
      while (!killed) {
        const answer = await call('PATCH', path, token, { cancel_at_period_end: cancel }).catch(() => null)
        if (answer?.status !== 200) break
        expect(answer.body.cancel_at_period_end).toBe(cancel)
        answered++
        cancel = !cancel
      }
      await killing
      const { version: after } = await current(id)
      // The one whose answer was cut off may have been committed or not; every other one was.
      expect([answered, answered + 1]).toContain(after - before)
      acknowledged += answered
      verge = await start()
    }
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
  }, 240_000)
})

function current(id: string) {
  return db.selectFrom('subscriptions').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}
