import type { BetterAuthOptions, BetterAuthPlugin } from 'better-auth'
import { mergeSchema } from 'better-auth/db'
import type { InferOptionSchema } from 'better-auth/types'
import type { AnsweredBy } from './answers.ts'
import { forget } from './copy/copy.ts'
import { copySchema } from './copy/schema.ts'
import { POLAR_ERROR_CODES } from './error-codes.ts'
import { hooksOfRemoval, userHooks } from './hooks.ts'
import type { Merged, Part } from './parts.ts'
import type { AuthorizeReference, PluginContext } from './plugin-context.ts'
import { portalDoor } from './portal-door.ts'
import { rateLimit } from './rate-limit.ts'
import type { OfficialClient } from './sdk/official.ts'
import { providerOf, type PolarSdk } from './sdk/provider-of.ts'
import type { CustomerParamsOf } from './users/customers.ts'
import { settleOrganizations, type OrganizationParamsOf } from './users/organizations.ts'
import { settleSubscriptions, type OnUserDelete } from './users/deletion.ts'

export { POLAR_ERROR_CODES, type PolarErrorCode } from './error-codes.ts'
export { checkout, portal, subscriptions, usage, webhooks, type UsageOptions } from './parts.ts'
export { CheckoutParams } from './endpoints/checkout.ts'
export type { OfficialState as CustomerState } from './answers.ts'
export type { CheckoutOptions, CheckoutTerms, SoldProduct } from './endpoints/checkout.ts'
export type { PortalOptions, PortalOptions as PortalConfig } from './endpoints/portal.ts'
export type { Subscriptions } from './live.ts'
export type { ActingOptions, AuthorizeReference, ReferenceRequest } from './plugin-context.ts'
export type { SubscriptionState } from './provider.ts'
export type { PolarSdk } from './sdk/provider-of.ts'
export type { CustomerParamsOf } from './users/customers.ts'
export type { OrganizationParamsOf } from './users/organizations.ts'
export type { OnUserDelete } from './users/deletion.ts'
export type { PolarEvent, SubscriptionChange, WebhooksOptions } from './webhooks/handlers.ts'
export type { Reconciled } from './webhooks/reconcile.ts'

declare module '@better-auth/core' {
  interface BetterAuthPluginRegistry<AuthOptions, Options> {
    polar: { creator: typeof polar }
  }
}

export interface PolarOptions<
  Use extends readonly Part[] = readonly Part[],
  Client extends PolarSdk = PolarSdk,
> {
  /** A client of `@polar-sh/sdk`, 0.47 or 1.x, with an organization access token. */
  client: Client
  /** Makes or links a customer after each sign-up, in the background: a sign-up never waits for billing. */
  createCustomerOnSignUp?: boolean
  /** More about a customer who is made, such as `metadata`. */
  getCustomerCreateParams?: CustomerParamsOf
  /**
   * Who an organization is that becomes a customer, when something is bought for it for the first time. @default the
   * e-mail address of the user who buys, and the name in the tables of Better Auth's `organization()`
   */
  getOrganizationCustomerParams?: OrganizationParamsOf
  /** @default true */
  enableCustomerPortal?: boolean
  /** The address of a portal of your own, in front of the provider. @default the portal that the provider names */
  portalUrl?: string
  /**
   * Keeps the last known subscriptions, benefits and meters in the app's own database, by webhooks and whenever they are read. Adds tables: run
   * `generate` or `migrate` of Better Auth.
   * @default false
   */
  keepCopy?: boolean
  /** Other names for the tables and columns of the copy. */
  schema?: InferOptionSchema<typeof copySchema>
  /** Whether a user may act for an organization. Without it nobody may. */
  authorizeReference?: AuthorizeReference
  /** What becomes of running subscriptions when their user, or their organization, is deleted. @default 'refuse' */
  onUserDelete?: OnUserDelete
  /** A new address or name of the user is told to Polar, and one of the customer to Better Auth. @default true */
  followEmail?: boolean
  /**
   * Where the API of a backend of Verge is. To be told where its portal is elsewhere and the client is one of 1.x, which
   * keeps the address to itself.
   */
  apiUrl?: string
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
export function polar<const Use extends readonly Part[], Client extends PolarSdk = OfficialClient>(
  options: PolarOptions<Use, Client>,
) {
  const { createCustomerOnSignUp = false, keepCopy = false, onUserDelete = 'refuse' } = options
  const provider = providerOf(options.client, options.timeoutMs ?? 8_000, options.apiUrl ?? null)
  const context: PluginContext = {
    provider,
    door: portalDoor(provider, options.portalUrl ?? null),
    enableCustomerPortal: options.enableCustomerPortal ?? true,
    keepsCopy: keepCopy,
    authorizeReference: options.authorizeReference,
    followEmail: options.followEmail ?? true,
    now: () => new Date(),
    newId: () => crypto.randomUUID(),
    customerParamsOf: options.getCustomerCreateParams,
    organizationParamsOf: options.getOrganizationCustomerParams,
  }
  const endpoints = Object.assign({}, ...options.use.map((part) => part(context))) as AnsweredBy<
    Client,
    Merged<ReturnType<Use[number]>>
  >
  return {
    id: 'polar',
    version: '0.1.0',
    endpoints,
    init: ({ options: { user, plugins }, logger, adapter }) => {
      const settle = (external_id: string) => settleSubscriptions(provider, external_id, onUserDelete, logger)
      settleBeforeDeletion(user?.deleteUser, settle)
      settleOrganizations(plugins, settle, async (id) => keepCopy && forget(adapter, id))
      const removal = hooksOfRemoval(settle)
      const life = userHooks(context, createCustomerOnSignUp)
      const ofUser = { ...life, delete: { ...life.delete, ...removal.user.delete } }
      return { options: { databaseHooks: { ...removal, user: ofUser } } }
    },
    // Better Auth writes the app's names into what it is given.
    ...(keepCopy && { schema: mergeSchema(structuredClone(copySchema), options.schema) }),
    rateLimit,
    options,
    $ERROR_CODES: POLAR_ERROR_CODES,
  } satisfies BetterAuthPlugin
}

/** Wraps what the app itself wants done before a user is deleted; it has its say first. */
function settleBeforeDeletion(
  deleting: NonNullable<BetterAuthOptions['user']>['deleteUser'],
  settle: (user_id: string) => Promise<void>,
): void {
  if (!deleting) return
  const { beforeDelete } = deleting
  deleting.beforeDelete = async (about, request) => {
    await beforeDelete?.(about, request)
    await settle(about.id)
  }
}
