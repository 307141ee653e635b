import type { Customer } from '@verge/polar/contract/customers'
import type { MemberRole } from '@verge/polar/contract/members'
import type { Address } from '@verge/polar/contract/values'
import type { Selectable } from 'kysely'
import type { AggregateRow, ChangingRow, Json, Metadata, NullableJson, Row } from './row.ts'

export interface CustomerTable extends AggregateRow {
  deleted_at: Date | null
  organization_id: string
  type: Customer['type']
  external_id: string | null
  email: string
  email_verified: boolean
  name: string | null
  billing_name: string | null
  billing_address: NullableJson<Address>
  tax_id: NullableJson<[string, string]>
  locale: string | null
  metadata: Json<Metadata>
  default_payment_method_id: string | null
  short_id: string
}

export interface MemberTable extends AggregateRow {
  deleted_at: Date | null
  organization_id: string
  customer_id: string
  email: string
  name: string | null
  external_id: string | null
  role: MemberRole
}

export interface CustomerSessionTable extends Row {
  customer_id: string
  /** Null: the session is the customer's own. */
  member_id: string | null
  token_hash: string
  return_url: string | null
  expires_at: Date
  revoked_at: Date | null
  /** The browser that its link was opened in, by the hash of its key; null: none yet. */
  opened_by: string | null
  /** When the portal's own was used last; null: it is a program's. */
  seen_at: Date | null
  /** The session whose link it came by. */
  opened_from: string | null
  device: string | null
}

export interface SignInCodeTable extends Row {
  organization_id: string
  email: string
  is_looked_up: boolean
  code_hash: string | null
  customer_id: string | null
  /** Whom of several with this address was asked for; null: whoever has it. */
  for_customer: string | null
  attempt_hash: string | null
  tries: number
  expires_at: Date
  used_at: Date | null
}

export interface EmailChangeTable extends Row {
  customer_id: string
  email: string
  token_hash: string
  expires_at: Date
}

export interface PaymentMethodTable extends ChangingRow {
  deleted_at: Date | null
  /** Since when the processor has a removed card no more; null: it has it. */
  detached_at: Date | null
  customer_id: string
  /** The card's id at the payment processor. */
  processor_id: string
  brand: string
  last4: string
  exp_month: number
  exp_year: number
}

export type CustomerRow = Selectable<CustomerTable>
export type MemberRow = Selectable<MemberTable>
export type SignInCodeRow = Selectable<SignInCodeTable>
export type PaymentMethodRow = Selectable<PaymentMethodTable>
