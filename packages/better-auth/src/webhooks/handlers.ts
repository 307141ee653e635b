import type { SubscriptionState } from '../provider.ts'
import type { OfficialEvent } from '../sdk/official.ts'

/** An event of which nothing is known but that it is one. */
export interface PolarEvent {
  /** Such as `subscription.updated`; new ones appear over time. */
  type: string
  /** A date with a client of 0.47, text with one of 1.x. */
  timestamp: Date | string
  /** In the shape of the client that the app chose: camel case and dates with 0.47, as on the wire with 1.x. */
  data: Record<string, unknown>
}

/** What happens, by what it happens to. */
const happenings = {
  benefit: ['created', 'updated'],
  benefit_grant: ['created', 'cycled', 'updated', 'revoked'],
  checkout: ['created', 'updated', 'expired'],
  customer: ['created', 'updated', 'deleted', 'state_changed'],
  customer_seat: ['assigned', 'claimed', 'revoked'],
  discount: ['created', 'updated', 'deleted'],
  member: ['created', 'updated', 'deleted'],
  order: ['created', 'updated', 'paid', 'refunded'],
  organization: ['updated'],
  product: ['created', 'updated'],
  refund: ['created', 'updated'],
  subscription: [
    'created',
    'updated',
    'active',
    'canceled',
    'uncanceled',
    'cycled',
    'revoked',
    'past_due',
    'paused',
    'resumed',
    'migrated',
  ],
} as const
type Happenings = typeof happenings
type EventType = { [Noun in keyof Happenings]: `${Noun}.${Happenings[Noun][number]}` }[keyof Happenings]

const types: ReadonlySet<string> = new Set(
  Object.entries(happenings).flatMap(([noun, verbs]) => verbs.map((verb) => `${noun}.${verb}`)),
)

type Joined<Words extends string> = Words extends `${infer Word}_${infer Rest}`
  ? `${Capitalize<Word>}${Joined<Rest>}`
  : Capitalize<Words>
type HandlerName<Type extends EventType> = Type extends `${infer Noun}.${infer Verb}`
  ? `on${Joined<Noun>}${Joined<Verb>}`
  : never

// As a method, so that a handler may name the exact event that it hears, as it does with Polar's own plugin.
interface Hears<Event> {
  handle(event: Event): unknown
}
export type Handler<Event = PolarEvent> = Hears<Event>['handle']

/** An event with a type of its own, as a client knows it. */
export type AnyEvent = Pick<PolarEvent, 'type' | 'timestamp'> & { data: object }
/** The event of this type among those that a client knows. */
type Named<Type extends EventType, Event extends AnyEvent> = [Extract<Event, { type: Type }>] extends [never]
  ? Unlisted<Type, Event>
  : Extract<Event, { type: Type }>
/** One that came after the client: its data are those of the others about the same. */
interface Unlisted<Type extends EventType, Event extends AnyEvent> {
  type: Type
  timestamp: [Event] extends [never] ? PolarEvent['timestamp'] : Event['timestamp']
  data: DataAbout<Type extends `${infer Noun}.${string}` ? Noun : never, Event>
}
type DataAbout<Noun extends string, Event extends AnyEvent> = [Event] extends [never]
  ? Noun extends keyof OnTheWire
    ? OnTheWire[Noun]
    : PolarEvent['data']
  : [Extract<Event, { type: `${Noun}.${string}` }>] extends [never]
    ? PolarEvent['data']
    : Extract<Event, { type: `${Noun}.${string}` }>['data']

interface WireCustomer extends Record<string, unknown> {
  id: string
  external_id: string | null
  email: string | null
  name: string | null
}
/** What is known of an event without a client's types. */
interface OnTheWire {
  customer: WireCustomer
  subscription: SubscriptionState & { customer: WireCustomer }
  order: Record<string, unknown> & {
    id: string
    status: string
    /** In minor units. */
    total_amount: number
    currency: string
    customer_id: string
    product_id: string | null
    subscription_id: string | null
    customer: WireCustomer
  }
  checkout: Record<string, unknown> & {
    id: string
    status: string
    url: string
    customer_id: string | null
    external_customer_id: string | null
  }
}

export interface SubscriptionChange {
  /** The user or organization that it belongs to; null: the customer is linked to nobody. */
  referenceId: string | null
  /** As on the wire; null: it is heard of for the first time. */
  before: SubscriptionState | null
  after: SubscriptionState
}

/**
 * `onSubscriptionUpdated` hears `subscription.updated`, and so on. What a handler throws makes Polar send the event again.
 *
 * @typeParam Event every event that the client knows. Those of 0.47 are known where it is installed; of 1.x it is the
 * `WebhookPayload` of the version that the app chose.
 */
export type WebhooksOptions<Event extends AnyEvent = OfficialEvent> = {
  [Type in EventType as HandlerName<Type>]?: Handler<Named<Type, Event>>
} & {
  /** The endpoint's secret, as Polar shows it. */
  secret: string
  /** Every event, also one that this version does not know. */
  onPayload?: Handler<[Event] extends [never] ? PolarEvent : Event>
  /**
   * Each change of a subscription once and in order, however the events came. Needs `keepCopy`, since what was before has
   * to be known.
   */
  onSubscriptionChanged?: (change: SubscriptionChange) => unknown
}

/** `subscription.past_due` is heard by `onSubscriptionPastDue`. */
export function handlerName(type: string): string {
  return `on${type.replaceAll(/(?:^|[._])([a-z])/g, (_, letter: string) => letter.toUpperCase())}`
}

/** Whether this version knows the event; any other is kept word for word. */
export function isKnown(type: string): boolean {
  return types.has(type)
}
