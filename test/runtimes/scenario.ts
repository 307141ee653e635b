import { Polar } from '@polar-sh/sdk'
import { polar, portal, subscriptions, webhooks } from '@verge/better-auth'
import { polarClient } from '@verge/better-auth/client'
import { betterAuth } from 'better-auth'
import { createAuthClient } from 'better-auth/client'
import { withCookies } from '../../packages/better-auth/src/testing/cookie-jar.ts'
import { inMemory } from '../../packages/better-auth/src/testing/memory.ts'

/** Where billing is, and what the app has to know to use it. */
export interface Billing {
  url: string
  accessToken: string
  webhookSecret: string
}

/** What somebody with a subscription found. */
export interface Found {
  door: { status: number; isThePortal: boolean }
  canceled: unknown
  returned: unknown
}

const appUrl = 'http://app.test'

/** An app with the plugin, and its customer at a browser: both wherever this file runs. */
function openApp(billing: Billing) {
  const heard: string[] = []
  const client = new Polar({ accessToken: billing.accessToken, serverURL: billing.url })
  const auth = betterAuth({
    baseURL: appUrl,
    secret: 'a secret of at least thirty-two characters',
    database: inMemory(),
    emailAndPassword: { enabled: true },
    telemetry: { enabled: false },
    plugins: [
      polar({
        client,
        keepCopy: true,
        use: [
          portal(),
          subscriptions(),
          webhooks({ secret: billing.webhookSecret, onPayload: ({ type }) => void heard.push(type) }),
        ],
      }),
    ],
  })
  const { ask } = withCookies((request) => auth.handler(request), { origin: appUrl })
  const authClient = createAuthClient({
    baseURL: appUrl,
    plugins: [polarClient<typeof auth>()],
    fetchOptions: { customFetchImpl: ask },
  })

  async function signUp() {
    const person = { email: 'ada@example.com', password: 'verge-demo', name: 'Ada' }
    const { data, error } = await authClient.signUp.email(person)
    if (error) throw new Error(error.message, { cause: error })
    const early = await authClient.customerPortal()
    const customer = await client.customers.getExternal({ externalId: data.user.id })
    return { customer, early: early.error?.code ?? null }
  }

  async function manage(): Promise<Found> {
    const { url, error } = await authClient.customerPortal({ returnUrl: '/billing' })
    if (error) throw new Error(error.code)
    const door = await fetch(url)
    const page = await door.text()
    const { data: before } = await authClient.subscription.list()
    const subscriptionId = before!.subscriptions[0]!.id
    const canceled = await authClient.subscription.cancel({ subscriptionId, reason: 'unused' })
    const result = await resultOf(new URL(url).searchParams.get('customer_session_token')!, subscriptionId)
    const returned = await authClient.customer.return({ result })
    return {
      door: { status: door.status, isThePortal: page.includes('customer_session_token') },
      canceled,
      returned,
    }
  }

  /** What the portal signs when a customer leaves it. */
  async function resultOf(token: string, subscription_id: string): Promise<string> {
    const response = await fetch(`${billing.url}/v1/verge/portal-returns`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ action: 'canceled', subscription_id }),
    })
    return ((await response.json()) as { result: string }).result
  }
  return { handler: (request: Request) => auth.handler(request), signUp, manage, heard }
}

let app: ReturnType<typeof openApp> | null = null

/** Bun, Deno and workers serve what a file exports like this. */
export default {
  async fetch(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url)
    try {
      if (pathname === '/sign-up') {
        app = openApp((await request.json()) as Billing)
        return Response.json(await app.signUp())
      }
      if (pathname === '/manage') return Response.json(await app!.manage())
      if (pathname === '/heard') return Response.json(app!.heard)
      return await app!.handler(request)
    } catch (error) {
      return new Response(error instanceof Error ? error.stack : String(error), { status: 500 })
    }
  },
}
