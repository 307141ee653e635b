import type { Polar } from '@polar-sh/sdk/2026-10'
import { checkout, polar, portal, webhooks } from '@verge/better-auth'
import { betterAuth } from 'better-auth'
import type { Kysely } from 'kysely'
import type { Pool } from 'pg'

export interface AuthSettings {
  // oxlint-disable-next-line typescript/no-explicit-any -- Better Auth takes a Kysely over any tables.
  database: Pool | { db: Kysely<any>; type: 'postgres' }
  polarClient: Polar
  secret: string
  /** Verge's public address. */
  baseURL: string
  /** Where a customer may be sent back to; the portal's own origin among them. */
  trustedOrigins: string[]
  /** The portal that "Manage subscription" leads to. */
  portalUrl: string
  /** Where a finished checkout returns to, with `{CHECKOUT_ID}` in it. */
  successUrl: string
  webhookSecret: string
  products: SoldProduct[]
  /** Told of what Better Auth has to say; what it says it about may be somebody's. */
  warn?: ((words: string, about: Record<string, string>) => void) | undefined
}

export interface SoldProduct {
  productId: string
  slug: string
}

/** Verge's Better Auth instance: e-mail and password, and Polar for everything that is paid. */
export function createAuth(settings: AuthSettings) {
  const { polarClient, portalUrl, products, successUrl, webhookSecret, warn } = settings
  return betterAuth({
    appName: 'Verge',
    database: settings.database,
    secret: settings.secret,
    baseURL: settings.baseURL,
    trustedOrigins: settings.trustedOrigins,
    telemetry: { enabled: false },
    // What breaks goes to whoever serves this, which answers for it; else it would be printed with the row that was refused.
    onAPIError: { throw: true },
    ...(warn && {
      logger: {
        log: (level: string, words: string) => warn(words, { source: 'better-auth', severity: level }),
      },
    }),
    // A secure cookie would be dropped on http://localhost:3000, whatever NODE_ENV says.
    advanced: { useSecureCookies: settings.baseURL.startsWith('https:') },
    emailAndPassword: { enabled: true, minPasswordLength: 8 },
    plugins: [
      polar({
        client: polarClient,
        createCustomerOnSignUp: true,
        enableCustomerPortal: true,
        portalUrl,
        // A provider that is down leaves Verge with what it knew, and its age.
        keepCopy: true,
        use: [
          checkout({ products, successUrl, authenticatedUsersOnly: true }),
          portal(),
          webhooks({ secret: webhookSecret }),
        ],
      }),
    ],
  })
}
export type Auth = ReturnType<typeof createAuth>

export type { SubscriptionState } from '@verge/better-auth'
export { createPolarClient, type PolarConnection } from './lib/payments.ts'
export { seedDemoUsers, type DemoPerson } from './demo-users.ts'
export { migrateAuth, openAuthDatabase } from './database.ts'
