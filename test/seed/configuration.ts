import { polar, portal, type PolarSdk } from '@verge/better-auth'

export const configured = (polarClient: PolarSdk) =>
// packages/auth/src/index.ts
polar({
  client: polarClient,
  enableCustomerPortal: true,
  use: [
    // ...
    portal(),
  ],
})
