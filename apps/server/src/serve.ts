import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { createAdaptorServer } from '@hono/node-server'
import {
  createAuth,
  createPolarClient,
  migrateAuth,
  openAuthDatabase,
  seedDemoUsers,
  type DemoPerson,
  type PolarConnection,
  type SoldProduct,
} from '@verge/auth'
import { createApp } from './app.ts'
import { createBilling } from './billing.ts'

export interface VergeSettings {
  port: number
  hostname: string
  /** Verge's public address, which may differ from what it listens on. */
  url: string
  secret: string
  database: Parameters<typeof openAuthDatabase>[0]
  polar: PolarConnection
  webhookSecret: string
  successUrl: string
  /** The portal's public address, where "Manage subscription" leads. */
  portalUrl: string
  products: SoldProduct[]
  /** People to create and to offer on the sign-in page; none where real people sign in. */
  demoPeople?: readonly (DemoPerson & { about?: string })[]
  webRoot?: string
  now: () => Date
  report?: (fault: { reference: string; error: unknown }) => void
  /** Told of what Better Auth has to say, without what it says it about. */
  warn?: (words: string, about: Record<string, string>) => void
  /** What stands before every request. */
  around?: (request: Request, handler: (request: Request) => Promise<Response>) => Promise<Response>
}

/** What no webhook told is known an hour later at most. */
const reconcileEveryMs = 3_600_000

const builtWeb = resolve(import.meta.dirname, '../../web/dist')

/** Starts Verge and answers once it takes requests; `close` lets those under way finish. */
export async function serveVerge(settings: VergeSettings): Promise<{ url: string; close(): Promise<void> }> {
  const { url, products, demoPeople = [], report, warn, now, webRoot = builtWeb } = settings
  const { around = (request, handler) => handler(request) } = settings
  const pool = await openAuthDatabase(settings.database)
  const polarClient = createPolarClient(settings.polar)
  const auth = createAuth({
    database: pool,
    polarClient,
    secret: settings.secret,
    baseURL: url,
    trustedOrigins: [new URL(url).origin, new URL(settings.portalUrl).origin],
    portalUrl: settings.portalUrl,
    successUrl: settings.successUrl,
    webhookSecret: settings.webhookSecret,
    products,
    warn,
  })
  await migrateAuth(auth, pool)
  await seedDemoUsers(auth, demoPeople, now)

  const app = createApp({
    auth,
    billing: createBilling(polarClient, products),
    webRoot,
    demoPeople: demoPeople.map(({ email, name, password, about }) => ({ email, name, password, about })),
    https: url.startsWith('https:'),
    report,
    now,
  })
  const server = createAdaptorServer({
    fetch: (request) => around(request, async (passed) => app.fetch(passed)),
    overrideGlobalObjects: false,
  })
  server.listen(settings.port, settings.hostname)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  const reconciling = setInterval(() => {
    // That Polar is away is in the log already, and the next hour tries again.
    auth.api.reconcileSubscriptions().catch(() => {})
  }, reconcileEveryMs)

  return {
    url: settings.port === 0 ? `http://${settings.hostname}:${port}` : url,
    async close() {
      clearInterval(reconciling)
      const closed = once(server, 'close')
      server.close()
      if ('closeIdleConnections' in server) server.closeIdleConnections()
      await closed
      await pool.end()
    },
  }
}
