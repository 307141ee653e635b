import type * as z from 'zod'
import type { Generated, GeneratedAlways, Insertable, JSONColumnType, Selectable, Updateable } from 'kysely'
import type { Address } from '@verge/polar/contract/values'
import type {
  pendingUpdate,
  SubscriptionStatus,
  SubscriptionTerms,
} from '@verge/polar/contract/subscriptions'
import type { Customer } from '@verge/polar/contract/customers'
import type { MemberRole } from '@verge/polar/contract/members'
import type { CustomerOrder } from '@verge/polar/contract/orders'
import type { LeavingKind } from '@verge/polar/contract/receipts'
import type { WithdrawalConsent } from '@verge/polar/policy/withdrawal'
import type { Refund } from '@verge/polar/contract/refunds'
import type { Checkout } from '@verge/polar/contract/checkouts'
import type { OrganizationInPortal, Product, SeatTiers } from '@verge/polar/contract/products'
import type { Meter } from '@verge/polar/contract/meters'
import type { CustomerSeat } from '@verge/polar/contract/seats'
import type { WebhookEndpoint, WebhookEventType } from '@verge/polar/contract/webhooks'

type Json<Value extends object> = JSONColumnType<Value, string, string>
type NullableJson<Value extends object> = JSONColumnType<Value | null, string | null, string | null>
type Interval = 'day' | 'week' | 'month' | 'year'
type Metadata = Record<string, string | number | boolean>

/** Kept as it stands on the wire, with the price that goes with the product. */
export type StoredPendingUpdate = z.input<typeof pendingUpdate> & { product_price_id: string | null }

/** The terms that a payment brings, and the period that begins with it where the cycle starts anew. Instants are text. */
export type PaidTerms = SubscriptionTerms & { period: { start: string; end: string } | null }

interface Row {
  id: string
  created_at: Date
}
interface ChangingRow extends Row {
  modified_at: Date | null
}
/** A row whose every change carries the next version, an audit entry and an event. */
export interface AggregateRow extends ChangingRow {
  version: number
}

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

export interface ProductTable extends ChangingRow {
  organization_id: string
  name: string
  description: string | null
  visibility: Product['visibility']
  recurring_interval: Interval | null
  recurring_interval_count: number | null
  trial_interval: Interval | null
  trial_interval_count: number | null
  is_archived: boolean
  metadata: Json<Metadata>
}

export interface ProductPriceTable extends ChangingRow {
  product_id: string
  amount_type: Generated<'fixed' | 'seat_based'>
  /** Of a fixed price. */
  price_amount: number | null
  /** Of a price by seats. */
  seat_tiers: NullableJson<SeatTiers>
  price_currency: string
  tax_behavior: 'location' | 'inclusive' | 'exclusive' | null
  /** A product's first price is the one that is sold where no currency is asked for. */
  position: Generated<number>
  is_archived: boolean
}

export interface DiscountTable extends ChangingRow {
  deleted_at: Date | null
  organization_id: string
  name: string
  code: string | null
  type: 'fixed' | 'percentage'
  /** Hundredths of a percent. */
  basis_points: number | null
  /** Minor units by currency. */
  amounts: NullableJson<Record<string, number>>
  duration: 'once' | 'forever' | 'repeating'
  duration_in_months: number | null
  starts_at: Date | null
  ends_at: Date | null
  max_redemptions: number | null
  redemptions_count: Generated<number>
  /** Null: all products. */
  product_ids: NullableJson<string[]>
  metadata: Json<Metadata>
}

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

export interface DocumentSeriesTable {
  customer_id: string
  last_invoice_number: number
  last_receipt_number: number
}

export interface CustomerSessionTable extends Row {
  customer_id: string
  /** Null: the session is the customer's own. */
  member_id: string | null
  token_hash: string
  return_url: string | null
  expires_at: Date
  revoked_at: Date | null
}

