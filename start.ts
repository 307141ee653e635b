import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { serveVerge } from '@verge/app/serve'
import { createPolar } from '@verge/polar/client'
import { listProducts } from '@verge/polar/contract/products'
import { readOrCreateSecret, type SecretName } from '@verge/server/db/data-directory'
import { startServer, type Server } from '@verge/server/main'
import { systemClock } from '@verge/server/ports/clock'
import { network } from '@verge/server/ports/http-out'
import { newSecret, randomIds } from '@verge/server/ports/ids'
import { openLog } from '@verge/server/ports/log'
import { addressOf, portOf } from '@verge/server/settings'
import { takeStrays } from '@verge/server/stray'
import { wordsFor } from '@verge/server/told'
import { demoPassword, people } from './test/people/people.ts'
import { seedPeople } from './test/people/seed.ts'

const log = openLog()

/** Portal and billing first, then the app that shows them, all in one process. */
async function start(environment: NodeJS.ProcessEnv): Promise<Pick<Server, 'close' | 'door'>> {
  const port = portOf('PORT', environment.PORT, 3000)
  const url = addressOf('VERGE_URL', environment.VERGE_URL || `http://localhost:${port}`)
  await buildWeb()
  const server = await startServer(environment, { seed: seedPeople, log })
  try {
    const verge = await serveVerge({
      port,
      hostname: server.isPublic ? '0.0.0.0' : '127.0.0.1',
      url,
      secret: hidden(environment.BETTER_AUTH_SECRET || secretFrom(server, 'better-auth-secret')),
      database: server.database,
      polar: { accessToken: server.accessToken, server: server.polarUrl },
      webhookSecret: hidden(environment.POLAR_WEBHOOK_SECRET || secretFrom(server, 'webhook-secret')),
      successUrl: environment.POLAR_SUCCESS_URL || `${url}/success?checkout_id={CHECKOUT_ID}`,
      portalUrl: server.url,
      products: await productsAt(server),
      demoPeople: server.isSandbox ? demoPeople() : [],
      now: systemClock.now,
      report: log.report,
      warn: log.warn,
      around: (request, handler) => server.door.pass(request, handler),
    })
    tell(url, server)
    return {
      door: server.door,
      async close() {
        server.door.close()
        await verge.close()
        await server.close()
      },
    }
  } catch (error) {
    await server.close()
    throw error
  }
}

async function buildWeb(): Promise<void> {
  const root = join(import.meta.dirname, 'apps/web')
  if (existsSync(join(root, 'dist/index.html'))) return
  const { build } = await import('vite')
  await build({ root, configFile: join(root, 'vite.config.ts'), logLevel: 'error' })
}

function secretFrom({ dataDirectory }: Server, name: SecretName): string {
  return readOrCreateSecret(dataDirectory, name, () => newSecret(randomIds))
}

function hidden(secret: string): string {
  log.hide(secret)
  return secret
}

/** What Verge sells: the products that carry a slug in their metadata. */
async function productsAt({ polarUrl, accessToken }: Server) {
  const polar = createPolar({ fetch: network.send, baseUrl: polarUrl, token: accessToken })
  const { items } = await polar.call(listProducts, { query: { is_archived: false, limit: 100 } })
  return items.flatMap(({ id, metadata }) =>
    typeof metadata.slug === 'string' ? [{ productId: id, slug: metadata.slug }] : [],
  )
}

function demoPeople() {
  return Object.values(people).map(({ id: user_id, ...person }) => ({
    ...person,
    user_id,
    password: demoPassword,
  }))
}

function tell(url: string, { url: portalUrl, isSandbox }: Server): void {
  const lines = [`Verge is ready: ${url}`]
  if (isSandbox) {
    lines.push(
      '',
      `  Sign in          ${url}/sign-in   as ada@example.com, password ${demoPassword}`,
      `  Then             account settings, "Manage subscription"`,
      `  Move the clock   ${portalUrl}/sandbox   and read the mails`,
    )
  }
  console.log(`${lines.join('\n')}\n`)
}

const starting = start(process.env)
let door: Server['door'] | null = null
takeStrays({
  log,
  newReference: randomIds.uuid,
  door: () => door,
  end: async () => (await starting).close(),
})
// Asked to stop while it still starts, it finishes starting first: nothing is left half made.
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => void starting.then((verge) => verge.close()).then(() => process.exit(0)))
}
try {
  door = (await starting).door
} catch (error) {
  const words = wordsFor(error)
  if (words === null) log.report({ reference: randomIds.uuid(), operation: 'start', error })
  else console.error(words)
  process.exit(1)
}
