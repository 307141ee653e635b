import { DatabaseSync } from 'node:sqlite'
import { Polar } from '@polar-sh/sdk'
import { polar, portal, subscriptions, webhooks } from '@verge/better-auth'
import { betterAuth } from 'better-auth'

/** An app's own file, which the command line reads and the app runs on. */
export const auth = betterAuth({
  baseURL: 'http://app.test',
  secret: process.env.BETTER_AUTH_SECRET!,
  database: new DatabaseSync(process.env.DATABASE_FILE!),
  emailAndPassword: { enabled: true },
  plugins: [
    polar({
      client: new Polar({
        accessToken: process.env.POLAR_ACCESS_TOKEN!,
        serverURL: process.env.POLAR_SERVER!,
      }),
      keepCopy: true,
      use: [portal(), subscriptions(), webhooks({ secret: process.env.POLAR_WEBHOOK_SECRET! })],
    }),
  ],
})
