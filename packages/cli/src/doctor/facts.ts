/** What came back, or why nothing did. */
export type Answer = { status: number; code: string | null } | { problem: string }

export interface SoldHere {
  /** As it stands in the source; an id of Polar's or a placeholder. */
  productId: string
  slug: string | null
  path: string
}

interface SeenEndpoint {
  id: string
  url: string
  enabled: boolean
  /** Null: Polar does not show it. */
  secret: string | null
}

/** All that was seen, before anybody judges it. */
export interface Facts {
  environment: {
    accessToken: string | null
    webhookSecret: string | null
    successUrl: string | null
    /** The app's own address. */
    appUrl: string | null
    authSecret: string | null
    /** Where the web app is, if elsewhere. */
    webUrl: string | null
    /** As it is set: an address, `sandbox` or `production`; null: it is not. */
    polarServer: string | null
    /** What Better Auth reads from BETTER_AUTH_TRUSTED_ORIGINS. */
    trustedOrigins: string[]
  }
  source: {
    /** Files that import Polar's own plugin still. */
    upstream: string[]
    hasPlugin: boolean
    hasClient: boolean
    sold: SoldHere[]
    /** The origins written out as trusted; null: they are not written out. */
    trustedOrigins: string[] | null
    /** Gives the client `serverURL: process.env.POLAR_SERVER`, which takes an address alone. */
    takesServerAsAddress: boolean
  }
  polar: {
    url: string
    answer: Answer
    /** How far our clock is ahead of Polar's; null: it did not say. */
    aheadMs: number | null
    products: { id: string; name: string; is_archived: boolean }[] | null
    endpoints: SeenEndpoint[] | null
    /** What came of the newest delivery to this app; null: none was tried, or it was not asked. */
    lastDelivery: { succeeded: boolean; http_code: number | null } | null
  }
  app: {
    /** The portal asked for by nobody. */
    portal: Answer
    /** A webhook that is signed with our secret, and one that is not. */
    signed: Answer
    unsigned: Answer
  } | null
}