export interface SignInCodeTable extends Row {
  organization_id: string
  email: string
  is_looked_up: boolean
  code_hash: string | null
  customer_id: string | null
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

/** How often since when; instants are text. */
export type StoredCounts = { since: string; count: number }[]

export interface RateLimitTable {
  key: string
  counts: Json<StoredCounts>
  blocked_until: Date | null
  expires_at: Date
}

export interface PaymentMethodTable extends ChangingRow {
  deleted_at: Date | null
  customer_id: string
  /** The card's id at the payment processor. */
  processor_id: string
  brand: string
  last4: string
  exp_month: number
  exp_year: number
}

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
  discount_id: string | null
  confirmation_token_id: string | null
  /** Not where nothing is charged, now or later. */
  needs_card: Generated<boolean>
  /** By which the customer's bank asks them: of the card's setup, or of the payment. */
  intent_client_secret: string | null
}

export interface SubscriptionTable extends AggregateRow {
  organization_id: string
  customer_id: string
  product_id: string
  product_price_id: string
  amount: number
  currency: string
  recurring_interval: Interval
  recurring_interval_count: number
  status: SubscriptionStatus
  /** The day, and for years the month, that periods return to after a shorter month. */
  anchor_day: number
  anchor_month: number
  current_period_start: Date
  current_period_end: Date
  trial_start: Date | null
  trial_end: Date | null
  cancel_at_period_end: boolean
  canceled_at: Date | null
  started_at: Date | null
  ends_at: Date | null
  ended_at: Date | null
  past_due_at: Date | null
  pause_at_period_end: Generated<boolean>
  paused_at: Date | null
  resumes_at: Date | null
  seats: number | null
  seats_assigned: Generated<number>
  discount_id: string | null
  /** Since when the discount counts: its months run from here. */
  discounted_at: Date | null
  /** The one change that waits for the end of the period. */
  pending_update: NullableJson<StoredPendingUpdate>
  payment_method_id: string | null
  checkout_id: string | null
  resubscribed_from_id: string | null
  idempotency_key: string | null
  customer_cancellation_reason: string | null
  customer_cancellation_comment: string | null
  metadata: Json<Metadata>
}

/** A seat of a subscription for an e-mail address; see `packages/polar/src/policy/seats.ts`. */
export interface CustomerSeatTable extends AggregateRow {
  organization_id: string
  subscription_id: string
  status: CustomerSeat['status']
  email: string
  customer_id: string | null
  invitation_token_hash: string | null
  invitation_token_expires_at: Date | null
  claimed_at: Date | null
  revoked_at: Date | null
  metadata: NullableJson<Metadata>
}

export interface OrderTable extends AggregateRow {
  organization_id: string
  customer_id: string
  product_id: string | null
  subscription_id: string | null
  checkout_id: string | null
  status: CustomerOrder['status']
  billing_reason: CustomerOrder['billing_reason'] | 'subscription_cycle_after_trial'
  period_start: Date | null
  period_end: Date | null
  currency: string
  subtotal_amount: number
  discount_amount: number
  net_amount: number
  tax_amount: number
  tax_rate: number | null
  total_amount: number
  applied_balance_amount: number
  due_amount: number
  refunded_amount: number
  refunded_tax_amount: number
  billing_name: string | null
  billing_address: NullableJson<Address>
  customer_tax_id: NullableJson<[string, string]>
  invoice_number: string
  invoice_sequence: number
  invoice_generated_at: Date | null
  receipt_number: string | null
  paid_at: Date | null
  next_payment_attempt_at: Date | null
  discount_id: string | null
  seats: number | null
  /** What the subscription becomes when this order is paid; nothing of it before. */
  subscription_terms: NullableJson<PaidTerms>
  /** How often the schedule found no card to charge. */
  cardless_tries: Generated<number>
  dispute_status: DisputeStatus | null
  description: string
  metadata: Json<Metadata>
}

export interface OrderItemTable extends Row {
  order_id: string
  position: number
  label: string
  amount: number
  tax_amount: number
  proration: boolean
  product_price_id: string | null
  start_timestamp: Date | null
  end_timestamp: Date | null
}

export interface ProrationTable extends Row {
  subscription_id: string
  label: string
  amount: number
  product_price_id: string
  start_timestamp: Date
  end_timestamp: Date
  /** The order that bills it; null: the next one will. */
  order_id: string | null
}

