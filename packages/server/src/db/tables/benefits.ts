import type { Generated, Selectable } from 'kysely'
import type { AggregateRow, ChangingRow, Interval, Json, Metadata } from './row.ts'

/** Each kind has its own of these. */
export interface BenefitProperties {
  note?: string | null | undefined
  prefix?: string | null | undefined
  expires?: { ttl: number; timeframe: Interval } | null | undefined
  activations?: { limit: number; enable_customer_admin: boolean } | null | undefined
  limit_usage?: number | null | undefined
  /** The files' ids, in their order; those that are archived are given to nobody. */
  files?: string[] | undefined
  archived?: Record<string, boolean> | undefined
}

/** What the seller uploaded; its bytes are in `file_pieces`. */
export interface FileTable extends ChangingRow {
  deleted_at: Date | null
  organization_id: string
  name: string
  version: string | null
  mime_type: string
  size: number
  /** As hexadecimal digits; until all has come, what the seller said of it. */
  sha256: string | null
  uploaded_at: Date | null
}

export interface FilePartTable {
  file_id: string
  number: number
  expected_sha256: string | null
  /** Null until it has come. */
  size: number | null
  sha256: string | null
}

export interface FilePieceTable {
  file_id: string
  /** The part's. */
  number: number
  place: number
  bytes: Uint8Array
}

export interface FileDownloadTable {
  file_id: string
  benefit_id: string
  customer_id: string
  first_at: Date
  last_at: Date
  count: number
}

/** For software, one for each grant of a benefit that gives them. */
export interface LicenseKeyTable extends ChangingRow {
  organization_id: string
  customer_id: string
  benefit_id: string
  grant_id: string
  key: string
  /** What the seller said of it; null: it holds as long as the grant. */
  ruled: 'revoked' | 'disabled' | null
  limit_activations: number | null
  usage: number
  limit_usage: number | null
  validations: number
  last_validated_at: Date | null
  expires_at: Date | null
}

export interface LicenseKeyActivationTable extends ChangingRow {
  license_key_id: string
  label: string
  conditions: Json<Metadata>
  meta: Json<Metadata>
}

export interface BenefitTable extends ChangingRow {
  deleted_at: Date | null
  organization_id: string
  type: 'custom' | 'downloadables' | 'feature_flag' | 'license_keys'
  description: string
  visibility: Generated<'draft' | 'private' | 'public'>
  properties: Json<BenefitProperties>
  metadata: Json<Metadata>
}

export interface ProductBenefitTable {
  product_id: string
  benefit_id: string
  position: number
}

/** Follows the subscription, for whoever has it or a seat of it, or what was bought once; see `operations/benefits/access.ts`. */
export interface BenefitGrantTable extends AggregateRow {
  organization_id: string
  customer_id: string
  /** Who has it by a seat; null: it is the customer's own, and their owner's among their members. */
  member_id: string | null
  subscription_id: string | null
  /** What was bought once; else there is a subscription. */
  order_id: string | null
  benefit_id: string
  granted_at: Date | null
  revoked_at: Date | null
}

export type BenefitRow = Selectable<BenefitTable>
export type FileRow = Selectable<FileTable>
export type LicenseKeyRow = Selectable<LicenseKeyTable>
export type LicenseKeyActivationRow = Selectable<LicenseKeyActivationTable>
export type BenefitGrantRow = Selectable<BenefitGrantTable>
