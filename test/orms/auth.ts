import { Polar } from '@polar-sh/sdk'
import { polar, portal, subscriptions, webhooks } from '@verge/better-auth'
import { betterAuth, type BetterAuthOptions } from 'better-auth'
import { inMemory } from '../../packages/better-auth/src/testing/memory.ts'

export interface Billing {
  url: string
  accessToken: string
  webhookSecret: string
}

/** An app with the plugin and its copy, on whichever database. */
export function appOn(
  database: BetterAuthOptions['database'],
  { url, accessToken, webhookSecret }: Billing,
  onPayload: (event: { type: string }) => void = () => {},
) {
  return betterAuth({
    baseURL: 'http://app.test',
    secret: 'a secret of at least thirty-two characters',
    database,
    emailAndPassword: { enabled: true },
    user: { deleteUser: { enabled: true } },
    telemetry: { enabled: false },
    plugins: [
      polar({
        client: new Polar({ accessToken, serverURL: url }),
        keepCopy: true,
        onUserDelete: 'end',
        use: [portal(), subscriptions(), webhooks({ secret: webhookSecret, onPayload })],
      }),
    ],
  })
}

/** What the command line generates schemas from; it opens no database for that. */
export const auth = appOn(inMemory(), {
  url: 'http://polar.test',
  accessToken: 'none',
  webhookSecret: 'none',
})
