import type { Generated } from 'kysely'
import type {
  BenefitGrantRow,
  BenefitGrantTable,
  BenefitTable,
  FileDownloadTable,
  FilePartTable,
  FilePieceTable,
  FileTable,
  LicenseKeyActivationTable,
  LicenseKeyTable,
  ProductBenefitTable,
} from './tables/benefits.ts'
import type { CheckoutRow, CheckoutTable, RenewalConsentTable } from './tables/checkouts.ts'
import type {
  CustomerRow,
  CustomerSessionTable,
  CustomerTable,
  EmailChangeTable,
  MemberRow,
  MemberTable,
  PaymentMethodTable,
  SignInCodeTable,
} from './tables/customers.ts'
import type {
  CancellationReceiptTable,
  LeavingStatementTable,
  ReceiptKeyTable,
  WithdrawalConsentTable,
} from './tables/leaving.ts'
import type {
  BalanceEntryTable,
  DocumentSeriesTable,
  InvoiceTable,
  OrderItemTable,
  OrderRow,
  OrderTable,
  ProrationTable,
} from './tables/orders.ts'
import type {
  OrganizationAccessTokenTable,
  OrganizationTable,
  RateLimitTable,
} from './tables/organizations.ts'
import type {
  DisputeTable,
  PaymentAttemptTable,
  ProcessorEventTable,
  ProcessorRefusalTable,
  QuarantinedPaymentTable,
  RefundRow,
  RefundTable,
} from './tables/payments.ts'
import type { DiscountTable, ProductPriceTable, ProductTable } from './tables/products.ts'
import type {
  AuditEntryTable,
  DueWorkTable,
  EmailTable,
  EventTable,
  ReminderTable,
} from './tables/records.ts'
import type {
  CustomerSeatRow,
  CustomerSeatTable,
  StayOfferTakenTable,
  SubscriptionRow,
  SubscriptionTable,
} from './tables/subscriptions.ts'
import type { CustomerMeterTable, MeterTable, UsageEventTable } from './tables/usage.ts'
import type { WebhookDeliveryTable, WebhookEndpointTable, WebhookEventTable } from './tables/webhooks.ts'

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
