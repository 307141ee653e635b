import type { SubscriptionState } from './subscription-state.ts'

/** What a change of plan costs, as the backend of Verge says it; whoever agrees sends the id back. */
export interface PlanQuote extends Record<string, unknown> {
  id: string
}
export interface PlanChange {
  subscription: SubscriptionState
  order_id: string | null
  /** Where the bank asks the customer to approve the payment: the change happens when they do. */
  client_secret: string | null
}
type Changes = Record<string, unknown>

/**
 * What customers may do themselves, with a session of theirs: the provider's own rules decide, and what is somebody
 * else's is not there. What changes something is asked for once.
 */
export interface OwnAccount {
  getSubscription(id: string): Promise<SubscriptionState>
  updateSubscription(id: string, changes: Changes): Promise<SubscriptionState>
  /** Of a subscription that is there. Null: this provider quotes nothing. */
  quotePlan(id: string, product_id: string): Promise<PlanQuote | null>
  changeAsQuoted(id: string, product_id: string, quote_id: string): Promise<PlanChange>
  listOrders(query: { page?: number; limit?: number }): Promise<Record<string, unknown>[]>
  /** Makes the invoice where there is none yet. */
  invoiceUrl(order_id: string): Promise<string>
}

/** The provider understood, and said no: nothing was changed. */
export class Denied extends Error {
  override readonly name = 'Denied'
  readonly status: number
  /** The provider's own name of why, where it gave one. */
  readonly why: string

  constructor(status: number, why: string, cause?: unknown) {
    super(`Denied with ${status} ${why}`, { cause })
    this.status = status
    this.why = why
  }
}