/** Append-only: the balance is the sum, above zero in the customer's favour. */
export interface BalanceEntryTable extends Row {
  customer_id: string
  currency: string
  amount: number
  order_id: string
  reason: 'applied' | 'restored'
}

export interface PaymentAttemptTable extends ChangingRow {
  order_id: string
  customer_id: string
  payment_method_id: string
  amount: number
  currency: string
  trigger: 'initial' | 'cycle' | 'dunning' | 'customer' | 'payment_method_update' | 'update'
  /** Processing: its bank takes days. Quarantined: the processor's books say something else than ours. */
  status: 'unknown' | 'requires_action' | 'processing' | 'quarantined' | 'succeeded' | 'failed'
  processor_payment_id: string | null
  client_secret: string | null
  decline_code: string | null
  /** Set where the money came after the order was withdrawn; failed: the bank did not take it back. */
  refund_status: 'pending' | 'succeeded' | 'failed' | null
  /** Not before this is the processor asked for it again; null: at once. */
  ask_after: Generated<Date | null>
}

export interface RefundTable extends AggregateRow {
  organization_id: string
  customer_id: string
  subscription_id: string | null
  order_id: string
  payment_attempt_id: string
  status: Refund['status']
  reason: Refund['reason']
  /** Without its tax. */
  amount: number
  tax_amount: number
  currency: string
  comment: string | null
  revoke_benefits: boolean
  metadata: Json<Metadata>
  processor_refund_id: string | null
  ask_after: Date | null
}

export interface ProcessorEventTable extends Row {
  processor_event_id: string
  type: string
  body: Json<ProcessorEventBody>
  status: 'received' | 'applied' | 'ignored' | 'quarantined'
  ask_after: Date | null
}

/** What it names; the rest of what was sent is kept beside it and not read. */
export interface ProcessorEventBody {
  payment_id?: string | undefined
  amount?: number | undefined
  currency?: string | undefined
  card_id?: string | undefined
}

export interface QuarantinedPaymentTable {
  processor_payment_id: string
  created_at: Date
  payment_attempt_id: string | null
  reason: 'unknown_payment' | 'other_amount' | 'other_currency'
  found: Json<object>
  resolved_at: Date | null
}

export type DisputeStatus = 'early_warning' | 'needs_response' | 'under_review' | 'prevented' | 'won' | 'lost'

export interface DisputeTable extends ChangingRow {
  order_id: string
  payment_attempt_id: string
  processor_dispute_id: string
  status: DisputeStatus
  reason: string
  amount: number
  currency: string
  evidence: Json<object>
}

/** A single row while the processor refuses our key. */
export interface ProcessorRefusalTable {
  id: Generated<boolean>
  since: Date
  next_question_at: Date
}

/** Append-only: the highest revision is what the invoice says now. */
export interface InvoiceTable extends Row {
  order_id: string
  revision: number
  content: Json<object>
}

export type AggregateType =
  | 'customer'
  | 'subscription'
  | 'order'
  | 'checkout'
  | 'refund'
  | 'customer_seat'
  | 'member'
  | 'benefit_grant'

export interface EventTable extends Row {
  organization_id: string
  aggregate_id: string
  aggregate_type: AggregateType
  version: number
  types: Json<string[]>
}

export interface AuditEntryTable extends Row {
  aggregate_id: string
  version: number
  actor: string
  cause: string
  before: NullableJson<object>
  after: Json<object>
}

export interface EmailTable extends Row {
  customer_id: string | null
  dedupe_key: string
  recipient: string
  subject: string
  /** As plain text; `html` says the same. Null in mails from before there were two forms. */
  body: string
  sent_at: Date | null
  kind: string | null
  locale: string | null
  facts: NullableJson<object>
  html: string | null
  /** Null: nothing is to be sent, because it was, was given up, or stays in the outbox. */
  next_attempt_at: Date | null
  tries: Generated<number>
  /** Why it was not taken last. */
  failure: string | null
}

/** What was announced ahead, under the key of what it announced. */
export interface ReminderTable {
  key: string
  created_at: Date
  outcome: 'told' | 'past' | 'needless'
}

