import { HTTPClient } from '@polar-sh/sdk/lib/http.js'
import { Polar } from '@polar-sh/sdk'
import { polarClient } from '@verge/better-auth/client'
import { createTestPolar } from '@verge/testing'
import { createAuthClient } from 'better-auth/client'
import { vi } from 'vitest'
import { withCookies } from '../../../packages/better-auth/src/testing/cookie-jar.ts'

export const appUrl = 'http://app.test'

/** What an app has around the plugin, and a snippet leaves out. */
export const ownOptions = {
  baseURL: appUrl,
  secret: 'a secret of at least thirty-two characters',
  emailAndPassword: {
    enabled: true,
    password: { hash: async (text: string) => text, verify: async () => true },
  },
  telemetry: { enabled: false },
  logger: { disabled: true },
}

const home = { line1: '12 St James Square', postalCode: 'SW1Y 4JH', city: 'London', country: 'GB' } as const

export interface App {
  handler(request: Request): Promise<Response>
}

/** A Polar at the address of the real one, and people who use an app. */
export async function openWorld() {
  const polar = await createTestPolar()
  const client = new Polar({
    accessToken: polar.accessToken,
    serverURL: polar.url,
    httpClient: new HTTPClient({ fetcher: polar.fetch }),
  })
  async function network(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    const request = new Request(input, init)
    const { origin, pathname, search } = new URL(request.url)
    if (origin === polar.url) return polar.fetch(request)
    if (origin === 'https://api.polar.sh')
      return polar.fetch(new Request(polar.url + pathname + search, request))
    throw new TypeError(`Nobody answers at ${origin}.`)
  }

  /** Until the test ends: what is asked of the network is asked here, and the keys are those of this Polar. */
  function enter(): void {
    vi.stubGlobal('fetch', network)
    vi.stubEnv('POLAR_ACCESS_TOKEN', polar.accessToken)
    vi.stubEnv('POLAR_WEBHOOK_SECRET', polar.webhookSecret)
  }

  async function visitor(app: App, email: string) {
    const { ask } = withCookies((request) => app.handler(request), { origin: appUrl })
    const fetchOptions = { customFetchImpl: ask }
    const authClient = createAuthClient({ baseURL: appUrl, plugins: [polarClient()], fetchOptions })
    const { data } = await authClient.signUp.email({ email, password: 'verge-demo', name: 'Ada' })
    return { authClient, fetchOptions, user: data!.user }
  }

  /** Somebody who signed up and bought. */
  async function subscriber(app: App, email: string) {
    const person = await visitor(app, email)
    // Whoever asks for the portal is a customer, with or without a subscription.
    await person.authClient.customerPortal()
    const customer = await client.customers.getExternal({ externalId: person.user.id })
    await client.customers.update({ id: customer.id, customerUpdate: { billingAddress: home } })
    const subscription = await polar.subscribe(customer, polar.products.pro)
    return { ...person, customer, subscription }
  }

  return { polar, client, enter, visitor, subscriber }
}

export type World = Awaited<ReturnType<typeof openWorld>>
