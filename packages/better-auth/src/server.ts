import type { BetterAuthPlugin } from 'better-auth'
import { ensureCustomer, type Person } from './customers.ts'
import { checkoutEndpoint, type CheckoutOptions } from './endpoints/checkout.ts'
import { portalEndpoint, type PortalOptions } from './endpoints/portal.ts'
import { stateEndpoint } from './endpoints/state.ts'
import { webhooksEndpoint, type WebhooksOptions } from './endpoints/webhooks.ts'
import { POLAR_ERROR_CODES } from './error-codes.ts'
import type { PluginContext } from './plugin-context.ts'
import { providerOf, type PolarSdk } from './sdk/provider-of.ts'

export { POLAR_ERROR_CODES, type PolarErrorCode } from './error-codes.ts'
export type { CheckoutOptions, SoldProduct } from './endpoints/checkout.ts'
export type { PortalOptions } from './endpoints/portal.ts'
export type { PolarEvent, WebhooksOptions } from './endpoints/webhooks.ts'
export type { AuthorizeReference, ReferenceRequest } from './plugin-context.ts'
export type { PolarSdk } from './sdk/provider-of.ts'

type Endpoints = NonNullable<BetterAuthPlugin['endpoints']>
type Part = (context: PluginContext) => Endpoints
/** The endpoints of all parts together. */
type Merged<Union> = (Union extends unknown ? (part: Union) => void : never) extends (
  part: infer All extends Endpoints,
) => void
  ? All
  : never

export interface PolarOptions<Use extends readonly Part[]> {
  /** A client of `@polar-sh/sdk`, 0.47 or 1.x, with an organization access token. */
  client: PolarSdk
  /** Makes or links a customer after each sign-up, in the background: a sign-up never waits for billing. */
  createCustomerOnSignUp?: boolean
  /** @default true */
  enableCustomerPortal?: boolean
  /** The address of a portal of your own, in front of the provider. @default the portal that the provider names */
  portalUrl?: string
  /** How long one call to Polar may take. @default 8000 */
  timeoutMs?: number
  use: Use
}

/**
 * Polar for Better Auth.
 *
 * @example
 * polar({
 *   client: polarClient,
 *   createCustomerOnSignUp: true,
 *   enableCustomerPortal: true,
 *   use: [portal(), checkout({ products: [{ productId, slug: 'pro' }], successUrl: '/success' })],
 * })
 */
export function polar<const Use extends readonly Part[]>(options: PolarOptions<Use>) {
  const { client, createCustomerOnSignUp = false, enableCustomerPortal = true, timeoutMs = 8_000 } = options
  const portalUrl = options.portalUrl ?? null
  const provider = providerOf(client, timeoutMs)
  const context = { provider, enableCustomerPortal, portalUrl }
  const endpoints = Object.assign({}, ...options.use.map((part) => part(context))) as Merged<
    ReturnType<Use[number]>
  >
  return {
    id: 'polar',
    endpoints,
    init: () => ({
      options: {
        databaseHooks: {
          user: {
            create: {
              async after(user, ctx) {
                if (!createCustomerOnSignUp || (user as { isAnonymous?: boolean }).isAnonymous) return
                const made = ensureCustomer(provider, user as Person).catch((error: unknown) => {
                  // Opening the portal or a checkout tries again.
                  ctx?.context.logger.error('Polar: no customer could be made at sign-up', error)
                })
                ctx?.context.runInBackground?.(made)
              },
            },
          },
        },
      },
    }),
    rateLimit: [
      { pathMatcher: (path) => path === '/customer/portal' || path === '/checkout', window: 60, max: 20 },
      { pathMatcher: (path) => path === '/polar/webhooks', window: 1, max: 1_000 },
    ],
    $ERROR_CODES: POLAR_ERROR_CODES,
  } satisfies BetterAuthPlugin
}

/** Opens the customer portal, and reads the customer's state. */
export function portal(options: PortalOptions = {}) {
  return (context: PluginContext) => ({
    portal: portalEndpoint(context, options),
    state: stateEndpoint(context),
  })
}

/** Sells the configured products. */
export function checkout(options: CheckoutOptions) {
  return (context: PluginContext) => ({ checkout: checkoutEndpoint(context, options) })
}

/** Receives Polar's webhooks at `/polar/webhooks`. */
export function webhooks(options: WebhooksOptions) {
  return () => ({ polarWebhooks: webhooksEndpoint(options) })
}
