import { DatabaseSync } from 'node:sqlite'
import { betterAuth, type BetterAuthOptions, type BetterAuthPlugin } from 'better-auth'
import { createAuthClient } from 'better-auth/client'
import { getMigrations } from 'better-auth/db/migration'
import { admin, anonymous } from 'better-auth/plugins'
import { polarClient } from '../client.ts'
import {
  checkout,
  polar,
  portal,
  subscriptions,
  usage,
  webhooks,
  type PolarOptions,
  type WebhooksOptions,
} from '../server.ts'
import { fakePolar } from './fake-polar.ts'
import { withCookies } from './cookie-jar.ts'

export const appUrl = 'https://verge.example'
export const secret = 'whsec_of_the_app'

interface AppOptions {
  polar?: Partial<Omit<PolarOptions, 'use'>>
  webhooks?: Partial<WebhooksOptions>
  auth?: Partial<BetterAuthOptions>
  /** More processes on one database. */
  database?: DatabaseSync
  books?: ReturnType<typeof fakePolar>
  checkout?: object
  /** Before the plugin, in the app's list. */
  plugins?: BetterAuthPlugin[]
}

/** An app with the plugin on a real SQL database, whose tables Better Auth itself made from the plugin's schema. */
export async function openApp({
  database = new DatabaseSync(':memory:'),
  books = fakePolar(),
  ...given
}: AppOptions = {}) {
  const auth = betterAuth({
    baseURL: appUrl,
    secret: 'a secret of at least thirty-two characters',
    database,
    emailAndPassword: { enabled: true, password: { hash: async (text) => text, verify: async () => true } },
    trustedOrigins: [appUrl],
    logger: { disabled: true },
    // Better Auth looks at no origin in tests unless it is told to.
    advanced: { disableOriginCheck: false },
    session: { cookieCache: { enabled: true } },
    user: {
      deleteUser: { enabled: true },
      changeEmail: { enabled: true, updateEmailWithoutVerification: true },
    },
    ...given.auth,
    plugins: [
      anonymous(),
      admin(),
      ...(given.plugins ?? []),
      polar({
        client: books.sdk,
        keepCopy: true,
        ...given.polar,
        use: [
          portal(),
          usage(),
          subscriptions(),
          checkout({
            products: [{ productId: 'prod_1', slug: 'pro', allowTrial: false, metadata: { plan: 'pro' } }],
            successUrl: '/success?checkout_id={CHECKOUT_ID}',
            ...given.checkout,
          }),
          webhooks({ secret, ...given.webhooks }),
        ],
      }),
    ],
  })
  const { runMigrations } = await getMigrations(auth.options)
  await runMigrations()
  const context = await auth.$context
  return { auth, books, database, context, browser: () => browserOf(auth.handler) }
}

/** A browser with a cookie jar, on a page of the app unless `origin` says otherwise. */
export function browserOf(handler: (request: Request) => Promise<Response>) {
  const page = { origin: appUrl }
  const jar = withCookies(handler, page)
  const { cookies } = jar
  const client = createAuthClient({
    baseURL: appUrl,
    plugins: [polarClient()],
    fetchOptions: { customFetchImpl: jar.ask },
  })
  return {
    client,
    page,
    cookies,
    /** As on the wire: the client of Better Auth makes dates of what looks like one. */
    async ask(
      method: 'GET' | 'POST',
      path: string,
      body?: object,
      /** What the browser says of itself; what is undefined it does not say. */
      said_of_itself: Record<string, string | undefined> = {},
    ) {
      const all = {
        cookie: cookies(),
        origin: page.origin,
        'content-type': 'application/json',
        ...said_of_itself,
      }
      const headers = Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined)
      const request = new Request(`${appUrl}/api/auth${path}`, {
        method,
        headers,
        ...(body && { body: JSON.stringify(body) }),
      })
      const response = await handler(request)
      const said = (await response.json()) as Record<string, unknown>
      return { status: response.status, said }
    },
    async signUp(email = 'ada@example.com') {
      const { data } = await client.signUp.email({ email, password: 'verge-demo', name: 'Ada' })
      return data!.user
    },
  }
}

let events = 0
/** A delivery as the provider signs it. */
export async function delivery(event: object, id = `evt_${events++}`): Promise<Request> {
  const body = JSON.stringify(event)
  const timestamp = String(Math.floor(Date.now() / 1000))
  const bytes = new TextEncoder()
  const key = await crypto.subtle.importKey(
    'raw',
    bytes.encode(secret),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign'],
  )
  const signature = await crypto.subtle.sign('HMAC', key, bytes.encode(`${id}.${timestamp}.${body}`))
  return new Request(`${appUrl}/api/auth/polar/webhooks`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${btoa(String.fromCharCode(...new Uint8Array(signature)))}`,
    },
    body,
  })
}