/** What falls due, and when; see `billing/due-work.ts`. */
export interface DueWorkTable {
  kind: string
  subject_id: string
  due_at: Date
  leased_until: Date | null
  lease_holder: string | null
  fence: Generated<number>
  tries: Generated<number>
  parked_at: Date | null
  parked_reason: string | null
  released_at: Date | null
  modified_at: Date
}

export interface WebhookEndpointTable extends ChangingRow {
  deleted_at: Date | null
  organization_id: string
  url: string
  name: string | null
  format: WebhookEndpoint['format']
  secret: string
  events: Json<WebhookEventType[]>
  enabled: boolean
  api_version: WebhookEndpoint['api_version']
  /** Until then one worker alone sends to it. */
  turn_until: Generated<Date | null>
  turn_holder: Generated<string | null>
}

/** One event for one endpoint; see `operations/webhooks/announce.ts`. */
export interface WebhookEventTable extends ChangingRow {
  endpoint_id: string
  /** The change that it tells of; null where that keeps no versions. */
  event_id: string | null
  type: WebhookEventType
  position: GeneratedAlways<number>
  format: WebhookEndpoint['format']
  api_version: WebhookEndpoint['api_version']
  /** The bytes of every try; null before the first one, and when it was archived. */
  payload: string | null
  /** Of the series that runs or ran last. */
  tries: Generated<number>
  next_attempt_at: Date | null
  last_http_code: number | null
  succeeded: boolean | null
  finished_at: Date | null
  skipped: Generated<boolean>
  is_archived: Generated<boolean>
}

/** One try. */
export interface WebhookDeliveryTable extends Row {
  webhook_event_id: string
  endpoint_id: string
  succeeded: boolean
  http_code: number | null
  response: string | null
}

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
  properties: Json<BenefitProperties>
  metadata: Json<Metadata>
}

/** What receipts are sealed with, as anyone may know it. */
export interface ReceiptKeyTable extends Row {
  organization_id: string
  public_key: Json<{ kty: string; crv: string; x: string }>
}

/** One for each cancellation and withdrawal; see `operations/receipts/issue.ts`. */
export interface CancellationReceiptTable extends Row {
  organization_id: string
  customer_id: string
  subscription_id: string
  subscription_version: number
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
  subscription_id: string
  kind: WithdrawalConsent
  /** As they read it. */
  said: string
  given_at: Date
}

/** That a buyer agreed to the renewal, before they paid. */
export interface RenewalConsentTable extends Row {
  organization_id: string
  checkout_id: string
  /** As they read it. */
  said: string
}

/** Once for each subscription; see `operations/leaving/stay.ts`. */
export interface StayOfferTakenTable extends Row {
  organization_id: string
  subscription_id: string
  discount_id: string
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
  carried_out_at: Date | null
  receipt_id: string | null
}

export interface ProductBenefitTable {
  product_id: string
  benefit_id: string
  position: number
}

/** Follows the subscription, for whoever has it or a seat of it; see `operations/benefits/access.ts`. */
export interface BenefitGrantTable extends AggregateRow {
  organization_id: string
  customer_id: string
  subscription_id: string
  benefit_id: string
  granted_at: Date | null
  revoked_at: Date | null
}

/** What a customer used, as the seller's app told it. */
export interface UsageEventTable extends Row {
  organization_id: string
  customer_id: string | null
  external_customer_id: string | null
  name: string
  external_id: string | null
  timestamp: Date
  metadata: Json<object>
}

export interface MeterTable extends ChangingRow {
  organization_id: string
  name: string
  unit: Meter['unit']
  custom_label: string | null
  custom_multiplier: number | null
  filter: Json<Meter['filter']>
  aggregation: Json<Meter['aggregation']>
  archived_at: Date | null
  metadata: Json<Metadata>
}

/** That a meter counted something of a customer; how much is reckoned from the usage events. */
export interface CustomerMeterTable extends ChangingRow {
  organization_id: string
  customer_id: string
  meter_id: string
}

