import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { secureHeaders } from 'hono/secure-headers'
import type { SubscriptionState } from '@verge/auth'
import type { Billing, ProductView } from './billing.ts'
import { lastKnown } from './last-known.ts'
import { webPages } from './web-pages.ts'

export interface DemoAccount {
  email: string
  name: string
  password: string
  about?: string
}

export interface VergeApp {
  /** What the app needs of Better Auth: its handler, who is asking, and what the plugin knows of their subscriptions. */
  auth: {
    handler(request: Request): Promise<Response>
    api: {
      getSession(input: { headers: Headers }): Promise<{ user: { id: string } } | null>
      /** @throws where nothing can be read and nothing is known from before */
      listSubscriptions(input: {
        headers: Headers
      }): Promise<{ subscriptions: SubscriptionState[]; read_at: string; stale: boolean }>
    }
  }
  billing: Billing
  /** The folder that `vite build` wrote. */
  webRoot: string
  /** Accounts that the sign-in page may offer; empty wherever real people sign in. */
  demoPeople?: readonly DemoAccount[]
  https?: boolean
  report?: (fault: { reference: string; error: unknown }) => void
  newReference?: () => string
  now: () => Date
}

const maxBody = 1024 * 1024

export function createApp({
  auth,
  billing,
  webRoot,
  demoPeople = [],
  https = false,
  report = () => {},
  newReference = randomUUID,
  now,
}: VergeApp) {
  const products = lastKnown<ProductView[]>({ now })
  const reporting =
    <T>(source: () => Promise<T>) =>
    () =>
      source().catch((error: unknown) => {
        report({ reference: newReference(), error })
        throw error
      })

  const app = new Hono()
  app.use(
    secureHeaders({
      strictTransportSecurity: https ? 'max-age=31536000; includeSubDomains' : false,
      xFrameOptions: 'DENY',
      referrerPolicy: 'strict-origin-when-cross-origin',
      contentSecurityPolicy: {
        defaultSrc: ["'self'"],
        // The toasts write their own style element.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    }),
  )

  app.get('/healthz', (c) => c.json({ status: 'ok' }))
  app.use('/api/*', async (c, next) => {
    await next()
    if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store')
  })
  app.use('/api/*', bodyLimit({ maxSize: maxBody }))
  app.on(['GET', 'POST'], '/api/auth/*', (c) => auth.handler(c.req.raw))

  app.get('/api/subscription', async (c) => {
    const session = await auth.api.getSession({ headers: c.req.raw.headers })
    if (!session) return c.json({ code: 'UNAUTHORIZED', message: 'Sign in to see your subscription.' }, 401)
    const { id } = session.user
    const reading = await reporting(() => auth.api.listSubscriptions({ headers: c.req.raw.headers }))().catch(
      () => null,
    )
    if (!reading) return c.json(unreachable, 503)
    return c.json({ ...reading, subscriptions: await billing.viewsOf(id, reading.subscriptions) })
  })

  app.get('/api/products', async (c) => {
    const reading = await products.read('all', reporting(billing.products)).catch(() => null)
    if (!reading) return c.json(unreachable, 503)
    return c.json({ products: reading.value })
  })

  app.get('/api/demo', (c) => c.json({ people: demoPeople }))
  app.all('/api/*', (c) => c.json({ code: 'NOT_FOUND', message: 'There is nothing here.' }, 404))

  webPages(app, webRoot)
  app.onError((error, c) => {
    const reference = newReference()
    report({ reference, error })
    const message = `Something went wrong on our side. Reference: ${reference}`
    return c.json({ code: 'INTERNAL_ERROR', message }, 500)
  })
  return app
}

const unreachable = {
  code: 'BILLING_UNREACHABLE',
  message: 'Billing can’t be read right now. Your plan itself is not affected.',
}
