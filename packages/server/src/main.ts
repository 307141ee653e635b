import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { createAdaptorServer } from '@hono/node-server'
import pino from 'pino'
import { createApi } from './api/api.ts'
import { holdDataDirectory, readOrCreateSecret } from './db/data-directory.ts'
import { openDatabase } from './db/database.ts'
import { startEmbeddedPostgres } from './db/embedded.ts'
import { migrate } from './db/migrate.ts'
import { runDue } from './jobs/run-due.ts'
import { newToken } from './operations/customer-sessions/token.ts'
import { foundOrganization } from './operations/organizations/found.ts'
import { issueAccessToken } from './operations/organizations/issue-access-token.ts'
import { systemClock } from './ports/clock.ts'
import { network } from './ports/http-out.ts'
import { randomIds } from './ports/ids.ts'
import { openTypst } from './ports/invoice-documents/typst.ts'
import { outboxOnly } from './ports/mailer.ts'
import { openSandboxProcessor } from './ports/sandbox-processor.ts'

const dueEveryMs = 2_000

/** The composition root: the only reader of the environment, the only place where real ports are chosen. */
export async function startServer(environment: Record<string, string | undefined>) {
  const port = Number(environment.PORTAL_PORT ?? 4000)
  const dataDirectory = environment.VERGE_DATA_DIR ?? join(process.cwd(), '.verge')
  const log = pino({ name: 'verge' })
  const held = holdDataDirectory(dataDirectory)
  const embedded = environment.DATABASE_URL ? null : await startEmbeddedPostgres({ dataDirectory })
  const config = embedded?.config ?? { connectionString: environment.DATABASE_URL }
  await migrate(config)
  const db = openDatabase(config)
  const secret = readOrCreateSecret(dataDirectory, 'secret', () =>
    Buffer.from(randomIds.bytes(32)).toString('base64url'),
  )
  const ports = {
    db,
    clock: systemClock,
    ids: randomIds,
    processor: openSandboxProcessor({ db, clock: systemClock, ids: randomIds }),
    mailer: outboxOnly,
    documents: openTypst(),
    http: network,
    secret,
    publicUrl: environment.PORTAL_URL ?? `http://localhost:${port}`,
  }
  const accessToken =
    environment.POLAR_ACCESS_TOKEN ??
    readOrCreateSecret(dataDirectory, 'access-token', () => newToken('polar_oat_', ports))
  const organization = await foundOrganization(ports)
  await issueAccessToken(ports, organization.id, accessToken)

  const api = createApi(ports, {
    report: ({ reference, operation, error }) =>
      log.error({ reference, operation, err: error }, 'an operation broke'),
  })
  const handle = (request: Request) =>
    new URL(request.url).pathname === '/healthz' ? Response.json({ status: 'ok' }) : api(request)
  // Other code in this process, official clients among it, must find the platform's own Response.
  const server = createAdaptorServer({ fetch: handle, overrideGlobalObjects: false })
  server.listen(port, embedded ? '127.0.0.1' : undefined)
  await once(server, 'listening')
  const due = repeat(
    dueEveryMs,
    () => runDue(ports),
    (error) => log.error({ err: error }, 'due work broke'),
  )

  async function close(): Promise<void> {
    await Promise.all([due.stop(), new Promise((done) => server.close(done))])
    await db.destroy()
    await embedded?.stop()
    held.release()
  }
  return { url: ports.publicUrl, close }
}

/** One run after the other, never two at once. */
function repeat(everyMs: number, run: () => Promise<unknown>, failed: (error: unknown) => void) {
  const stopping = new AbortController()
  const { signal } = stopping
  const ended = (async () => {
    while (!signal.aborted) {
      // Being woken early only means that it is time to stop.
      await setTimeout(everyMs, undefined, { signal }).catch(() => {})
      if (!signal.aborted) await run().catch(failed)
    }
  })()
  return {
    async stop() {
      stopping.abort()
      await ended
    },
  }
}
