import type { SubscriptionState } from '../provider.ts'

export interface PolarEvent {
  /** Such as `subscription.updated`; new ones appear over time. */
  type: string
  /** A date with a client of 0.47, text with one of 1.x. */
  timestamp: Date | string
  /** In the shape of the client that the app chose: camel case and dates with 0.47, as on the wire with 1.x. */
  data: Record<string, unknown>
}

// As a method, so that a handler may name the exact event that it hears, as it does with Polar's own plugin.
interface Hears {
  handle(event: PolarEvent): unknown
}
export type Handler = Hears['handle']

interface Noun {
  Benefit: 'Created' | 'Updated'
  BenefitGrant: 'Created' | 'Cycled' | 'Updated' | 'Revoked'
  Checkout: 'Created' | 'Updated' | 'Expired'
  Customer: 'Created' | 'Updated' | 'Deleted' | 'StateChanged'
  CustomerSeat: 'Assigned' | 'Claimed' | 'Revoked'
  Discount: 'Created' | 'Updated' | 'Deleted'
  Member: 'Created' | 'Updated' | 'Deleted'
  Order: 'Created' | 'Updated' | 'Paid' | 'Refunded'
  Organization: 'Updated'
  Product: 'Created' | 'Updated'
  Refund: 'Created' | 'Updated'
  Subscription:
    | 'Created'
    | 'Updated'
    | 'Active'
    | 'Canceled'
    | 'Uncanceled'
    | 'Cycled'
    | 'Revoked'
    | 'PastDue'
    | 'Paused'
    | 'Resumed'
    | 'Migrated'
}
type HandlerName = { [Name in keyof Noun]: `on${Name}${Noun[Name]}` }[keyof Noun]

export interface SubscriptionChange {
  /** The user or organization that it belongs to; null: the customer is linked to nobody. */
  referenceId: string | null
  /** As on the wire; null: it is heard of for the first time. */
  before: SubscriptionState | null
  after: SubscriptionState
}

/** `onSubscriptionUpdated` hears `subscription.updated`, and so on. What a handler throws makes Polar send the event again. */
export type WebhooksOptions = { [Name in HandlerName]?: Handler } & {
  /** The endpoint's secret, as Polar shows it. */
  secret: string
  /** Every event, also one that this version does not know. */
  onPayload?: Handler
  /**
   * Each change of a subscription once and in order, however the events came. Needs `keepCopy`, since what was before has
   * to be known.
   */
  onSubscriptionChanged?: (change: SubscriptionChange) => unknown
}

const nouns: Record<keyof Noun, true> = {
  Benefit: true,
  BenefitGrant: true,
  Checkout: true,
  Customer: true,
  CustomerSeat: true,
  Discount: true,
  Member: true,
  Order: true,
  Organization: true,
  Product: true,
  Refund: true,
  Subscription: true,
}

/** `subscription.past_due` is heard by `onSubscriptionPastDue`. */
export function handlerName(type: string): string {
  return `on${type.replaceAll(/(?:^|[._])([a-z])/g, (_, letter: string) => letter.toUpperCase())}`
}

/** Whether this version knows what the event is about; any other is kept word for word. */
export function isKnown(type: string): boolean {
  const noun = handlerName(type.split('.')[0] ?? '').slice(2)
  return noun in nouns
}
