import { DatabaseSync } from 'node:sqlite'
import { Polar } from '@polar-sh/sdk'
import { checkout, polar, portal, subscriptions, webhooks } from '@verge/better-auth'
import { betterAuth } from 'better-auth'

export const auth = betterAuth({
  database: new DatabaseSync('app.db'),
  emailAndPassword: { enabled: true },
  plugins: [
    polar({
      client: new Polar({
        accessToken: process.env.POLAR_ACCESS_TOKEN,
        serverURL: process.env.POLAR_SERVER,
      }),
      createCustomerOnSignUp: true,
      keepCopy: true,
      use: [
        portal(),
        subscriptions(),
        checkout({
          products: [{ productId: process.env.POLAR_PRODUCT!, slug: 'pro' }],
          successUrl: '/',
          authenticatedUsersOnly: true,
        }),
        webhooks({ secret: process.env.POLAR_WEBHOOK_SECRET! }),
      ],
    }),
  ],
})
