import { once } from 'node:events'
import type { PoolConfig } from 'pg'
import type { Known } from './api/authenticate.ts'
import { createApp } from './app.ts'
import { openBackend, type Seed } from './backend.ts'
import { brandsFrom } from './brand-file.ts'
import { callerAt, forwardedBy } from './caller.ts'
import { holdDataDirectory, readOrCreateSecret } from './db/data-directory.ts'
import { startEmbeddedPostgres } from './db/embedded.ts'
import { openReadiness } from './db/readiness.ts'
import { createDoor, type Door } from './door.ts'
import { refuseOldNode } from './node-version.ts'
import { createListener } from './listener.ts'
import { createNotes } from './notes.ts'
import { createPortal } from './portal/portal.tsx'
import { systemClock } from './ports/clock.ts'
import { network } from './ports/http-out.ts'
import { newSecret, randomIds } from './ports/ids.ts'
import { openLog, type Log } from './ports/log.ts'
import { openFairShare } from './ports/fair-share.ts'
import { patientFetch } from './ports/patient-fetch.ts'
import { createReports } from './reports.ts'
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
  /** Stands before what else is served beside the portal too. */
  door: Door
  close(): Promise<void>
}

interface StartOptions {
  seed?: Seed
  log?: Log
}

/** Who is still inside after this long is shown out. */
const finishWithinMs = 10_000

/** The composition root: given its environment by whoever starts it, the only chooser of hosted or embedded. */
export async function startServer(
  environment: Record<string, string | undefined>,
  { seed, log = openLog() }: StartOptions = {},
): Promise<Server> {
  refuseOldNode(process.versions.node)
  const settings = readSettings(environment, process.cwd())
  const { port, publicUrl, polarUrl, dataDirectory, databaseUrl, accessToken } = settings
  log.hide(accessToken)
  log.hide(settings.mail?.smtpUrl)
  log.hide(passwordIn(settings.mail?.smtpUrl))
  const brands = await brandsFrom(settings.portalConfig)
  const { report } = log
  const note = createNotes({ write: log.note, now: systemClock.now })
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
    let app: ReturnType<typeof createApp> | null = null
    let problem = async (): Promise<string | null> => null
    const door = createDoor({ log, newReference: randomIds.uuid, problem: () => problem() })
    const server = createListener((request, { incoming }) =>
      door.pass(request, (passed) =>
        app!(passed, callerAt(incoming.socket.remoteAddress, request.headers, settings.proxies)),
      ),
    )
    const isPublic = databaseUrl !== null
    server.listen(port, isPublic ? undefined : '127.0.0.1')
    await once(server, 'listening')
    let endStreams = () => {}
    const shut = async () => {
      door.close()
      endStreams()
      const closed = once(server, 'close')
      server.close()
      if ('closeIdleConnections' in server) server.closeIdleConnections()
      const late = setTimeout(
        () => 'closeAllConnections' in server && server.closeAllConnections(),
        finishWithinMs,
      )
      await closed
      clearTimeout(late)
    }
    try {
      const secret = readOrCreateSecret(dataDirectory, 'secret', () => newSecret(randomIds))
      log.hide(secret)
      const embedded = databaseUrl ? null : await startEmbeddedPostgres({ dataDirectory })
      if (embedded) {
        closing.push(() => embedded.stop())
        embedded.keepUp((error) => report({ reference: randomIds.uuid(), operation: 'embedded', error }))
      }
      const database: PoolConfig = embedded?.config ?? { connectionString: databaseUrl! }
      const readiness = openReadiness(database)
      closing.push(() => readiness.close())
      problem = () => readiness.problem()
      const backend = polarUrl
        ? null
        : await openBackend({ settings, brands, database, secret, report, note, seed })
      if (backend) closing.push(() => backend.close())
      if (backend) endStreams = () => backend.endStreams()
      log.hide(backend?.accessToken)
      const fair = settings.isUnlimited
        ? (fetch: typeof network.send) => fetch
        : openFairShare({ now: () => performance.now() })
      const portal = createPortal({
        polar: backend
          ? {
              open: () => {
                const known: Known = new Map()
                return (request) => backend.api(request, { ...forwardedBy(request), known })
              },
              baseUrl: publicUrl,
              supportsOurs: true,
            }
          : { open: () => patientFetch(fair(network.send)), baseUrl: polarUrl!, supportsOurs: false },
        hostedPortalsUrl: settings.polarPortalsUrl,
        publicUrl,
        secret,
        now: (backend?.clock ?? systemClock).now,
        newKey: randomIds.uuid,
        processor: backend?.processor ?? null,
        fetchDocument: (url) => (backend ? backend.documents : patientFetch(network.send))(new Request(url)),
        brands,
        sandbox: backend !== null,
        report,
        note,
      })
      const reports = createReports({ warn: log.warn, now: systemClock.now })
      app = createApp({
        portal,
        reports,
        backend,
        note,
        isSecure: publicUrl.startsWith('https:'),
        pagesAt: backend ? null : publicUrl,
      })
      door.open()
      return {
        url: publicUrl,
        polarUrl: polarUrl ?? publicUrl,
        accessToken: backend?.accessToken ?? accessToken ?? '',
        database,
        dataDirectory,
        isSandbox: backend !== null,
        isPublic,
        door,
        close,
      }
    } finally {
      // Shut first, however far it came: what serves needs what was opened after it.
      closing.push(shut)
    }
  }
}

/** As it stands in an address, and so in what may be told of it. */
function passwordIn(address: string | undefined): string {
  return address ? decodeURIComponent(new URL(address).password) : ''
}
