import type { Provider } from './provider.ts'

/** What `polar()` hands to each of its parts. */
export interface PluginContext {
  provider: Provider
  enableCustomerPortal: boolean
  /** Null: the provider's own. */
  portalUrl: string | null
}

export interface ReferenceRequest {
  user: { id: string; email: string }
  organizationId: string
  action: 'portal' | 'checkout'
}
/** Whether this user may act for this organization. Without it nobody may. */
export type AuthorizeReference = (request: ReferenceRequest) => boolean | Promise<boolean>
