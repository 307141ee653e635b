/** What came back, or why nothing did. */
export type Answer = { status: number; code: string | null } | { problem: string }

export interface SoldHere {
  /** As it stands in the source; an id of Polar's or a placeholder. */
  productId: string
  slug: string | null
  path: string
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
  }
  source: {
    /** Files that import Polar's own plugin still. */
    upstream: string[]
    hasPlugin: boolean
    hasClient: boolean
    sold: SoldHere[]
    /** The origins written out as trusted; null: they are not written out. */
    trustedOrigins: string[] | null
  }
  polar: {
    url: string
    answer: Answer
    /** How far our clock is ahead of Polar's; null: it did not say. */
    aheadMs: number | null
    products: { id: string; name: string; is_archived: boolean }[] | null
    endpoints: { url: string; enabled: boolean }[] | null
  }
  app: {
    /** The portal asked for by nobody. */
    portal: Answer
    /** A webhook that is signed with our secret, and one that is not. */
    signed: Answer
    unsigned: Answer
  } | null
}
