import type { OrganizationInPortal } from '@verge/polar/contract/products'
import type { Address } from '@verge/polar/contract/values'
import type { Generated, Selectable } from 'kysely'
import type { ChangingRow, Json, Row } from './row.ts'

export interface OrganizationTable extends ChangingRow {
  name: string
  slug: string
  legal_name: string
  email: string
  address: Json<Address>
  tax_id: string | null
  invoice_prefix: string
  proration_behavior: OrganizationInPortal['proration_behavior']
  portal_settings: Json<OrganizationInPortal['customer_portal_settings']>
  /** For so many days a past-due customer keeps what they bought, and cannot be told to end it at once. */
  grace_days: Generated<number>
  /** Customers have members, and sessions are theirs. */
  member_model_enabled: Generated<boolean>
  /** Where customers are whose address is not known, as `DE` or `US-CA`. */
  default_jurisdiction: Generated<string | null>
  /** What is offered to whoever is about to cancel. */
  stay_discount_id: Generated<string | null>
}

export interface OrganizationAccessTokenTable extends Row {
  organization_id: string
  token_hash: string
}

/** How often since when; instants are text. */
export type StoredCounts = { since: string; count: number }[]

export interface RateLimitTable {
  key: string
  counts: Json<StoredCounts>
  blocked_until: Date | null
  expires_at: Date
}

export type OrganizationRow = Selectable<OrganizationTable>
