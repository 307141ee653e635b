import { once } from 'node:events'
import { createAdaptorServer } from '@hono/node-server'
import type { PoolConfig } from 'pg'
import pino from 'pino'
import { createApp } from './app.ts'
import { openBackend, type Seed } from './backend.ts'
import { holdDataDirectory, readOrCreateSecret } from './db/data-directory.ts'
import { createPortal } from './portal/portal.tsx'
import { systemClock } from './ports/clock.ts'
import { network } from './ports/http-out.ts'
import { randomIds } from './ports/ids.ts'
import { readSettings } from './settings.ts'

export interface Server {
  url: string
  /** The billing backend beside the portal; null where Polar is hosted elsewhere. */
  backend: {
    accessToken: string
    database: PoolConfig
    products: { productId: string; slug: string }[]
  } | null
  close(): Promise<void>
}

/** The composition root: the only reader of the environment, the only chooser of hosted or embedded. */
export async function startServer(
  environment: Record<string, string | undefined>,
  { seed }: { seed?: Seed } = {},
): Promise<Server> {
  const settings = readSettings(environment, process.cwd())
  const { port, publicUrl, polarUrl, dataDirectory } = settings
  const log = pino({ name: 'verge' })
  const report = ({ error, ...where }: { reference: string; operation?: string; error: unknown }) =>
    log.error({ ...where, err: error }, 'something broke')
  const held = holdDataDirectory(dataDirectory)
  const secret = readOrCreateSecret(dataDirectory, 'secret', () =>
    Buffer.from(randomIds.bytes(32)).toString('base64url'),
  )
  const backend = polarUrl ? null : await openBackend(settings, secret, report, seed)
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
  const server = createAdaptorServer({
    fetch: createApp({ portal, backend }),
    overrideGlobalObjects: false,
  })
  server.listen(port, settings.databaseUrl || polarUrl ? undefined : '127.0.0.1')
  await once(server, 'listening')

  async function close(): Promise<void> {
    await new Promise((done) => server.close(done))
    await backend?.close()
    held.release()
  }
  return {
    url: publicUrl,
    backend: backend && {
      accessToken: backend.accessToken,
      database: backend.database,
      products: await backend.products(),
    },
    close,
  }
}
