import { createAuthClient } from 'better-auth/client'
import { memoryAdapter } from 'better-auth/adapters/memory'
import { betterAuth } from 'better-auth'
import { anonymous } from 'better-auth/plugins'
import {
  checkout,
  polar,
  portal,
  subscriptions,
  webhooks,
  type AuthorizeReference,
  type OrganizationParamsOf,
  type PolarSdk,
  type PortalOptions,
} from '@verge/better-auth'
import { polarClient } from '@verge/better-auth/client'
import { withCookies } from '../../packages/better-auth/src/testing/cookie-jar.ts'

export const appUrl = 'http://localhost:3000'
export const webhookSecret = 'whsec_of_the_app_in_tests'

interface AppOptions {
  client: PolarSdk
  createCustomerOnSignUp?: boolean
  enableCustomerPortal?: boolean
  products?: { productId: string; slug: string }[]
  portalOptions?: PortalOptions
  timeoutMs?: number
  portalUrl?: string
  apiUrl?: string
  authorizeReference?: AuthorizeReference
  getOrganizationCustomerParams?: OrganizationParamsOf
  onPayload?: (event: { type: string }) => void | Promise<void>
  onSubscriptionUpdated?: (event: { type: string }) => void | Promise<void>
  webhookSecret?: string
}

/** An app built on Better Auth with the plugin, as somebody who adopts it would write it. */
export function openApp({ products = [], portalOptions = {}, ...options }: AppOptions) {
  const { onPayload, onSubscriptionUpdated, webhookSecret: secret = webhookSecret, ...polarOptions } = options
  const auth = betterAuth({
    baseURL: appUrl,
    secret: 'a secret of at least thirty-two characters',
    database: memoryAdapter({ user: [], account: [], session: [], verification: [] }),
    emailAndPassword: { enabled: true },
    trustedOrigins: [appUrl],
    logger: { disabled: true },
    // Better Auth looks at no origin in tests unless it is told to.
    advanced: { disableOriginCheck: false },
    session: { cookieCache: { enabled: true } },
    plugins: [
      anonymous(),
      polar({
        ...polarOptions,
        use: [
          portal(portalOptions),
          subscriptions(),
          checkout({
            products,
            successUrl: '/success?checkout_id={CHECKOUT_ID}',
            authenticatedUsersOnly: true,
          }),
          webhooks({ secret, onPayload, onSubscriptionUpdated }),
        ],
      }),
    ],
  })
  return { auth, browser: () => browserOf(auth.handler) }
}

/** A browser with a cookie jar at the app's address, on a page of the app unless `origin` says otherwise. */
export function browserOf(handler: (request: Request) => Promise<Response>) {
  const page = { origin: appUrl }
  const jar = withCookies(handler, page)
  const client = createAuthClient({
    baseURL: appUrl,
    plugins: [polarClient()],
    fetchOptions: { customFetchImpl: jar.ask },
  })
  return {
    client,
    page,
    async request<Answer>(path: string): Promise<Answer> {
      const { data } = await client.$fetch<Answer>(path, { method: 'POST', body: {} })
      return data!
    },
    async signUp(email: string) {
      const { data } = await client.signUp.email({ email, password: 'verge-demo', name: email })
      return data!.user
    },
  }
}
