import { issuerOf } from './portal-return.ts'
import type { Provider } from './provider.ts'

interface Visit {
  external_id: string
  return_url: string | null
}

export interface PortalDoor {
  /** The portal's address with a fresh session in it; null: no such customer. */
  open(visit: Visit): Promise<URL | null>
  /** Who signs what the portal says, by the provider's own word; null: no such customer. */
  issuer(external_id: string): Promise<string | null>
}

/** @param portalUrl a portal of the app's own in front of the provider's; null: the one that the provider names */
export function portalDoor(provider: Provider, portalUrl: string | null): PortalDoor {
  // One access token is one organization's, whose portal is one.
  let issuer: string | null = null
  async function open(visit: Visit): Promise<URL | null> {
    const address = await provider.openPortal(visit)
    if (address === null) return null
    const named = new URL(address)
    const url = portalUrl ? new URL(named.pathname + named.search, portalUrl) : named
    issuer = issuerOf(url)
    return url
  }
  return {
    open,
    async issuer(external_id) {
      if (issuer === null) await open({ external_id, return_url: null })
      return issuer
    },
  }
}
