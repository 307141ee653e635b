import type { PortalDoor } from './portal-door.ts'
import type { Provider } from './provider.ts'
import type { CustomerParamsOf } from './users/customers.ts'
import type { OrganizationParamsOf } from './users/organizations.ts'

/** What `polar()` hands to each of its parts. */
export interface PluginContext {
  provider: Provider
  enableCustomerPortal: boolean
  door: PortalDoor
  /** Whether the tables of the copy are there. */
  keepsCopy: boolean
  authorizeReference: AuthorizeReference | undefined
  followEmail: boolean
  /** The only clock of the plugin's server. */
  now(): Date
  /** The only chance. */
  newId(): string
  customerParamsOf: CustomerParamsOf | undefined
  organizationParamsOf: OrganizationParamsOf | undefined
}

export interface ReferenceRequest {
  user: { id: string; email: string }
  organizationId: string
  /** `list` and `ingest` are what whoever works there does; the others concern money. */
  action: 'portal' | 'checkout' | 'list' | 'return' | 'manage' | 'ingest'
}
/** Whether this user may act for this organization. Without it nobody may. */
export type AuthorizeReference = (request: ReferenceRequest) => boolean | Promise<boolean>

/** Of every part in which a user can act for an organization. */
export interface ActingOptions {
  /** @default what `polar()` was given */
  authorizeReference?: AuthorizeReference
}
