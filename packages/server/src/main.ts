import { once } from 'node:events'
import { createAdaptorServer } from '@hono/node-server'
import type { PoolConfig } from 'pg'
import pino from 'pino'
import { callerAt, createApp } from './app.ts'
import { openBackend, type Seed } from './backend.ts'
import { holdDataDirectory, readOrCreateSecret } from './db/data-directory.ts'
import { startEmbeddedPostgres } from './db/embedded.ts'
import { createPortal } from './portal/portal.tsx'
import { systemClock } from './ports/clock.ts'
import { network } from './ports/http-out.ts'
import { randomIds } from './ports/ids.ts'
import { readSettings } from './settings.ts'

export interface Server {
  /** The portal's public address. */
  url: string
  /** Where Polar's API answers: here, or where Polar is hosted. */
  polarUrl: string
  /** The organization's token for it. */
  accessToken: string
  /** The PostgreSQL that everything is kept in; an app beside the portal may use it too. */
  database: PoolConfig
  dataDirectory: string
  isSandbox: boolean
  /** Listens on more than this machine. */
  isPublic: boolean
  close(): Promise<void>
}

/** The composition root: the only reader of the environment, the only chooser of hosted or embedded. */
export async function startServer(
  environment: Record<string, string | undefined>,
  { seed }: { seed?: Seed } = {},
): Promise<Server> {
  const settings = readSettings(environment, process.cwd())
  const { port, publicUrl, polarUrl, dataDirectory, databaseUrl, accessToken } = settings
  const log = pino({ name: 'verge' })
  const report = ({ error, ...where }: { reference: string; operation?: string; error: unknown }) =>
    log.error({ ...where, err: error }, 'something broke')
  const held = holdDataDirectory(dataDirectory)
  const closing: (() => Promise<unknown> | unknown)[] = [() => held.release()]
  const close = async () => {
    for (const end of closing.toReversed()) await end()
  }
  try {
    return await open()
  } catch (error) {
    await close()
    throw error
  }

  async function open(): Promise<Server> {
    const secret = readOrCreateSecret(dataDirectory, 'secret', () =>
      Buffer.from(randomIds.bytes(32)).toString('base64url'),
    )
    const embedded = databaseUrl ? null : await startEmbeddedPostgres({ dataDirectory })
    if (embedded) closing.push(() => embedded.stop())
    const database: PoolConfig = embedded?.config ?? { connectionString: databaseUrl! }
    const backend = polarUrl ? null : await openBackend({ settings, database, secret, report, seed })
    if (backend) closing.push(() => backend.close())
    const portal = createPortal({
      polar: backend
        ? { fetch: backend.api, baseUrl: publicUrl, supportsOurs: true }
        : { fetch: network.send, baseUrl: polarUrl!, supportsOurs: false },
      publicUrl,
      secret,
      now: (backend?.clock ?? systemClock).now,
      newKey: randomIds.uuid,
      processor: backend?.processor ?? null,
      fetchDocument: (url) => (backend ? backend.documents : network.send)(new Request(url)),
      sandbox: backend !== null,
      report,
    })
    // Other code in this process, official clients among it, must find the platform's own Response.
    const app = createApp({ portal, backend })
    const server = createAdaptorServer({
      fetch: (request, { incoming }) =>
        app(request, callerAt(incoming.socket.remoteAddress, request.headers)),
      overrideGlobalObjects: false,
    })
    const isPublic = databaseUrl !== null
    server.listen(port, isPublic ? undefined : '127.0.0.1')
    await once(server, 'listening')
    closing.push(async () => {
      const closed = once(server, 'close')
      server.close()
      if ('closeIdleConnections' in server) server.closeIdleConnections()
      await closed
    })
    return {
      url: publicUrl,
      polarUrl: polarUrl ?? publicUrl,
      accessToken: backend?.accessToken ?? accessToken ?? '',
      database,
      dataDirectory,
      isSandbox: backend !== null,
      isPublic,
      close,
    }
  }
}
