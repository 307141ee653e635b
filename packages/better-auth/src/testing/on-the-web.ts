import { betterAuth } from 'better-auth'
import { checkout, polar, portal, usage, webhooks } from '../server.ts'
import { fakePolar } from './fake-polar.ts'
import { inMemory } from './memory.ts'

/** An app for a runtime that has the web's own API and no other. */
export function openOnTheWeb(baseURL: string) {
  const books = fakePolar()
  const auth = betterAuth({
    baseURL,
    secret: 'a secret of at least thirty-two characters',
    database: inMemory(),
    emailAndPassword: { enabled: true, password: { hash: async (text) => text, verify: async () => true } },
    logger: { disabled: true },
    plugins: [
      polar({
        client: books.sdk,
        keepCopy: true,
        createCustomerOnSignUp: true,
        use: [
          portal(),
          usage(),
          checkout({ products: [{ productId: 'prod_1', slug: 'pro' }] }),
          webhooks({ secret: 'whsec_of_the_app' }),
        ],
      }),
    ],
  })
  return { handler: (request: Request) => auth.handler(request), books }
}
