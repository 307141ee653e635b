import type { LeavingKind } from '@verge/polar/contract/receipts'
import type { WithdrawalConsent } from '@verge/polar/policy/withdrawal'
import type { Selectable } from 'kysely'
import type { Json, Row } from './row.ts'

/** What receipts are sealed with, as anyone may know it. */
export interface ReceiptKeyTable extends Row {
  organization_id: string
  public_key: Json<{ kty: string; crv: string; x: string }>
}

/** One for each cancellation and withdrawal; see `operations/receipts/issue.ts`. */
export interface CancellationReceiptTable extends Row {
  organization_id: string
  customer_id: string
  subscription_id: string | null
  subscription_version: number | null
  /** Of what was bought once; else there is a subscription. */
  order_id: string | null
  kind: LeavingKind
  declared_by: 'customer' | 'seller'
  received_at: Date
  ends_at: Date
  /** A compact JWS; null once the customer was forgotten. */
  seal: string | null
  taken_back_at: Date | null
}

/** What a customer agreed to while they could still withdraw. */
export interface WithdrawalConsentTable extends Row {
  organization_id: string
  subscription_id: string | null
  /** Of what was bought once; else there is a subscription. */
  order_id: string | null
  kind: WithdrawalConsent
  /** As they read it. */
  said: string
  given_at: Date
}

/** A declaration of somebody who did not sign in; see `operations/statements/declare.ts`. */
export interface LeavingStatementTable extends Row {
  organization_id: string
  kind: LeavingKind
  name: string
  email: string
  contract: string
  /** A day, as `2027-01-31`; null: as soon as possible. */
  wished_end: string | null
  reason: string | null
  idempotency_key: string
  seal: string
  token_hash: string
  token_expires_at: Date
  proven_at: Date | null
  subscription_id: string | null
  order_id: string | null
  carried_out_at: Date | null
  receipt_id: string | null
}

export type LeavingStatementRow = Selectable<LeavingStatementTable>
export type ReceiptRow = Selectable<CancellationReceiptTable>
