import type { Checkout } from '@verge/polar/contract/checkouts'
import type { Address } from '@verge/polar/contract/values'
import type { Generated, Selectable, Updateable } from 'kysely'
import type { AggregateRow, Json, Metadata, NullableJson, Row } from './row.ts'

export interface CheckoutTable extends AggregateRow {
  organization_id: string
  client_secret: string
  status: Checkout['status']
  expires_at: Date
  success_url: string
  return_url: string | null
  embed_origin: string | null
  product_ids: Json<string[]>
  product_id: string
  product_price_id: string
  allow_trial: boolean
  /** Of this checkout alone; null: the product's own. */
  trial_interval: Checkout['trial_interval']
  trial_interval_count: number | null
  allow_discount_codes: boolean
  require_billing_address: boolean
  customer_id: string | null
  /** Named by the seller or made here, and not merely found by an e-mail address. */
  is_buyer_known: boolean
  external_customer_id: string | null
  customer_name: string | null
  customer_email: string | null
  customer_billing_name: string | null
  customer_billing_address: NullableJson<Address>
  customer_tax_id: string | null
  is_business_customer: boolean
  locale: string | null
  metadata: Json<Metadata>
  customer_metadata: Json<Metadata>
  subscription_id: string | null
  order_id: string | null
  seats: number | null
  /** Of this checkout alone; null: as the price has it. */
  min_seats: number | null
  max_seats: number | null
  /** Prices for this checkout alone, by their product: their ids. */
  ad_hoc_prices: NullableJson<Record<string, string[]>>
  discount_id: string | null
  confirmation_token_id: string | null
  /** Not where nothing is charged, now or later. */
  needs_card: Generated<boolean>
  /** By which the customer's bank asks them: of the card's setup, or of the payment. */
  intent_client_secret: string | null
}

/** That a buyer agreed to the renewal, before they paid. */
export interface RenewalConsentTable extends Row {
  organization_id: string
  checkout_id: string
  /** As they read it. */
  said: string
}

export type CheckoutRow = Selectable<CheckoutTable>
export type CheckoutSet = Updateable<CheckoutTable>