export interface Tables {
  benefits: BenefitTable
  product_benefits: ProductBenefitTable
  benefit_grants: BenefitGrantTable
  license_keys: LicenseKeyTable
  license_key_activations: LicenseKeyActivationTable
  files: FileTable
  file_parts: FilePartTable
  file_pieces: FilePieceTable
  file_downloads: FileDownloadTable
  usage_events: UsageEventTable
  meters: MeterTable
  customer_meters: CustomerMeterTable
  organizations: OrganizationTable
  organization_access_tokens: OrganizationAccessTokenTable
  products: ProductTable
  product_prices: ProductPriceTable
  discounts: DiscountTable
  customers: CustomerTable
  members: MemberTable
  document_series: DocumentSeriesTable
  customer_sessions: CustomerSessionTable
  sign_in_codes: SignInCodeTable
  email_changes: EmailChangeTable
  rate_limits: RateLimitTable
  payment_methods: PaymentMethodTable
  checkouts: CheckoutTable
  subscriptions: SubscriptionTable
  customer_seats: CustomerSeatTable
  orders: OrderTable
  order_items: OrderItemTable
  prorations: ProrationTable
  balance_entries: BalanceEntryTable
  payment_attempts: PaymentAttemptTable
  refunds: RefundTable
  processor_events: ProcessorEventTable
  quarantined_payments: QuarantinedPaymentTable
  disputes: DisputeTable
  processor_refusal: ProcessorRefusalTable
  invoices: InvoiceTable
  receipt_keys: ReceiptKeyTable
  leaving_statements: LeavingStatementTable
  withdrawal_consents: WithdrawalConsentTable
  renewal_consents: RenewalConsentTable
  stay_offers_taken: StayOfferTakenTable
  cancellation_receipts: CancellationReceiptTable
  events: EventTable
  audit_entries: AuditEntryTable
  emails: EmailTable
  reminders: ReminderTable
  due_work: DueWorkTable
  webhook_endpoints: WebhookEndpointTable
  webhook_events: WebhookEventTable
  webhook_deliveries: WebhookDeliveryTable
  sandbox_clock: { id: Generated<boolean>; offset_ms: number }
}

export type CustomerRow = Selectable<CustomerTable>
export type EmailRow = Selectable<EmailTable>
export type MemberRow = Selectable<MemberTable>
export type SignInCodeRow = Selectable<SignInCodeTable>
export type SubscriptionRow = Selectable<SubscriptionTable>
export type NewSubscription = Insertable<SubscriptionTable>
export type SubscriptionSet = Updateable<SubscriptionTable>
export type CustomerSeatRow = Selectable<CustomerSeatTable>
export type OrderRow = Selectable<OrderTable>
export type OrderItemRow = Selectable<OrderItemTable>
export type CheckoutRow = Selectable<CheckoutTable>
export type CheckoutSet = Updateable<CheckoutTable>
/** The tables whose every change carries a version, an audit entry and an event. */
export interface AggregateRows {
  customers: CustomerRow
  subscriptions: SubscriptionRow
  orders: OrderRow
  checkouts: CheckoutRow
  refunds: RefundRow
  customer_seats: CustomerSeatRow
  members: MemberRow
  benefit_grants: BenefitGrantRow
}
export type MeterRow = Selectable<MeterTable>
export type CustomerMeterRow = Selectable<CustomerMeterTable>
export type BenefitRow = Selectable<BenefitTable>
export type FileRow = Selectable<FileTable>
export type LicenseKeyRow = Selectable<LicenseKeyTable>
export type LicenseKeyActivationRow = Selectable<LicenseKeyActivationTable>
export type BenefitGrantRow = Selectable<BenefitGrantTable>
export type ProductRow = Selectable<ProductTable>
export type DiscountRow = Selectable<DiscountTable>
export type ProrationRow = Selectable<ProrationTable>
export type ProductPriceRow = Selectable<ProductPriceTable>
export type PaymentMethodRow = Selectable<PaymentMethodTable>
export type PaymentAttemptRow = Selectable<PaymentAttemptTable>
export type LeavingStatementRow = Selectable<LeavingStatementTable>
export type ReceiptRow = Selectable<CancellationReceiptTable>
export type RefundRow = Selectable<RefundTable>
export type OrganizationRow = Selectable<OrganizationTable>
export type WebhookEndpointRow = Selectable<WebhookEndpointTable>
export type WebhookEventRow = Selectable<WebhookEventTable>
