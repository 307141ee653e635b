import type { CustomerState } from './customer-state.ts'
import type { OwnAccount } from './own-account.ts'
import type { SubscriptionState } from './subscription-state.ts'

export type { SubscriptionState } from './subscription-state.ts'

export interface ProviderCustomer {
  id: string
  external_id: string | null
  email: string | null
  name: string | null
}

type Value = string | number | boolean

export interface NewCheckout {
  products: string[]
  /** Null: nobody is signed in. */
  buyer: { external_id: string; email: string | null; name: string | null } | null
  success_url: string | null
  return_url: string | null
  locale: string | null
  metadata: Record<string, Value>
  custom_field_data?: Record<string, Value>
  embed_origin?: string
  allow_discount_codes?: boolean
  discount_id?: string
  allow_trial?: boolean
  trial_interval?: 'day' | 'week' | 'month' | 'year'
  trial_interval_count?: number
}

export type Listed = 'benefitGrants' | 'subscriptions' | 'orders' | 'customerMeters'
type Query = Record<string, unknown>

/** What the plugin asks of the billing provider, whichever client it was given. Nothing waits for ever. */
export interface Provider {
  getCustomer(external_id: string): Promise<ProviderCustomer | null>
  findCustomer(email: string): Promise<ProviderCustomer | null>
  /** Null: the e-mail address or the external id is taken. */
  createCustomer(input: {
    email: string
    name: string
    external_id: string
    metadata?: Record<string, Value>
  }): Promise<ProviderCustomer | null>
  /** False: the customer already carries another external id. */
  linkCustomer(id: string, external_id: string): Promise<boolean>
  /** False: there is no such customer, or the address is somebody else's. */
  updateCustomer(external_id: string, changes: { email?: string; name?: string | null }): Promise<boolean>
  /** The portal's address with a fresh session in it. Null: no such customer. */
  openPortal(input: { external_id: string; return_url: string | null }): Promise<string | null>
  /** What a customer may do themselves. Null: no such customer. */
  actAs(external_id: string): Promise<OwnAccount | null>
  /** Has, or ever had, a subscription or an order. */
  hasBought(external_id: string): Promise<boolean>
  /** In the client's own shape. */
  getState(external_id: string): Promise<CustomerState | null>
  /** All of a customer's, as on the wire, ended ones too. */
  subscriptionsOf(external_id: string): Promise<SubscriptionState[]>
  /** Of all customers, the oldest first and a hundred on each page, as on the wire. */
  subscriptionsOnPage(page: number): Promise<SubscriptionState[]>
  /** One page of what is a customer's, in the client's own shape. */
  listOf(resource: Listed, external_id: string, query: Query): Promise<object>
  /** One page of the subscriptions that were bought for a reference, in the client's own shape. */
  listByReference(referenceId: string, query: Query): Promise<object>
  /** The ids of the customers who bought something that carries this in its metadata. */
  boughtAs(key: string, value: string): Promise<string[]>
  /** Ending or ended already is as wanted. */
  cancelSubscription(id: string, when: 'period_end' | 'now'): Promise<void>
  ingest(event: {
    name: string
    external_customer_id: string
    metadata: Record<string, Value>
  }): Promise<object>
  createCheckout(input: NewCheckout): Promise<string>
  /** What came by webhook, in the client's own shape. */
  present(payload: Record<string, unknown>): Record<string, unknown>
}

/** The provider did not answer, not in time, or not what was asked. */
export class ProviderFailure extends Error {
  override readonly name = 'ProviderFailure'
  /** `refused`: the access token is not accepted, and trying again will not help. */
  readonly kind: 'unavailable' | 'refused'

  constructor(kind: ProviderFailure['kind'], message: string, cause?: unknown) {
    super(message, { cause })
    this.kind = kind
  }
}
